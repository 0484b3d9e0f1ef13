"""Mean mixes of duties in words and rows."""

from dataclasses import replace

import pytest

from truerole.data.market.duties import ApartRow, MeanMix, MixRows
from truerole.phrasing.duties import mix

MEAN = MeanMix("startup", 120, (0.5, 0.0, 0.25, 0.005, 0.0, 0.0, 0.245), (0.04, 0, 0.02, 0.01, 0, 0, 0.02))


@pytest.mark.parametrize(
    ("known", "total", "words"),
    [
        (0, 0, "No posting is left."),
        (1, 1, "Its duties are known."),
        (30, 30, "The duties of all 30 postings are known."),
        (0, 30, "The duties of no posting here are known: the others"),
        (1_200, 4_800, "The duties of 1,200 of 4,800 postings (25 %) are known: the others"),
    ],
)
def test_of_how_many_the_duties_are_known(known: int, total: int, words: str) -> None:
    assert mix.known_words(known, total).startswith(words)


@pytest.mark.parametrize(("known", "rereading"), [(0, True), (3, True), (15, False)])
def test_reading_again_is_proposed_where_it_can_help(known: int, rereading: bool) -> None:
    words = mix.too_few_known(known, 15)
    assert "Take a filter away" in words
    assert ("truerole models reread" in words) == rereading


def test_a_mix_in_words_leaves_out_what_is_next_to_nothing() -> None:
    words = "analysis and reports 50 %, statistics and modelling 25 %, common to any job 24 %"
    assert mix.mix_words(MEAN.shares) == words


@pytest.mark.parametrize(
    ("mixes", "words"), [((), ""), ((MEAN,), "Chance moves no share by more than 4.0 points (95 %).")]
)
def test_how_far_chance_goes(mixes: tuple[MeanMix, ...], words: str) -> None:
    assert mix.spread_words(mixes) == words


def test_rows_hold_shares_within_0_and_1_and_their_intervals() -> None:
    (row,) = mix.mix_rows([MEAN], "company")
    assert (row["company"], row["id"], row["postings"]) == ("Start-up", "startup", 120)
    assert [row[name] for name in ("ml_engineering", "ml_engineering low")] == [0.005, 0.0]
    assert row["analysis high"] == pytest.approx(0.54)
    assert len(row) == 4 + 3 * 7
    (row,) = mix.mix_rows([replace(MEAN, cut=0.02)], "company")
    assert (row["analysis"], row["analysis low"]) == (0.5, pytest.approx(0.46))
    assert row["analysis high"] == pytest.approx(0.5 * 1.02 + 0.04)


def test_shares_are_said_with_their_intervals() -> None:
    (row,) = mix.interval_rows([MEAN], "company")
    assert list(row) == ["Kind of company", *mix.SHORT_NAMES.values()]
    assert [row["Kind of company"], row["Analysis"], row["Pipelines"], row["ML and AI"]] == [
        "Start-up",
        "50 % (46 to 54)",
        "0 % (0 to 0)",
        "under 1 % (0 to 2)",
    ]


@pytest.mark.parametrize(
    ("share", "spread", "words"),
    [
        (0.0023, 0.0024, "under 1 % (0 to under 1)"),
        (0.0, 0.0, "0 % (0 to 0)"),
        (0.0096, 0.0005, "under 1 % (under 1 to 1)"),
        (0.996, 0.007, "over 99 % (99 to 100)"),
        (1.0, 0.0, "100 % (100 to 100)"),
    ],
)
def test_ends_of_intervals_are_said_as_shares_are(share: float, spread: float, words: str) -> None:
    shares, spreads = (share, 1 - share, *[0.0] * 5), (spread, *[0.0] * 6)
    (row,) = mix.interval_rows([replace(MEAN, shares=shares, spreads=spreads)], "company")
    assert row["Analysis"] == words


@pytest.mark.parametrize(
    ("shown", "apart", "words"),
    [
        ([], [], ""),
        ([MEAN], [], ""),
        (
            [MEAN],
            [ApartRow("enterprise", 1_661)],
            "Not shown, as they share too few postings of the same role and source with other rows: Large organisation "
            "(1,661 postings). A filter shows one of them alone.",
        ),
        (
            [],
            [ApartRow(f"v{n}", 20) for n in range(10)],
            "Nothing can be compared, as these share too few postings of the same role and source with other rows: "
            + ", ".join(f"V{n} (20 postings)" for n in range(8))
            + " and 2 more. A filter shows one of them alone.",
        ),
    ],
)
def test_rows_that_cannot_be_compared_are_named(shown: list[MeanMix], apart: list[ApartRow], words: str) -> None:
    assert mix.apart_words(MixRows(shown, apart), "company") == words


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (MixRows([MEAN], []), mix.AS_THEY_ARE),
        (MixRows([replace(MEAN, compared=90)], []), mix.AS_IF_ALIKE),
        (MixRows([], [ApartRow("enterprise", 30)]), mix.AS_IF_ALIKE),
        (MixRows([replace(MEAN, compared=90, cut=1e-9)], []), mix.AS_IF_ALIKE),
        (MixRows([replace(MEAN, compared=90, cut=0.01)], []), f"{mix.AS_IF_ALIKE} {mix.BELOW_ZERO}"),
    ],
)
def test_how_the_rows_were_made_is_said(rows: MixRows, told: str) -> None:
    assert mix.method_words(rows) == f"{mix.MIX_METHOD} {told}"
