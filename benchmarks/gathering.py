"""Measure gathering from boards served on this machine: how fast, how politely, and what remains of 30 kills.

python benchmarks/gathering.py [speed|kills] [--boards 200] [--each 50]
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402

from benchmarks._farm import Boards, Farm, boards  # noqa: E402
from benchmarks._gather import gather  # noqa: E402
from truerole.data.crawl.boards import add_board  # noqa: E402
from truerole.data.market.bitmap_index import check_index  # noqa: E402
from truerole.data.store import schema  # noqa: E402
from truerole.data.store.store import Store, open_store  # noqa: E402
from truerole.scraper.crawl.stats import summary  # noqa: E402

KILLS = 30


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
    drawn, killed, again = random.Random(1), 0, 0
    complete: set[str] = set()
    while killed < KILLS:
        before = _lists(farm)
        with _start(url, farm) as run:
            time.sleep(drawn.uniform(1.5, 6.0))
            ended = run.poll() is not None
            run.send_signal(signal.SIGKILL)
            run.communicate(timeout=60)
        after = _lists(farm)
        again += sum(after[host] - before[host] for host in after if host.partition(".")[0] in complete)
        killed += 1
        complete = _complete(store)
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


def _lists(farm: Farm) -> Counter[str]:
    return Counter(asked.host for asked in farm.asked if asked.path != "/robots.txt")


def _complete(store: Store) -> set[str]:
    with store.read_transaction() as connection:
        return set(connection.scalars(select(schema.units.c.board).where(schema.units.c.ended_at.is_not(None))))


def _start(url: str, farm: Farm) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "benchmarks._gather", url, str(farm.port)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", default="speed", choices=["speed", "kills"])
    parser.add_argument("--boards", type=int, default=200)
    parser.add_argument("--each", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        served: Boards = boards(given.boards, given.each)
        with Farm(served) as farm, open_store(url) as store:
            for name in served.offers:
                add_board(store, "recruitee", name)
            if given.what == "speed":
                speed(store, farm)
            else:
                kills(store, farm, url)


if __name__ == "__main__":
    main()
