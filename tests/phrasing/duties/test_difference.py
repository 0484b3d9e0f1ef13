"""Differences between two mixes of duties in words."""

import pytest

from truerole.core.reading import DutyMix
from truerole.phrasing.duties import difference

REPORTS: DutyMix = (80, 0, 0, 0, 0, 0, 20)
HALF: DutyMix = (40, 0, 55, 0, 0, 5, 0)
PIPELINES: DutyMix = (0, 60, 0, 20, 10, 10, 0)
NEARLY: DutyMix = (71, 9, 0, 0, 0, 0, 20)


@pytest.mark.parametrize(
    ("mix", "other", "words"),
    [
        (REPORTS, REPORTS, ""),
        (REPORTS, NEARLY, ""),
        (
            HALF,
            REPORTS,
            "55 points more statistics and modelling, 40 points less analysis and reports, "
            "20 points less common to any job",
        ),
        (
            PIPELINES,
            REPORTS,
            "60 points more data pipelines, 20 points more ML and AI systems, "
            "80 points less analysis and reports, 20 points less common to any job",
        ),
    ],
)
def test_the_two_largest_differences_of_either_direction(mix: DutyMix, other: DutyMix, words: str) -> None:
    assert difference.difference_words(mix, other) == words


@pytest.mark.parametrize(
    ("usual", "sentence"),
    [
        ((0.8, 0, 0, 0, 0, 0, 0.2), "about the usual mix of data analysts"),
        (
            (0.5, 0, 0.2, 0, 0.1, 0, 0.2),
            "30 points more analysis and reports, 20 points less statistics and modelling, "
            "10 points less software and IT than usual for data analysts",
        ),
    ],
)
def test_a_posting_beside_its_role(usual: tuple[float, ...], sentence: str) -> None:
    assert difference.usual_sentence(REPORTS, usual, "data_analyst") == sentence


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (None, None, ""),
        (None, HALF, "The text of the first says nothing of the work."),
        (HALF, None, "The text of the second says nothing of the work."),
        (REPORTS, NEARLY, "Both hold much the same mix of work."),
        (
            REPORTS,
            HALF,
            "The first has 40 points more analysis and reports, 20 points more common to any job, "
            "55 points less statistics and modelling than the second.",
        ),
    ],
)
def test_two_postings_side_by_side(one: DutyMix | None, other: DutyMix | None, sentence: str) -> None:
    assert difference.sides_sentence(one, other) == sentence
