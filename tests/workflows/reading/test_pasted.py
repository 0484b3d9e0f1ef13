import re

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


WORK = "What you will do\n- Build dashboards and weekly reports for the sales people, and explain them.\n" * 2


@pytest.mark.parametrize(
    "line",
    [
        "Data Scientist",
        "DATA SCIENTIST",
        "**Data Scientist**",
        "Job title: Data Scientist",
        "Data Scientist (m/f/d)",
        "Data Scientist at Northfield Foods",
        "Data Scientist - job post",
    ],
)
@pytest.mark.parametrize("title", [None, "Data Scientist", "data scientist (f/m/x)", "Sales Analyst"])
def test_a_line_with_the_title_votes_for_nothing_whoever_names_it(line: str, title: str | None) -> None:
    text = f"{line}\n\n{WORK}"
    read = read_pasted(text, title).reading
    assert read.roles == read_pasted(WORK, title="").reading.roles
    assert all(evidence.start >= len(line) for evidence in read.evidence)


def test_a_title_that_is_repeated_below_is_no_evidence() -> None:
    text = f"{WORK}\nData Scientist\nBusy days, good pay.\n"
    bare = text.replace("Data Scientist", " " * len("Data Scientist"))
    assert read_pasted(text, "Data Scientist").reading.evidence == read_pasted(bare, "").reading.evidence


def test_a_sentence_that_names_the_title_counts() -> None:
    text = f"{WORK}\nAs a Data Scientist you train models.\n- Data Scientist\n"
    assert read_pasted(text, "Data Scientist").reading.roles == default_reader().read(text).roles


@pytest.mark.parametrize("title", [None, "Data Engineer"])
def test_skills_that_stand_beside_the_title_count(title: str | None) -> None:
    read = read_pasted(f"Data Engineer | Spark | Snowflake · Remote\n\n{WORK}", title).reading
    assert {"spark", "snowflake"} <= {skill.id for skill in read.skills}
    bare = read_pasted(f"{' ' * len('Data Engineer')} | Spark | Snowflake · Remote\n\n{WORK}", "").reading
    assert read.roles == bare.roles


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("Data Engineer (Spark, Kafka)", "spark kafka"),
        ("Data Engineer [Snowflake/Airflow] (m/f/d)", "snowflake airflow"),
        ("Senior Data Engineer (Snowflake and dbt) at Northfield Foods", "snowflake dbt"),
        ("Job title: Data Engineer (Scala)", "scala"),
        ("Software Engineer (Python & Spark)", "python spark"),
        # what names a role, or no skill, is of the title
        ("Consultant (Machine Learning)", ""),
        ("Engineer (Data Science, PyTorch)", ""),
        ("Scientist (NLP)", ""),
        ("Software Engineer (AI)", ""),
        ("Data Engineer (Data Scientist, Spark)", ""),
        ("Data Engineer (Remote)", ""),
        ("Data Engineer (m/f/d)", ""),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_skills_in_brackets_of_a_title_count(line: str, skills: str, named: bool) -> None:
    title = line.removeprefix("Job title: ").removesuffix(" at Northfield Foods") if named else None
    read = read_pasted(f"{line}\n\n{WORK}", title).reading
    assert {skill.id for skill in read.skills if skill.mentions[0][0] < len(line)} == set(skills.split())
    left = re.sub(r"[^([]*([(\[].*?[)\]])?.*", lambda kept: kept[1] or "", line) if skills else ""
    assert read.roles == read_pasted(f"{left}\n\n{WORK}", title="").reading.roles


@pytest.mark.parametrize("title", ["SQL", "Machine learning"])
def test_a_title_that_is_a_skill_does_not_take_the_skill_from_a_list(title: str) -> None:
    text = f"{WORK}\nSkills\nPython\n{title}\nTableau\n"
    assert read_pasted(text, title).reading.skills == default_reader().read(text).skills
    labelled = f"Busy days.\n{WORK}\nJob title: {title}\n"
    assert title.lower() not in {skill.id.replace("-", " ") for skill in read_pasted(labelled, title).reading.skills}


def test_a_text_that_is_a_title_alone_is_read() -> None:
    assert read_pasted("Data Scientist", "Data Scientist").reading.sections


def test_a_title_that_is_found_may_be_left_out_alone() -> None:
    read, told = read_pasted(ENGINEER, take_found=False), read_pasted(ENGINEER)
    assert read.found is read.reading.title is None
    assert read.reading.roles == told.reading.roles


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
