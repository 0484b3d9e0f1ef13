import re
from dataclasses import replace

from tests.readings import READING, TEXT, span
from truerole.core.reading import DutySpan, Section
from truerole.dashboard.charts.duty_bar import duty_bar

DUTIES = (
    DutySpan(*span("Build dashboards in Tableau."), "analysis", None),
    DutySpan(*span("Run one pipeline in Airflow."), "data_engineering", None),
    DutySpan(*span("Python is a plus."), "data_engineering", None),
)
WORK = replace(READING, duties=DUTIES, sections=(Section("responsibilities", 0, len(TEXT)),))


def test_each_kind_has_a_slice_by_its_sentences_and_the_bar_is_read_out() -> None:
    drawn = duty_bar(WORK)
    assert re.findall(r'class="(tr-d\w)" style="flex-grow: (\d)"', drawn) == [("tr-de", "2"), ("tr-da", "1")]
    assert drawn.count("Of 3 duties, 2 data pipelines and 1 analysis and reports.") == 2


def test_no_duties_make_no_bar() -> None:
    assert duty_bar(READING) == ""
