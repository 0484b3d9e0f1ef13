"""Cards of sources: how their boards do, what they ask, and until when their hosts want to be left alone."""

from dataclasses import replace
from datetime import datetime

import pytest

from truerole.core.clock import now
from truerole.core.crawl import Board
from truerole.dashboard.components.source_cards import other_source_cards, pace, source_card
from truerole.scraper.sources.registry import source_names, source_of

GOOD = Board(1, "greenhouse", "acme", None, now(), outcome="complete", good_at=now())
BAD = [replace(GOOD, number=n, board=f"bad{n}", outcome="gone", failing=1, good_at=None) for n in range(5)]
LATER = {"boards-api.greenhouse.io:443": datetime(2026, 1, 2, 3, 4), "other.example": datetime(2027, 1, 1)}


def test_a_source_with_its_boards() -> None:
    shown = source_card("greenhouse", [GOOD, *BAD], {("greenhouse", "acme"): 7, ("lever", "acme"): 9}, LATER)
    for part in (
        '<h4 class="tr-title">Greenhouse</h4>',
        "<p>6 boards: 1 fresh, 5 failing</p>",
        "7 postings; last good answer: ",
        "the company may have moved: bad0, bad1, bad2 and 2 more",
        "2026-01-02 03:04 UTC",
        "robots.txt is obeyed",
        "Jobs from the employer&#x27;s board on Greenhouse",
    ):
        assert part in shown
    assert "2027" not in shown


def test_a_source_of_any_host_does_not_wait_for_one() -> None:
    assert "Waits" not in source_card("careers", [GOOD], {}, LATER)


def test_what_a_newer_truerole_knows_and_hostile_names_are_shown_as_they_are() -> None:
    hostile = replace(GOOD, board="<b>x</b>", outcome="failed", message="<script>")
    shown = source_card("<i>future</i>", [hostile], {}, {})
    assert "&lt;i&gt;future&lt;/i&gt;" in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert not any(tag in shown for tag in ("<i>", "<b>", "<script>"))


def test_all_other_sources() -> None:
    shown = other_source_cards(["greenhouse"])
    assert shown.count("<h4") == len(source_names()) - 1
    assert "TRUEROLE_USAJOBS_KEY" in shown
    assert "--ignore-robots-of smartrecruiters" in shown


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("remotive", ", 4 a day; robots.txt is obeyed"),
        ("lever", "1 request at a time, 1 s apart; robots.txt is obeyed"),
    ],
)
def test_pace(source: str, told: str) -> None:
    assert pace(source_of(source).spec).endswith(told)
