"""Load the store and the dashboard for minutes: `python benchmarks/load.py --seconds 600`.

Two writers of an SQLite store beside a dashboard; four of a PostgreSQL that restarts in the middle; a table that is
locked for seconds; thirty sessions of a dashboard at once. Each line tells what was done, what went wrong, and the
memory at the beginning, after a third, after two, and at the end; `--only "thirty sessions"` does one of them.
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Thread
from typing import Any

import psutil
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.support import postgres
from benchmarks.support.sessions import Reruns, open_sessions
from truerole.core.errors import StoreError
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.market.bitmap_index import check_index, refresh
from truerole.data.market.sample import load_sample
from truerole.data.store.store import Store, open_store

BATCH = 50


def main() -> None:
    """Run the loads that are asked for, and print a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--only", nargs="*", choices=LOADS, default=list(LOADS))
    given = asked.parse_args()
    for name in given.only:
        with tempfile.TemporaryDirectory(prefix="truerole-load-") as folder:
            print(f"| {name} | {LOADS[name](Path(folder), given.seconds)} |", flush=True)


# Writers


def _entries(first: int, kinds: list[StoreEntry]) -> list[StoreEntry]:
    """Return a batch of postings whose texts are their own."""
    made = []
    for number in range(first, first + BATCH):
        chance = Random(number)
        words = " ".join(f"word{chance.randrange(5_000)}" for _ in range(120))
        posting = Posting("load", str(number), f"Title {number}", words, company=f"Company {number % 500}")
        made.append(StoreEntry(posting, kinds[number % len(kinds)].reading, "2026-07"))
    return made


def _write(number: int, task: "_Writing", ready: Any, told: Any) -> None:  # noqa: ANN401, of multiprocessing
    """Add batches for so many seconds; a batch that fails is tried again. Tell what was done."""
    ready.wait()
    begun, done = time.time(), _Written()
    while time.time() < begun + task.seconds:
        try:
            with open_store(task.url) as store:
                while (now := time.time()) < begun + task.seconds:
                    store.add(_entries(number * 10_000_000 + done.postings, task.kinds), "v1")
                    done.postings += BATCH
                    if now >= begun + len(done.memory) * task.seconds / 3:
                        done.memory.append(psutil.Process().memory_info().rss / 1e6)
        except StoreError as error:
            done.errors[_kind(error)] += 1
            time.sleep(0.5)
    done.memory.append(psutil.Process().memory_info().rss / 1e6)
    told.put(done)


@dataclass
class _Written:
    """Outcome of a writer: postings taken, errors, and MB of memory from the first batch on."""

    postings: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class _Writing:
    """Task of writers: where, for how many seconds, and postings whose readings are written again and again."""

    url: str
    seconds: float
    kinds: list[StoreEntry]


def _kind(error: Exception) -> str:
    """Return an error without the address of the store and without the driver's words."""
    return str(error).partition(": ")[2].partition(" (")[0][:90]


@contextmanager
def _writers(url: str, count: int, seconds: float) -> Iterator[list[_Written]]:
    """Let so many processes write while the context lasts, and hold what each of them did afterwards."""
    context = multiprocessing.get_context("spawn")
    told: Any = context.Queue()
    ready: Any = context.Barrier(count + 1)
    task = _Writing(url, seconds, load_sample()[0][:100])
    running = [context.Process(target=_write, args=(number, task, ready, told)) for number in range(count)]
    for process in running:
        process.start()
    ready.wait()
    found: list[_Written] = []
    yield found
    found += [told.get(timeout=seconds + 120) for _ in running]
    for process in running:
        process.join()


def _judged(store: Store, outcomes: list[_Written], before: int = 0) -> str:
    """Tell what writers did, and whether the store holds just that."""
    done, errors = sum(one.postings for one in outcomes), sum((one.errors for one in outcomes), Counter[str]())
    held = store.count() - before
    refresh(store)
    wrong = [*store.integrity_errors(), *check_index(store)]
    told = "; ".join(f"{count} × {error}" for error, count in errors.items()) or "no error"
    whole = "none lost, none twice" if done <= held <= done + BATCH * len(outcomes) else f"BROKEN: {held} are held"
    memory = ", ".join(_grown(one.memory) for one in outcomes)
    wrote = f"{done:,} postings by {len(outcomes)} writers, {whole}; {told}; {len(wrong)} faults of the store"
    return f"{wrote}; memory of the writers {memory}"


