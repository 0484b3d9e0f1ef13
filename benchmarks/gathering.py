"""Measure gathering from boards served on this machine: how fast, how politely, and what remains of 30 kills.

python benchmarks/gathering.py [speed|kills|cases|hostile] [--boards 200] [--each 50] [--timeout 30]

`cases` prints what a person sees of boards that change, `hostile` how much longer it takes with 3 % hostile hosts.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402

from benchmarks.farm.cases import CASES, outcome_of  # noqa: E402
from benchmarks.farm.gather import gather  # noqa: E402
from benchmarks.farm.hostile_hosts import KINDS, hostile_run  # noqa: E402
from benchmarks.farm.server import Asked, Boards, Farm, boards  # noqa: E402
from truerole.core.crawl import CrawlTask  # noqa: E402
from truerole.data.crawl.boards import add_board  # noqa: E402
from truerole.data.crawl.held_answers import held_answers  # noqa: E402
from truerole.data.market.bitmap_index import check_index  # noqa: E402
from truerole.data.store import schema  # noqa: E402
from truerole.data.store.store import Store, open_store  # noqa: E402
from truerole.scraper.crawl.stats import summary  # noqa: E402

KILLS = 30
_HOSTILE_SHARE = 0.03
# As long a host takes to answer while gatherings are killed, so that there are boards that are asked and not answered.
_SECONDS_OF_A_HOST = 0.3


@dataclass
class Lost:
    """Most boards of a kill that were asked and not answered yet, answered whole and held, and answered whole and lost.

    Whole is what the host has sent to the last byte: the program may not have had the time to read it.
    """

    asked: int = 0
    held: int = 0
    answered: int = 0

    def count(self, stored: set[str], held: set[str], asked: set[str], answered: set[str]) -> None:
        """Count the boards of one kill."""
        self.asked = max(self.asked, len(asked - answered - stored - held))
        self.held = max(self.held, len(held))
        self.answered = max(self.answered, len(answered - stored - held))

    def __str__(self) -> str:
        """Return the counts as a line."""
        return (
            f"at a kill, at most {self.asked} boards were asked and not answered yet, "
            f"{self.held} complete answers waited in files, and {self.answered} complete answers were lost"
        )


def _boards(asked: Iterable[Asked]) -> set[str]:
    return {one.host.partition(".")[0] for one in asked if one.path != "/robots.txt"}


def speed(store: Store, farm: Farm) -> None:
    """Gather all boards, then twice more when nothing has changed."""
    for name, limit in (("first", 120), ("second, all 304", 10), ("third, all 304", 10)):
        begun = time.perf_counter()
        done = gather(store, farm.port)
        seconds = time.perf_counter() - begun
        print(f"{name}: {seconds:.1f} s (limit {limit}): {summary(done)}")
    pace(farm)


def pace(farm: Farm) -> None:
    """Say how often each host was asked, at the host."""
    by_host = defaultdict[str, list[float]](list)
    for asked in farm.asked:
        by_host[asked.host].append(asked.at)
    gaps = [after - before for times in by_host.values() for before, after in pairwise(sorted(times))]
    print(f"hosts {len(by_host):,}, requests {len(farm.asked):,}; least time between two of a host {min(gaps):.2f} s")


def kills(store: Store, farm: Farm, url: str) -> None:
    """Kill a gathering at random points, finish it, and count what is missing, doubled, closed or asked for again."""
    drawn, killed, again, lost = random.Random(1), 0, 0, Lost()
    complete: set[str] = set()
    while killed < KILLS:
        before, asked, answered = _lists(farm), len(farm.asked), len(farm.answered)
        with _start(url, farm) as run:
            while len(farm.asked) == asked and run.poll() is None:
                time.sleep(0.02)  # a kill of one that has not asked yet loses nothing
            time.sleep(drawn.uniform(0.0, 4.5))
            ended = run.poll() is not None
            run.send_signal(signal.SIGKILL)
            run.communicate(timeout=60)
        after = _lists(farm)
        again += sum(after[host] - before[host] for host in after if host.partition(".")[0] in complete)
        killed += 1
        complete = _complete(store)
        lost.count(complete, _held(store), _boards(farm.asked[asked:]), _boards(farm.answered[answered:]))
        if ended:
            break
    with _start(url, farm) as run:
        told, _ = run.communicate(timeout=600)
    with store.read_transaction() as connection:
        table = schema.postings.c
        count = connection.scalar(select(func.count()).select_from(schema.postings))
        names = len(connection.execute(select(table.board, table.external_id).distinct()).all())
        closed = connection.scalar(select(func.count()).where(table.closed_on.is_not(None)))
    told_last = told.decode().strip()
    print(f"kills {killed}: {count:,} postings, {names:,} different ones, {closed} closed; ", end="")
    print(f"complete lists asked for again {again}; damage {store.integrity_errors()}, ", end="")
    print(f"index {check_index(store)}; {told_last}")
    print(lost)


def cases() -> None:
    """Print a table of what is stored, closed and shown after what happens to boards."""
    print("| what happens | stored | closed | open jobs | shown | shown twice | dead, shown | shown before |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for case in CASES:
        came = outcome_of(case)
        counts = (came.stored, came.closed, came.open, came.shown, came.doubled, came.dead)
        print(f"| {case.name} | {' | '.join(map(str, counts))} | {case.before} |", flush=True)


def hostile(count: int, each: int, timeout: float) -> None:
    """Print how long so many boards take, all good, and with a few of hostile hosts among them."""
    print(f"{count:,} boards of {each:,} postings, {timeout:g} s for a request at most")
    plain = hostile_run(count, each, 0, timeout)
    bad = max(len(KINDS), round(count * _HOSTILE_SHARE))
    mixed = hostile_run(count, each, bad, timeout)
    for name, (seconds, came) in {"all good": plain, f"{bad} of hostile hosts": mixed}.items():
        print(f"{name}: {seconds:.1f} s: {summary(came)}")
    print(f"ratio {mixed[0] / plain[0]:.2f}")


def _lists(farm: Farm) -> Counter[str]:
    return Counter(asked.host for asked in farm.asked if asked.path != "/robots.txt")


def _complete(store: Store) -> set[str]:
    with store.read_transaction() as connection:
        return set(connection.scalars(select(schema.units.c.board).where(schema.units.c.ended_at.is_not(None))))


def _held(store: Store) -> set[str]:
    with store.read_transaction() as connection:
        left = connection.execute(select(schema.units).where(schema.units.c.ended_at.is_(None))).all()
    tasks = [CrawlTask(row.source, row.board, row.request.encode()) for row in left]
    return {task.board for task in tasks if held_answers(store).find(task)}


def _start(url: str, farm: Farm) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "benchmarks.farm.gather", url, str(farm.port)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", default="speed", choices=["speed", "kills", "cases", "hostile"])
    parser.add_argument("--boards", type=int, default=200)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--timeout", type=float, default=30.0, help="with hostile: the seconds for a request")
    given = parser.parse_args()
    if given.what == "cases":
        cases()
        return
    if given.what == "hostile":
        hostile(given.boards, given.each, given.timeout)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        served: Boards = boards(given.boards, given.each)
        with Farm(served) as farm, open_store(url) as store:
            for name in served.offers:
                add_board(store, "recruitee", name)
            if given.what == "speed":
                speed(store, farm)
            else:
                served.delay = _SECONDS_OF_A_HOST
                kills(store, farm, url)


if __name__ == "__main__":
    main()
