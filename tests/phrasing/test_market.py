from dataclasses import replace

import pytest
from pyroaring import BitMap

from truerole.data.market.aggregates import Proportion, SampleNote, sample_note
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.statistics.comparison import ComparedSide, Incomparable, SkillComparison, SkillDifference
from truerole.data.market.statistics.trends import Trend, TrendDoubt, TrendVerdict
from truerole.phrasing.escape import escape_markdown
from truerole.phrasing.market import (
    caution_sentence,
    comparison_caution,
    comparison_words,
    incomparable_words,
    listed_words,
    points_words,
    sample_lines,
    sample_words,
    trend_sentence,
    undecided_words,
    untold_sentence,
    untold_sentences,
)

INDEX = BitmapIndex(
    {
        "month": {"2025-11": BitMap([1, 2]), "2026-02": BitMap([3])},
        "source": {"a": BitMap([1, 2]), "b": BitMap([3, 4])},
        "sample": {"yes": BitMap([1, 2]), "no": BitMap([3, 4])},
    }
)


@pytest.mark.parametrize(
    ("within", "told"),
    [
        ([1, 2], "2 postings, November 2025, from 1 source; all from the market sample"),
        (
            [1, 2, 3],
            "3 postings, November 2025 to February 2026, from 2 sources (67 % from a); 2 of 3 from the market sample",
        ),
        ([4], "1 posting, from 1 source"),
    ],
)
def test_what_a_chart_stands_on(within: list[int], told: str) -> None:
    assert sample_words(sample_note(INDEX, BitMap(within))) == told


def test_the_name_of_a_source_is_escaped_and_short() -> None:
    index = BitmapIndex({"source": {"![x](http://x.example)" + "y" * 99: BitMap([1, 2]), "b": BitMap([3])}})
    told = sample_words(sample_note(index, BitMap([1, 2, 3])), escape_markdown)
    assert "![x](" not in told
    assert "y" * 50 not in told


def test_a_source_of_the_sample_is_named_in_words() -> None:
    index = BitmapIndex({"source": {"googlejobs_us_2023_jckober": BitMap([1, 2]), "b": BitMap([3])}})
    assert "(67 % from Google Jobs, United States 2023)" in sample_words(sample_note(index, BitMap([1, 2, 3])))


def note(postings: int, largest: int, sources: int = 2) -> SampleNote:
    return SampleNote(postings, None, None, sources, 0, Proportion("jobs", largest, postings))


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (note(100, 50), ""),
        (SampleNote(0, None, None, 0, 0), ""),
        (note(99, 49), "Only 99 postings: a share can be off by 10 percentage points by chance."),
        (
            note(36, 35),
            "Only 36 postings, 97 % of them from jobs: a share can be off by 17 percentage points by chance, and tells "
            "of this source more than of the market.",
        ),
        (
            note(36, 36),
            "Only 36 postings, all from jobs: a share can be off by 17 percentage points by chance, and tells of this "
            "source alone.",
        ),
        (note(100, 51), "51 % of the postings are from jobs: the figures tell of this source more than of the market."),
        (
            note(5_000, 4_100),
            "82 % of the postings are from jobs: the figures tell of this source more than of the market.",
        ),
        (
            note(100, 100, sources=1),
            "All postings are from jobs: the figures tell of this source more than of the market.",
        ),
    ],
)
def test_what_few_postings_or_one_source_mean(of: SampleNote, told: str) -> None:
    assert caution_sentence(of) == told


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (note(99, 49), ""),
        (note(36, 35), "97 % of the postings behind these figures are from jobs"),
        (note(36, 36), "All postings behind these figures are from jobs"),
    ],
)
def test_where_figures_tell_what_chance_does_the_caution_is_of_the_source(of: SampleNote, told: str) -> None:
    assert caution_sentence(of, told=True).partition(":")[0] == told


@pytest.mark.parametrize(
    ("of", "shown", "first", "caution"),
    [
        (note(5_000, 4_100), None, "5,000 postings, from 2 sources.", "82 % of the postings are from jobs"),
        (
            note(5_000, 4_100),
            note(5_000, 4_100),
            "5,000 postings, from 2 sources.",
            "82 % of the postings behind",
        ),
        (
            note(5_000, 4_100),
            note(500, 450),
            "5,000 postings, from 2 sources (82 % from jobs).",
            "90 % of the",
        ),
        (note(5_000, 4_100), note(500, 50), "5,000 postings, from 2 sources (82 % from jobs).", ""),
        (note(5_000, 2_500), None, "5,000 postings, from 2 sources.", ""),
        (note(36, 35), None, "36 postings, from 2 sources.", "Only 36 postings, 97 % of them from jobs"),
    ],
)
def test_a_source_is_named_once(of: SampleNote, shown: SampleNote | None, first: str, caution: str) -> None:
    said, *cautions = sample_lines(of, shown)
    assert said == first
    assert len(cautions) == bool(caution)
    assert "".join(cautions).startswith(caution)


@pytest.mark.parametrize(
    ("here", "there", "largest", "told"),
    [
        (100, 100, 100, ""),
        (99, 400, 100, "Only 99 postings of A could be compared: their shares can be off by 10 percentage points "),
        (400, 36, 100, "Only 36 postings of B could be compared: their shares can be off by 17 percentage points "),
        (400, 100, 400, "80 % of the postings behind these figures are from jobs: the figures tell of this source "),
    ],
)
def test_a_comparison_is_cautioned_of_by_the_smaller_side(here: int, there: int, largest: int, told: str) -> None:
    found = SkillComparison(ComparedSide(here, here, None), ComparedSide(there, there, None), 1, BitMap(), ())
    said = comparison_caution(found, note(here + there, largest), "A", "B")
    assert said.startswith(told)
    assert bool(said) == bool(told)


