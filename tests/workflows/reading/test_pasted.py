import pytest

from tests.model.text.test_text_kind import ENGINEER
from truerole.core.errors import EmptyText
from truerole.model.reader import default_reader
from truerole.workflows.reading.pasted import read_pasted

COPIED = f"Skip to main content\nHome\nSign in\nData Wizard Engineer\nBristol · 3 weeks ago\nAbout the job\n{ENGINEER}"


def test_a_title_in_the_text_counts_where_none_is_given() -> None:
    read = read_pasted(ENGINEER)
    assert read.found and read.found.text == "Data Engineer"
    assert read.reading.title == default_reader().read(ENGINEER, "Data Engineer").title


@pytest.mark.parametrize(("title", "said"), [("Baker", "Baker"), ("", None)])
def test_a_given_title_and_an_empty_one_are_not_looked_for(title: str, said: str | None) -> None:
    read = read_pasted(ENGINEER, title)
    assert read.found is None
    assert (read.reading.title and read.reading.title.text) == said


def test_a_title_that_was_found_is_no_evidence() -> None:
    work = "What you will do\n- Build dashboards and weekly reports for the sales people, and explain them.\n" * 2
    titled = read_pasted(f"Data Scientist\n\n{work}")
    assert titled.found is not None
    assert titled.found.text == "Data Scientist"
    assert titled.reading.roles == read_pasted(work, title="").reading.roles
    assert all(evidence.start >= titled.found.end for evidence in titled.reading.evidence)
    assert titled.reading.title is not None
    assert titled.reading.title.agrees is False


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
