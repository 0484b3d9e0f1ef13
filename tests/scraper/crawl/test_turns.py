"""Turns: few at first, more while there is room, fewer while answers wait, and none held up by a slow host."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from benchmarks.farm.server import Asked, Farm, Reply, boards
from tests.scraper.crawl.crawling import gather
from truerole.core.crawl import ChangeCounts, TaskOutput
from truerole.data.crawl.state import StoredState
from truerole.data.store import schema
from truerole.data.store.store import Store
from truerole.scraper.crawl import crawler
from truerole.scraper.crawl.turns import Turns


async def free(turns: Turns) -> int:
    """Return how many can begin at once."""
    begun = 0
    while True:
        try:
            await asyncio.wait_for(turns.take(), 0.01)
        except TimeoutError:
            return begun
        begun += 1


async def after(ends: str) -> tuple[int, int]:
    turns = Turns(2, 5)
    for end in ends:
        await turns.take()
        turns.end(busy=end == "!")
    return turns.count, await free(turns)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [("", 2), (".", 3), ("....", 5), ("..........", 5), ("....!!", 3), ("!!!!!!", 2), ("..!.!.", 4), ("...!!!!!!.", 3)],
)
def test_there_are_more_while_there_is_room_and_fewer_while_answers_wait(ends: str, expected: int) -> None:
    assert asyncio.run(after(ends)) == (expected, expected)


async def slow_then_quick(turns: Turns) -> list[str]:
    done: list[str] = []

    async def ask(name: str, seconds: float) -> None:
        await turns.take()
        await turns.lend(asyncio.sleep(seconds), 0.05)
        done.append(name)
        turns.end(busy=True)

    async with asyncio.TaskGroup() as group:
        for name, seconds in (("drip", 0.6), ("drop", 0.5), ("a", 0.0), ("b", 0.0), ("c", 0.0)):
            group.create_task(ask(name, seconds))
    return done


def test_a_slow_host_gives_its_turn_away_and_takes_another_for_its_answer() -> None:
    turns = Turns(2, 2)
    assert asyncio.run(slow_then_quick(turns)) == ["a", "b", "c", "drop", "drip"]
    assert turns.count == 2


async def failing(turns: Turns) -> int:
    async def broken() -> None:
        raise ValueError

    for _ in range(5):
        await turns.take()
        with pytest.raises(ValueError):
            await turns.lend(broken(), 0.01)
        turns.end(busy=True)
    await asyncio.sleep(0.05)  # no timer is left that would give a turn away
    return await free(turns)


def test_work_that_fails_gives_nothing_away() -> None:
    assert asyncio.run(failing(Turns(2, 2))) == 2


# In a crawl


def kept(store: Store) -> list[str]:
    """Return the boards whose list is kept, in that order."""
    ended = schema.units.c.ended_at
    with store.read_transaction() as connection:
        return list(connection.scalars(select(schema.units.c.board).where(ended.is_not(None)).order_by(ended)))


@pytest.mark.slow
def test_few_answers_wait_however_many_boards_there_are(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kill loses are the boards that are asked and not kept; while these are slow to keep, turns do not grow."""

    def keep(state: StoredState, outputs: Sequence[TaskOutput], version: str) -> list[ChangeCounts]:
        time.sleep(0.05)
        return keep_in_store(state, outputs, version)

    keep_in_store = StoredState.keep
    monkeypatch.setattr(StoredState, "keep", keep)
    monkeypatch.setattr(crawler, "_PROCESSED_AT_ONCE", 3)
    monkeypatch.setattr(crawler, "_FEWEST_TURNS", 4)
    served, waiting = boards(60, 4), [0]
    with Farm(served) as farm:

        def answer(asked: Asked) -> Reply | None:
            if asked.path != "/robots.txt":
                waiting.append(len(farm.paths()) + 1 - len(kept(store)))
            return served(asked)

        farm.answer = answer
        done = gather(store, farm, *served.offers)
    assert done.changes == ChangeCounts(new=240)
    assert max(waiting) <= 16


@pytest.mark.slow
def test_boards_of_slow_hosts_hold_up_no_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler, "_SLOW_SECONDS", 0.1)
    served = boards(40, 2)
    slow = list(served.offers)[:20]

    def answer(asked: Asked) -> Reply | None:
        reply = served(asked)
        of_slow = asked.host.partition(".")[0] in slow and asked.path != "/robots.txt"
        return replace(reply, delay=3.0) if reply and of_slow else reply

    with Farm(answer) as farm:
        assert gather(store, farm, *served.offers).changes == ChangeCounts(new=80)
    assert set(kept(store)[20:]) == set(slow)