def _grown(memory: list[float]) -> str:
    return " → ".join(f"{used:,.0f}" for used in memory) + " MB"


# The dashboard


@contextmanager
def _dashboard(home: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Serve the dashboard of a folder, and yield the port and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "truerole", "app", "--no-browser", "--port", str(port)]
    root = str(Path(__file__).parents[1])
    environment = os.environ | {"TRUEROLE_HOME": str(home), "TRUEROLE_DATABASE_URL": "", "PYTHONPATH": root}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            asyncio.run(open_sessions(port, 1, 0.1))  # which fills the store, and loads what all pages need
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _ in range(600):
        with suppress(OSError), urllib.request.urlopen(address, timeout=30):
            return
        time.sleep(0.2)
    raise TimeoutError(address)


def _visited(port: int, server: psutil.Process, sessions: int, seconds: float) -> str:
    """Tell how the pages of so many sessions were drawn, and how the memory of the server grew."""
    memory: list[float] = []

    def watch() -> None:
        while len(memory) < 4:
            memory.append(server.memory_info().rss / 1e6)
            time.sleep(seconds / 3)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    found = asyncio.run(open_sessions(port, sessions, seconds))
    watching.join(seconds)
    return f"{_drawn(found)}; memory {_grown(memory)}"


def _drawn(found: Reruns) -> str:
    slow = quantiles(found.seconds, n=20)[-1] if len(found.seconds) > 1 else 0.0
    errors = "; ".join(f"{count} × {error}" for error, count in Counter(found.errors).items()) or "no error"
    return f"{len(found.seconds):,} pages, median {median(found.seconds):.2f} s, p95 {slow:.2f} s, {errors}"


def thirty_sessions(folder: Path, seconds: float) -> str:
    """Let thirty sessions open pages of the market sample."""
    with _dashboard(folder) as (port, server):
        return _visited(port, server, 30, seconds)


def sqlite_writers(folder: Path, seconds: float) -> str:
    """Let two processes write an SQLite store beside a dashboard with three sessions."""
    url = f"sqlite:///{folder / 'truerole.db'}"
    with _dashboard(folder) as (port, server):
        with open_store(url) as store:
            before = store.count()
        with _writers(url, 2, seconds) as outcomes:
            visited = _visited(port, server, 3, seconds)
        with open_store(url) as store:
            return f"{_judged(store, outcomes, before)}; dashboard: {visited}"


# PostgreSQL


def postgres_writers(folder: Path, seconds: float) -> str:
    """Let four processes write a PostgreSQL store, whose server restarts in the middle."""
    with postgres.serving(folder) as (url, control):
        open_store(url).close()
        with _writers(url, 4, seconds) as outcomes:
            time.sleep(seconds / 2)
            postgres.run([*control, "-m", "fast", "restart"], folder)
        with open_store(url) as store:
            return _judged(store, outcomes)


def locked_table(folder: Path, seconds: float) -> str:
    """Lock the postings of a PostgreSQL store, and of an SQLite store, for seconds while another writes."""
    told = []
    held = min(seconds, 15.0)
    with postgres.serving(folder) as (url, _), open_store(url) as store:
        told.append("PostgreSQL: " + _locked(url, store, "LOCK TABLE postings IN ACCESS EXCLUSIVE MODE", held))
    url = f"sqlite:///{folder / 'locked.db'}"
    with open_store(url) as store:
        told.append("SQLite: " + _locked(url, store, "SELECT 1", held))
    return f"locked for {held:.0f} s: " + "; ".join(told)


def _locked(url: str, store: Store, statement: str, seconds: float) -> str:
    with _writers(url, 1, seconds + 15) as outcomes:
        time.sleep(5)
        with store.write_transaction() as connection:
            connection.execute(text(statement))
            time.sleep(seconds)
    return _judged(store, outcomes)


LOADS = {
    "thirty sessions": thirty_sessions,
    "SQLite, two writers": sqlite_writers,
    "PostgreSQL, four writers": postgres_writers,
    "a locked table": locked_table,
}

if __name__ == "__main__":
    main()
