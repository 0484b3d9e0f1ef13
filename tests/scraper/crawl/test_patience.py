"""Boards that may hang begin early, and few that hang are all that is left hold up no crawl."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from benchmarks.farm.server import Asked, Farm, Reply, boards
from tests.scraper.crawl.crawling import gather
from truerole.core.clock import now
from truerole.core.crawl import Board, ChangeCounts
from truerole.data.store.store import Store
from truerole.scraper.crawl import crawler, patience
from truerole.scraper.crawl.patience import begin_order, may_be_given_up
from truerole.scraper.fetch import exchanges

NOON = datetime(2026, 5, 1, 12)
NEW = Board(1, "lever", "new", None, NOON)
GOOD = replace(NEW, board="good", good_at=now(), outcome="complete")
OLD = replace(GOOD, board="old", good_at=NOON)
FAILED = replace(NEW, board="failed", outcome="failed", failing=1)
AGAIN = replace(FAILED, board="again", failing=2)
THRICE = replace(FAILED, board="thrice", failing=3)
FALLEN = replace(GOOD, board="fallen", outcome="failed", failing=2)
PAUSED = replace(NEW, board="paused", outcome="rate limited")


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        ([], []),
        ([GOOD], [GOOD]),
        ([GOOD, OLD, NEW, PAUSED, NEW], [NEW, NEW, GOOD, OLD, PAUSED]),
        ([GOOD, OLD, FAILED], [FAILED, GOOD, OLD]),
        ([GOOD, GOOD, OLD, OLD, NEW, AGAIN, FAILED], [AGAIN, NEW, GOOD, GOOD, FAILED, OLD, OLD]),
        ([NEW, FAILED, AGAIN, THRICE], [FAILED, NEW, AGAIN, THRICE]),
        ([FAILED, AGAIN, FALLEN], [FAILED, AGAIN, FALLEN]),
    ],
)
def test_boards_that_may_hang_begin_early_but_not_all_at_once(given: list[Board], ordered: list[Board]) -> None:
    assert [board.board for board in begin_order(given)] == [board.board for board in ordered]


@pytest.mark.parametrize(
    ("left", "boards", "given_up"),
    [
        ([NEW], 20, True),
        ([NEW], 19, False),  # a person who adds some boards waits for each of them
        ([NEW] * 10, 200, True),
        ([NEW] * 11, 200, False),
        ([GOOD], 200, False),
        ([OLD], 200, False),
        ([PAUSED], 200, False),
        ([NEW, GOOD], 200, False),  # the crawl waits for the good one in any case
        ([FAILED], 200, False),  # given up last time, it has all its time now
        ([AGAIN], 200, True),
        ([THRICE], 200, False),
        ([FALLEN], 200, True),
    ],
)
def test_few_boards_without_a_good_answer_are_given_up_every_second_time(
    left: list[Board], boards: int, given_up: bool
) -> None:
    assert may_be_given_up(left, boards) == given_up


# In a crawl


def hanging(*names: str, **how: float) -> Callable[[Asked], Reply | None]:
    """Return boards of which some hang."""
    served = boards(4, 1)

    def answer(asked: Asked) -> Reply | None:
        reply = served(asked)
        mine = asked.host.partition(".")[0] in names and asked.path != "/robots.txt"
        return replace(reply, **how) if reply and mine else reply

    return answer


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "_HANGING_SECONDS", 0.0)
    monkeypatch.setattr(patience, "_FEW", 3)
    monkeypatch.setattr(crawler, "_WATCH_SECONDS", 0.05)


NAMES = [f"board{n}" for n in range(4)]


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", [{"delay": 60.0}, {"pause": 60.0}], ids=["says nothing", "stops in the middle"])
def test_one_that_hangs_is_given_up_at_last_and_has_its_time_the_next_time(store: Store, how: dict[str, float]) -> None:
    with Farm(hanging("board1", **how)) as farm:
        done = gather(store, farm, *NAMES)
        assert (done.changes.new, done.problems) == (3, {"failed": 1})
        (line,) = done.messages
        assert line.startswith("recruitee:board1: board1.")
        assert "brought next to nothing in" in line
        farm.answer = hanging("board1", delay=1.0)
        assert gather(store, farm, *NAMES).changes == ChangeCounts(new=1, unchanged=3)
        # It is known to be slow and honest from now on.
        assert gather(store, farm, *NAMES).changes == ChangeCounts(unchanged=4)


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_one_of_few_boards_is_waited_for(store: Store) -> None:
    with Farm(hanging("board1", delay=1.5)) as farm:
        assert gather(store, farm, *NAMES[:2]).changes == ChangeCounts(new=2)
