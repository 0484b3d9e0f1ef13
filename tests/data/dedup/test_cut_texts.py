"""Cut texts: the ways in which aggregators show a part of a posting, and texts that only begin alike."""

import time

import pytest

from tests.data.dedup.jobs import ABOUT, LAW, MODELS, OFFER, PIPELINES, REPORTS, SHORT, shown
from truerole.data.dedup.cut_texts import COMPARED, compared_text, is_cut

WHOLE = shown(ABOUT, PIPELINES, OFFER)
START = WHOLE[: WHOLE.index("passengers") + 4]

CUT: dict[str, str] = {
    "in the midst of a word": START,
    "at a word": START.rpartition(" ")[0],
    "with an ellipsis": f"{START}…",
    "with three dots": f"{START} ...",
    "with dots in brackets": f"{START} [...]",
    "with an ellipsis in brackets": f"{START} (…)",
    "with dots apart": f"{START} . . .",
    "on one line": " ".join(START.split()),
    "lines run into each other": START.replace("\n", ""),
    "in other blanks": START.replace(" ", "\u00a0  ").replace("\n", "\r\n\r\n"),
    "in capitals": START.upper(),
    "with bullets": "• " + START.replace("\n", "\n• "),
    "with entities": START.replace(",", "&#44;").replace(" and ", " &#97;nd "),
    "within an entity": f"{START.rpartition(' ')[0]} &nbs",
    "in full-width letters": START.translate({c: c + 0xFEE0 for c in range(ord("a"), ord("z") + 1)}),
    "with a closing line": f"{START}\nRead the whole posting at jobs.example.com and apply there.",
    "with a closing after the dots": f"{START}... Show more. Posted by somebody.",
    "without the company": PIPELINES[:200],
    "in two pieces": f"... {WHOLE[150:260]} ... {WHOLE[700:830]} ...",
    "three quarters of it": WHOLE[: len(WHOLE) * 3 // 4],
}
NOT_CUT: dict[str, tuple[str, str]] = {
    "the same text": (WHOLE, WHOLE),
    "nearly all of it": (WHOLE[: len(WHOLE) * 9 // 10], WHOLE),
    "too little": (WHOLE[:110], WHOLE),
    "nothing": ("", WHOLE),
    "nothing but dots": ("..." * 60, WHOLE),
    "of nothing": (START, ""),
    "the same company, other work": (shown(ABOUT, REPORTS)[:700], WHOLE),
    "other work, cut after the same beginning": (f"{ABOUT}\n{MODELS[:200]}…", WHOLE),
    "pieces in another order": (f"{PIPELINES[:150]} ... {ABOUT[:150]}", WHOLE),
    "one piece that is not there": (f"{ABOUT[:150]} ... {LAW[:150]}", WHOLE),
    "a long closing": (f"{START}... {LAW}", WHOLE),
    "all but one word in the midst": (START.replace("islands", "harbours"), WHOLE),
    "crumbs, which stand in any text": ("e ... a ... t ... " * 60, WHOLE),
    "a short text and a whole": (SHORT, WHOLE),
    "the whole is shorter": (WHOLE, START),
}


@pytest.mark.parametrize("way", CUT)
def test_a_part_is_known_as_such(way: str) -> None:
    assert is_cut(CUT[way], WHOLE)
    assert not is_cut(WHOLE, CUT[way])


@pytest.mark.parametrize("case", NOT_CUT)
def test_what_only_looks_like_it(case: str) -> None:
    assert not is_cut(*NOT_CUT[case])


def test_the_beginning_alone_is_compared() -> None:
    assert compared_text("x" * 99) == ""
    assert len(compared_text("word " * 10_000)) == COMPARED


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("a" * 3_000 + "b", "a" * COMPARED),
        ("a... " * 1_500, "a" * COMPARED),
        ("&" * 4_000, "&amp;" * 1_600),
        (". " * 3_000, "…" * COMPARED),
        ("\n" * 4_000 + "x", "\r\n" * 4_000),
        ("\ud800" * 4_000, "\udfff" * COMPARED),
        ("ﷺ" * 4_000 + "x" * 130, "ﷺ" * COMPARED),
    ],
)
def test_hostile_texts_take_no_time(short: str, whole: str) -> None:
    begun = time.process_time()
    assert not is_cut(short, whole)
    assert time.process_time() - begun < 0.5
