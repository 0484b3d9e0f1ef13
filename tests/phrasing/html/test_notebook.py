"""A cell of a notebook shows verdict, doubt, work and skills, and the text with both marked."""

from dataclasses import replace

import pytest

import truerole
from tests.readings import READING, TEXT, span
from truerole.core.reading import DutySpan, Skill
from truerole.model.reader import default_reader
from truerole.phrasing.html.notebook import MOST_CHARACTERS, MOST_SKILLS, reading_html

DUTIES = (
    DutySpan(*span("We are a bakery."), "none", None),
    DutySpan(*span("Build dashboards in Tableau."), "analysis", None),
    DutySpan(*span("Run one pipeline in Airflow."), "data_engineering", "software"),
)
SHOWN = reading_html(replace(READING, text=TEXT, duties=DUTIES))


@pytest.mark.parametrize(
    "said",
    [
        "Titled <bdi>Data Scientist</bdi>; reads as <strong>data analyst</strong> (78 %)",
        "The title says data scientist, the work says data analyst.",
        "Of 2 duties, 1 analysis and reports and 1 data pipelines.",
        "<b>Required:</b> Tableau",
        "<b>Nice to have:</b> Python · 3+ years",
        "<b>Mentioned only:</b> Apache Airflow",
        '<mark class="tr-clearly tr-da" title="analysis and reports">Build dashboards in '
        '<span class="tr-skill tr-required" title="Required">Tableau</span>.',
        '<i class="tr-de"></i>data pipelines',
        '<span class="tr-skill tr-context">skill</span> mentioned only',
    ],
)
def test_a_reading_is_shown(said: str) -> None:
    assert said in SHOWN


def test_what_is_no_work_is_not_coloured() -> None:
    assert SHOWN.count("<mark") == 2
    assert "We are a bakery." in SHOWN


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"doubt": "could be either", "confident": False}, "It could be either: data analyst or data engineer."),
        ({"doubt": "too short to tell", "confident": False}, "Too short to tell."),
        ({"role": None, "language": "de", "doubt": "not English"}, "It looks like German."),
    ],
)
def test_a_doubt_is_said(fields: dict[str, object], said: str) -> None:
    shown = reading_html(replace(READING, **fields))
    assert f'<p class="tr-caution">{said}' in shown or said in shown.split("tr-caution")[-1]
    assert 'class="tr-caution"' not in SHOWN


def test_without_a_text_the_verdict_is_shown_alone() -> None:
    shown = reading_html(READING)
    assert "reads as <strong>data analyst" in shown
    assert 'class="tr-text"' not in shown


def test_a_notebook_asks_the_reading_itself() -> None:
    text = "You will build dashboards in Tableau & report the figures of the week to the shops."
    reading = truerole.read(text, title="Data Analyst")
    (many,) = truerole.read_many([text], ["Data Analyst"])
    assert reading == many == default_reader().read(text, "Data Analyst")
    assert "Tableau</span> &amp; report" in reading._repr_html_()
    assert reading._repr_html_() == many._repr_html_()
    assert "text" not in reading.to_dict()


def test_without_a_door_there_is_no_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truerole.Reading, "to_html", None)
    assert READING._repr_html_() is None


# What is shown is bounded: a notebook keeps it


def test_of_a_long_text_the_first_part_is_shown() -> None:
    text = TEXT + "\n" + "Build it. " * 9_000
    shown = reading_html(replace(READING, text=text))
    assert f"The text goes on for {len(text) - MOST_CHARACTERS:,} characters." in shown
    assert len(shown) < 2 * MOST_CHARACTERS


def test_of_many_skills_the_first_are_named() -> None:
    skills = tuple(Skill(f"s{n}", f"Skill {n}", "tools", "required", None, ()) for n in range(MOST_SKILLS + 7))
    shown = reading_html(replace(READING, skills=skills))
    assert f"Skill {MOST_SKILLS - 1} and 7 more</p>" in shown
    assert f"Skill {MOST_SKILLS}" not in shown
