from dataclasses import replace

import pytest

from tests.readings import READING
from truerole.core.reading import ROLES, SECTION_KINDS, DutySpan, Section, Title
from truerole.phrasing import reading


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "under 1 %"), (0.009, "under 1 %"), (0.01, "1 %"), (0.784, "78 %"), (0.99, "99 %"), (1, "over 99 %")],
)
def test_percent_is_never_a_false_certainty(share, said):
    assert reading.percent(share) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Titled Data Scientist; reads as data analyst (78 %)"),
        ({"title": None}, "Reads as data analyst (78 %)"),
        ({"confident": False}, "Titled Data Scientist; leans to data analyst (78 %)"),
        ({"confident": False, "title": None}, "Leans to data analyst (78 %)"),
        ({"role": "other", "title": None}, "Reads as other work (1 %)"),
        ({"role": None}, "No verdict"),
    ],
)
def test_verdict(make, fields, said):
    assert reading.verdict_sentence(make(**fields)) == said


@pytest.mark.parametrize(
    ("title", "role", "said"),
    [
        (None, "data_analyst", ""),
        (Title("Chef", None, None), "data_analyst", "The title names none of the four data roles."),
        (Title("Analyst", "data_analyst", True), "data_analyst", "Title and work agree."),
        (Title("Data Scientist", "data_scientist", False), "data_analyst",
         "The title says data scientist, the work says data analyst."),
        (Title("Data Scientist", "data_scientist", False), "other",
         "The title says data scientist, the work says something else."),
        (Title("Data Scientist", "data_scientist", None), None, ""),
        (None, "other", "It is another kind of job, or no job posting at all."),
        (Title("Chef", None, None), "other", "It is another kind of job, or no job posting at all."),
    ],
)  # fmt: skip
def test_agreement(make, title, role, said):
    assert reading.title_agreement(make(title=title, role=role)) == said


def test_agreement_is_no_surer_than_the_verdict(make):
    assert (
        reading.title_agreement(make(confident=False))
        == "The title says data scientist, the work leans to data analyst."
    )


@pytest.mark.parametrize(
    ("doubt", "said"),
    [
        ("could be either", "It could be either: data analyst or data engineer."),
        ("too short to tell", "Too short to tell. Paste the whole description"),
        ("not English", "Not certain: not English."),
    ],
)
def test_doubt(make, doubt, said):
    assert reading.doubt_note(make(doubt=doubt)).startswith(said)


@pytest.mark.parametrize(
    ("code", "said"),
    [("de", "It looks like German."), ("xx", "seem to be English. TrueRole"), ("und", "too few words to tell")],
)
def test_language(make, code, said):
    assert said in reading.language_note(make(language=code))


def test_every_label_has_its_words():
    assert set(reading.ROLE_NAMES) == set(ROLES)
    assert set(reading.SECTION_NAMES) == set(SECTION_KINDS)


def test_summary_says_all_that_counts(make):
    assert reading.summary_text(make(doubt="could be either")).splitlines() == [
        f"{reading.verdict_sentence(make())}. {reading.title_agreement(make())}",
        "It could be either: data analyst or data engineer. Careful readers would differ too.",
        "The mix: data analyst 78 %, data engineer 15 %, data scientist 4 %, ML engineer 2 %, other work 1 %",
        "Required: Tableau",
        "Nice to have: Python · 3+ years",
        "Mentioned only: Apache Airflow",
        "Kind of company: A start-up, or a young company that is growing.",
        "Read by TrueRole, from the text alone.",
    ]


def test_summary_hides_no_turned_text(make):
    assert "Data tsitneicS;" in reading.summary_text(make(title=Title("Data \u202etsitneicS", None, None)))


SPANS = (
    DutySpan(0, 9, "none", None),
    DutySpan(10, 19, "analysis", None),
    DutySpan(20, 29, "analysis", "business"),
    DutySpan(30, 39, "data_engineering", None),
    DutySpan(40, 49, "general", None),
)
WHOLE = (Section("responsibilities", 0, 50),)


def with_duties(duties=SPANS, sections=WHOLE):
    return replace(READING, duties=tuple(duties), sections=sections)


@pytest.mark.parametrize(
    ("duties", "sentence"),
    [
        (SPANS, "Of 4 duties, 2 analysis and reports, 1 data pipelines and 1 common to any job."),
        (SPANS[1:3], "All 2 duties are analysis and reports."),
        (SPANS[3:4], "The one duty is data pipelines."),
        (SPANS[:1], ""),
        ((), ""),
    ],
)
def test_they_make_a_sentence(duties, sentence):
    assert reading.duties_sentence(with_duties(duties)) == sentence


@pytest.mark.parametrize(
    ("code", "name"), [("en", "English"), ("de", "German"), ("und", "Could not be told."), ("xx", "xx")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert reading.language_name(code) == name
