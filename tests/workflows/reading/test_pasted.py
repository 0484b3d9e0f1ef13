import pytest

from tests.model.text.test_text_kind import ENGINEER
from truerole.core.errors import EmptyText
from truerole.model.reader import default_reader
from truerole.workflows.reading.pasted import read_pasted

COPIED = f"Skip to main content\nHome\nSign in\nData Wizard Engineer\nBristol · 3 weeks ago\nAbout the job\n{ENGINEER}"


def test_a_title_in_the_text_counts_where_none_is_given() -> None:
    read = read_pasted(ENGINEER)
    assert read.found and read.found.text == "Data Engineer"
    assert read.reading == default_reader().read(ENGINEER, "Data Engineer")


@pytest.mark.parametrize(("title", "said"), [("Baker", "Baker"), ("", None)])
def test_a_given_title_and_an_empty_one_are_not_looked_for(title: str, said: str | None) -> None:
    read = read_pasted(ENGINEER, title)
    assert read.found is None
    assert (read.reading.title and read.reading.title.text) == said


def test_what_a_job_board_shows_above_is_no_evidence_and_moves_no_offset() -> None:
    read = read_pasted(COPIED)
    assert read.found and read.found.text == "Data Wizard Engineer"
    start = COPIED.index("About the job")
    assert min(evidence.start for evidence in read.reading.evidence) >= start
    for skill in read.reading.skills:
        assert all(COPIED[a:b].strip() for a, b in skill.mentions)


def test_without_a_text_there_is_no_reading() -> None:
    with pytest.raises(EmptyText):
        read_pasted(" \n ")
