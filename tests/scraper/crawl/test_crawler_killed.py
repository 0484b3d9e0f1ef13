"""Killed anywhere, the next gathering goes on: nothing is missing, doubled, wrongly closed, or asked for again."""

import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.farm.gather import gather as gather_boards
from benchmarks.farm.server import Farm, Local, boards
from tests.dashboard.browser.forked import fork
from tests.scraper.crawl.crawling import gather
from truerole.core.crawl import ChangeCounts, CrawlTask, HeldAnswer, TaskOutput
from truerole.core.errors import StoreError
from truerole.data.crawl.boards import add_board
from truerole.data.crawl.held_answers import held_answers
from truerole.data.crawl.state import StoredState
from truerole.data.market.bitmap_index import check_index
from truerole.data.store import schema
from truerole.data.store.store import Store, open_store
from truerole.scraper.crawl import crawler
from truerole.scraper.crawl.stats import summary
from truerole.scraper.fetch.result import Complete, FetchResult
from truerole.scraper.sources.base import Request, SourceSpec

BOARDS, EACH, KILLS = 24, 12, 5
# Boards that are under way when a gathering is killed, asked and not kept yet.
MOST_LOST = 4 * crawler._FEWEST_TURNS


def done(store: Store) -> set[str]:
    """Return the boards whose list is kept in the run that goes on."""
    with store.read_transaction() as connection:
        last = select(func.max(schema.units.c.run)).scalar_subquery()
        ended = select(schema.units.c.board).where(schema.units.c.run == last, schema.units.c.ended_at.is_not(None))
        return set(connection.scalars(ended))


def has_ended(store: Store) -> bool:
    """Return whether the newest run is recorded as ended; it may be killed after that, too."""
    with store.read_transaction() as connection:
        newest = select(schema.runs.c.ended_at).order_by(schema.runs.c.number.desc()).limit(1)
        return connection.scalar(newest) is not None


def gather_all(store_url: str, port: int, said: Path) -> None:
    """Gather all boards of a store from the farm, whose texts threads read, and write what came of it."""
    with open_store(store_url) as store, ThreadPoolExecutor(2) as pool:
        said.write_text(summary(gather_boards(store, port, pool=pool, interval=0.2)))


def cut_off(store: Store, farm: Farm, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Gather boards, and end when the first answer is read, before anything is stored."""

    def end(*_: object) -> None:
        raise StoreError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr(StoredState, "keep", end)
        with pytest.raises(StoreError, match="cut off"):
            gather(store, farm, *names)


def test_a_complete_answer_is_worked_off_by_the_next_run_which_does_not_ask_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Farm(boards(1, EACH)) as farm:
        cut_off(store, farm, monkeypatch, "board0")
        assert gather(store, farm, "board0").changes.new == EACH
        assert len(farm.paths()) == 1
        # Its validators were held, too, and nothing is left of it.
        assert gather(store, farm, "board0").changes.unchanged == EACH
    assert [asked.status for asked in farm.asked if asked.path != "/robots.txt"] == [200, 304]
    assert not held_answers(store).folder.exists()


def test_another_run_asks_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with Farm(boards(2, EACH)) as farm:
        cut_off(store, farm, monkeypatch, "board0")
        assert gather(store, farm, "board0", dry=True).changes.new == EACH
        assert gather(store, farm, "board0", "board1").changes.new == 2 * EACH
        assert len(farm.paths("board0")) == 3


@pytest.mark.slow
def test_at_most_one_complete_answer_is_in_memory_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many a kill loses, however many answers wait to be read and stored."""
    complete, held, stored = [0], [0], list[int]()
    most = [0, 0]

    class Counting(Local):
        async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> FetchResult:
            found = await super().fetch(request, spec, conditional)
            complete[0] += isinstance(found, Complete)
            most[0] = max(most[0], complete[0] - held[0])
            return found

    def hold(state: StoredState, task: CrawlTask, answer: HeldAnswer) -> None:
        hold_in_file(state, task, answer)
        held[0] += held_answers(store).find(task) == answer

    def keep(state: StoredState, outputs: Sequence[TaskOutput], version: str) -> list[ChangeCounts]:
        most[1] = max(most[1], complete[0] - sum(stored))
        time.sleep(0.2)
        stored.append(len(outputs))
        return keep_in_store(state, outputs, version)

    hold_in_file, keep_in_store = StoredState.hold, StoredState.keep
    monkeypatch.setattr(StoredState, "hold", hold)
    monkeypatch.setattr(StoredState, "keep", keep)
    monkeypatch.setattr("tests.scraper.crawl.crawling.Local", Counting)
    served = boards(12, 2)
    with Farm(served) as farm:
        assert gather(store, farm, *served.offers).changes.new == 24
    assert most[1] > 2  # answers did wait
    assert (most[0], held[0]) == (1, 12)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_killed_at_random_points(tmp_path: Path) -> None:
    drawn, url, said = random.Random(7), f"sqlite:///{tmp_path / 'store.db'}", tmp_path / "said"
    farm_boards = boards(BOARDS, EACH)
    farm_boards.delay = 0.05
    complete: set[str] = set()
    again = Counter[str]()
    with Farm(farm_boards) as farm, open_store(url) as store:
        for name in farm_boards.offers:
            add_board(store, "recruitee", name)
        for _ in range(KILLS):
            before = Counter(asked.host for asked in farm.asked if asked.path != "/robots.txt")
            run = fork(gather_all, url, farm.port, said)
            while len(done(store)) <= len(complete) and run.is_alive():
                time.sleep(0.01)
            time.sleep(drawn.uniform(0, 0.3))
            run.kill()
            run.join()
            after = Counter(asked.host for asked in farm.asked if asked.path != "/robots.txt")
            again.update({host: after[host] - before[host] for host in after if host.partition(".")[0] in complete})
            asked_and_lost = {host.partition(".")[0] for host in after} - done(store)
            assert len(asked_and_lost) <= MOST_LOST
            if len(done(store)) == BOARDS:
                break
            complete = done(store)
        if not has_ended(store):  # else another would gather all boards anew
            fork(gather_all, url, farm.port, said).join(600)
            assert "unchanged in 24 boards" in said.read_text()
        assert +again == Counter()
        with store.read_transaction() as connection:
            table = schema.postings.c
            assert connection.scalar(select(func.count()).select_from(schema.postings)) == BOARDS * EACH
            names = connection.execute(select(table.board, table.external_id).distinct()).all()
            assert len(names) == BOARDS * EACH
            assert connection.scalar(select(func.count()).where(table.closed_on.is_not(None))) == 0
            ends = connection.scalars(select(schema.boards.c.found)).all()
        assert set(ends) == {f"[{EACH}]"}  # each board is ended once
        assert store.integrity_errors() == []
        assert check_index(store) == []
