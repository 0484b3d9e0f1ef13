"""No table of any page hands a spreadsheet a formula."""

import re
from pathlib import Path

import pytest
import streamlit as st

from truerole.dashboard.charts import table

SEPARATED = st.column_config.NumberColumn(format="localized")
PAGES = Path(table.__file__).parents[1]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('=HYPERLINK("https://a.example","b")', '\'=HYPERLINK("https://a.example","b")'),
        ("=1+1", "'=1+1"),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-1+2", "'-1+2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-", "'-"),
        ("+33 %", "+33 %"),
        ("-0.5", "-0.5"),
        ("Baker", "Baker"),
        ("a=b", "a=b"),
        (["=1", "b"], ["'=1", "b"]),
        (-5, -5),
        (None, None),
        (True, True),
    ],
)
def test_neutral(value: object, shown: object) -> None:
    assert table.neutral(value) == shown


def test_every_table_of_the_pages_is_neutral() -> None:
    shown = re.compile(r"st\.(?:dataframe|data_editor|table)\(")
    files = [path for path in PAGES.rglob("*.py") if shown.search(path.read_text("utf-8"))]
    assert files == [Path(table.__file__)]


def test_a_table_is_shown_neutral(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[object, dict[str, object]]] = []
    monkeypatch.setattr(table.st, "dataframe", lambda rows, **options: told.append((rows, options)))
    rows = [{"title": "=1", "pay": -3, "share": 0.5, "sure": True}, {"title": "b", "pay": None}]
    table.show_table(rows, {"title": "small"}, height=99)
    ((cells, options),) = told
    assert cells == [{"title": "'=1", "pay": -3, "share": 0.5, "sure": True}, {"title": "b", "pay": None}]
    assert options == {"hide_index": True, "height": 99, "column_config": {"pay": SEPARATED, "title": "small"}}


def test_a_small_table_shows_words_and_does_nothing_else() -> None:
    shown = table.small_table([{"skill": "<b>SQL", "2025": '"64 % of 3'}, {"skill": "R", "2025": ""}])
    assert shown == (
        '<table class="tr-table"><thead><tr><th scope="col">Skill</th><th scope="col">2025</th></tr></thead><tbody>'
        '<tr><th scope="row">&lt;b&gt;SQL</th><td data-label="2025">&quot;64 % of 3</td></tr>'
        '<tr><th scope="row">R</th><td data-label="2025"></td></tr></tbody></table>'
    )
