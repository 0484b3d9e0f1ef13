"""The work in words: which sentences are duties, and how they are counted."""

from dataclasses import replace

import pytest

from tests.readings import READING
from truerole.core.reading import DutySpan, Section
from truerole.phrasing.duties import duties_sentence, duty_counts, work_duties

DUTIES = (
    DutySpan(0, 9, "none", None),
    DutySpan(10, 19, "analysis", None),
    DutySpan(20, 29, "analysis", "business"),
    DutySpan(30, 39, "data_engineering", None),
    DutySpan(40, 49, "general", None),
)
WHOLE = (Section("responsibilities", 0, 50),)
SPLIT = (Section("about", 0, 20), Section("responsibilities", 20, 40), Section("requirements", 40, 50))


def reading(duties=DUTIES, sections=WHOLE):
    return replace(READING, duties=tuple(duties), sections=sections)


@pytest.mark.parametrize(
    ("sections", "starts"),
    [
        (WHOLE, [10, 20, 30, 40]),
        (SPLIT, [20, 30]),
        ((Section("other", 0, 50),), [10, 20, 30, 40]),
        ((Section("benefits", 0, 50),), []),
        ((), []),
    ],
)
def test_duties_are_those_of_the_responsibilities_else_of_the_work(sections, starts):
    assert [duty.start for duty in work_duties(reading(sections=sections))] == starts


def test_kinds_are_counted_the_commonest_first():
    assert duty_counts(reading()) == [("analysis", 2), ("data_engineering", 1), ("general", 1)]


@pytest.mark.parametrize(
    ("duties", "sentence"),
    [
        (DUTIES, "Of 4 duties, 2 analysis and reports, 1 data pipelines and 1 common to any job."),
        (DUTIES[1:3], "All 2 duties are analysis and reports."),
        (DUTIES[3:4], "The one duty is data pipelines."),
        (DUTIES[:1], ""),
        ((), ""),
    ],
)
def test_they_make_a_sentence(duties, sentence):
    assert duties_sentence(reading(duties)) == sentence