def trend(verdict: TrendVerdict, reason: TrendDoubt, low: float, high: float, sources: int = 1) -> Trend:
    return Trend(verdict, reason, (low + high) / 2, low, high, 0.3, sources, "2023-01", "2025-03", 1370)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (
            trend("falling", "", -0.081, -0.0402),
            "falling, 4.0 to 8.1 points a year (1 source that reaches from January 2023 to March 2025, 1,370 postings)",
        ),
        (
            trend("rising", "", 0.02, 0.12, sources=3),
            "rising, 2.0 to 12 points a year (3 sources that reach from January 2023 to March 2025, 1,370 postings)",
        ),
        (
            trend("steady", "", -0.004, 0.006),
            "steady, -0.4 to +0.6 points a year (1 source that reaches from January 2023 to March 2025, "
            "1,370 postings)",
        ),
        (
            trend("cannot tell", "wide", -0.111, 0.054),
            "cannot tell, it may be from -11 to +5.4 points a year (1 source that reaches from January 2023 to "
            "March 2025, 1,370 postings)",
        ),
        (
            trend("cannot tell", "no source", 0, 0),
            "cannot tell, no source holds 30 postings and as many 12 months later",
        ),
        (
            trend("cannot tell", "few named", 0, 0),
            "cannot tell, fewer than 20 such postings are in the sources that reach across a year",
        ),
        (
            trend("cannot tell", "few months", 0, 0),
            "cannot tell, no source that reaches across a year has its postings spread over 3 months or more at both "
            "ends, and a single month may be peculiar",
        ),
    ],
)
def test_trends_in_words(found: Trend, told: str) -> None:
    assert trend_sentence("Spark", found) == f"Spark: {told}."


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ([], ""),
        ([("2018", 1_661), ("a\nb", 1)], "2018 (1,661 postings), a b (1 posting)"),
        ([("x" * 90, 2)] * 10, ", ".join([f"{'x' * 60} (2 postings)"] * 8) + " and 2 more"),
    ],
)
def test_rows_are_listed_with_their_postings(named: list[tuple[str, int]], told: str) -> None:
    assert listed_words(named) == told


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ([], ""),
        (["wide"], ""),
        (["few months", "no source"], ""),
        (["no source", "no source"], " Why: no source holds 30 postings and as many 12 months later."),
    ],
)
def test_why_no_trend_is_told_is_said_where_it_is_one_reason(reasons: list[TrendDoubt], told: str) -> None:
    assert untold_sentence(trend("cannot tell", reason, 0, 0) for reason in reasons) == told


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ({}, []),
        ({"sql": "no source"}, []),
        ({"sql": "wide", "r": "wide"}, []),
        ({"sql": "no source", "r": "no source"}, ["these skills"]),
        ({"sql": "few named", "r": "few named", "python": ""}, ["SQL, R"]),
        (
            {"sql": "no source", "r": "no source", "python": "few named", "spark": "few named", "excel": "wide"},
            ["SQL, R", "Python, Apache Spark"],
        ),
    ],
)
def test_a_reason_of_several_skills_is_said_once(reasons: dict[str, TrendDoubt], told: list[str]) -> None:
    said = untold_sentences({skill: trend("cannot tell", reason, 0, 0) for skill, reason in reasons.items()})
    assert [line.partition(" rise or fall: ")[0] for line in said] == [f"Cannot tell whether {who}" for who in told]


def test_of_many_skills_the_first_are_named() -> None:
    named = {f"skill{n}": trend("cannot tell", "few named", 0, 0) for n in range(11)}
    (said,) = untold_sentences(named | {"sql": trend("rising", "", 0.1, 0.2)})
    assert "skill7 and 3 more rise or fall: " in said


def test_comparisons_in_words() -> None:
    here, there = ComparedSide(105, 1232, "2025-09"), ComparedSide(99, 138, None)
    found = SkillComparison(here, there, 2, BitMap(), ())
    assert comparison_words(found, "ML engineers", "data scientists") == (
        "Compared: ML engineers, 105 of 1,232 postings (median date September 2025), and data scientists, 99 of 138 "
        "postings, always within one year of one source (2 of these hold 30 postings of both)."
    )
    assert comparison_words(replace(found, drawn=True), "a", "b").endswith(
        "postings of both). Of a side of more than 15,000 about as many are drawn by chance."
    )
    assert incomparable_words(Incomparable(ComparedSide(0, 1, "2024-01"), ComparedSide(0, 0, None)), "a", "b") == (
        "Cannot be compared: no year of one source holds 30 postings of both. There are: a, 1 posting (median date "
        "January 2024); b, 0 postings. Take a longer time, or a filter away."
    )


def test_what_cannot_be_told_apart_is_named_with_its_interval() -> None:
    found = [SkillDifference(skill, 0.6, 0.62, low, 0.044, 1, 1, 1, False) for skill, low in (("r", -0.12), ("sql", 0))]
    assert undecided_words(found) == (
        "Cannot tell apart, as the 95 % interval of the difference contains zero: R (-12 to +4.4 points); "
        "SQL (0 to +4.4 points)."
    )
    assert undecided_words([]) == ""


@pytest.mark.parametrize(
    ("share", "points"),
    [
        (0.0, "0"),
        (-0.0004, "0"),
        (0.0402, "+4.0"),
        (-0.00449, "-0.4"),
        (0.0994, "+9.9"),
        (0.0996, "+10"),
        (-0.317, "-32"),
    ],
)
def test_points_have_sensible_digits(share: float, points: str) -> None:
    assert points_words(share) == points
