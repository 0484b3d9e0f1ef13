from dataclasses import replace
from datetime import timedelta

import pytest

from truerole.core.clock import now
from truerole.core.crawl import BOARD_STATES, Board, Outcome
from truerole.phrasing.boards import STATE_NAMES, duration, probe_line, state_reason, time_ago
from truerole.scraper.crawl.probe import BoardProbe

BOARD = Board(1, "lever", "acme", None, now())


@pytest.mark.parametrize(
    ("outcome", "message", "failing", "told"),
    [
        (None, None, 0, ""),
        ("complete", None, 0, ""),
        ("complete", "3 postings where there were 40: none is closed for now", 0,
         "3 postings where there were 40: none is closed for now"),
        ("not modified", None, 0, ""),
        ("gone", None, 1, "There is no such board any more; the company may have moved"),
        ("gone", "there is no such board.", 3,
         "There is no such board any more; the company may have moved (3 times in a row)"),
        ("rate limited", "come back at 12:00", 2, "Put off: come back at 12:00"),
        ("forbidden", "robots.txt", 1_200, "It may not be asked: robots.txt (1,200 times in a row)"),
        ("malformed", " ", 1, "It answered something else than postings"),
    ],
)  # fmt: skip
def test_why(outcome: Outcome | None, message: str | None, failing: int, told: str) -> None:
    assert state_reason(replace(BOARD, outcome=outcome, message=message, failing=failing, good_at=now())) == told


@pytest.mark.parametrize(
    ("past", "told"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=70), "1 minute ago"),
        (timedelta(minutes=59, seconds=50), "59 minutes ago"),
        (timedelta(hours=30), "1 day ago"),
        (timedelta(days=400), "400 days ago"),
        (timedelta(seconds=-5), "just now"),
    ],
)
def test_ago(past: timedelta, told: str) -> None:
    assert time_ago(now() - past) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(-3, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (130, "2 minutes")]
)
def test_took(seconds: int, told: str) -> None:
    assert duration(now(), now() + timedelta(seconds=seconds)) == told


def test_a_feed_has_no_company_that_could_move() -> None:
    assert state_reason(replace(BOARD, board="", outcome="gone", failing=1)) == "Its address is gone"


def test_never_and_every_state_has_its_name() -> None:
    assert time_ago(None) == "never"
    assert set(STATE_NAMES) == set(BOARD_STATES)


@pytest.mark.parametrize(
    ("probe", "line"),
    [
        (BoardProbe(BOARD, "complete", None, 7), "lever:acme: complete, 7 postings"),
        (BoardProbe(BOARD, "forbidden", "robots.txt"), "lever:acme: forbidden, robots.txt"),
        (BoardProbe(BOARD, "gone", "404", moved=("ashby:acme", "gem:acme")),
         "lever:acme: gone, 404; may have moved: truerole boards add ashby:acme or gem:acme"),
    ],
)  # fmt: skip
def test_probes(probe: BoardProbe, line: str) -> None:
    assert probe_line(probe) == line
