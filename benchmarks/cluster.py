"""Score many postings by one process, by two, and by a Dask cluster of two of which one is killed, and the command too.

The corpus (or the authored examples, where there is none) is repeated with changes, so that no two postings are equal:
an eleventh of the lines is left out, another in each repetition, and each has a line of its own. They are JSON lines in
FOLDER, of 3.7 kB a posting; the readings take 0.8 kB a posting, three times. Prints each half minute how many parts are
there; then postings/s, the efficiency of two processes against one, the highest memory of a process and of all
processes together, and the size of the readings; exits with 1 where a posting is missing or there twice. What an
earlier run has done in FOLDER is kept and not measured again: begin with an empty one. `--killed` leaves out the runs
by processes. `--pages` measures a harvest instead: pages/s of a made-up archive in which one page of a hundred carries
a posting.

    python benchmarks/cluster.py [--postings 20000] [--one N] [--killed] [--folder FOLDER] [--pages N]
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil
import pyarrow.dataset

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.support.timing import ROOT, texts
from truerole.data.parts.plan import plan_parts

# Files are of so many postings, but at least so many.
PER_FILE, FILES, MEGABYTE = 10_000, 20, 1 << 20
# Seconds between two looks at the memory, and between two lines of progress; every so many-th line is left out.
LOOK, TELL, LEFT_OUT = 0.5, 30, 11
Process = subprocess.Popen[bytes]
POSTING = '<script type="application/ld+json">{}</script>'


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postings", type=int, default=20_000)
    asked.add_argument("--one", type=int, help="the postings that one process reads alone (default: all)")
    asked.add_argument("--killed", action="store_true", help="the cluster alone")
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--pages", type=int, default=0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.folder or Path(folder)
        if given.pages:
            _harvest(home, given.pages)
            return
        source = _written(home, given.postings)
        if not given.killed:
            _processes(source, home, given.postings, given.one or given.postings)
        _killed(source, home, given.postings)


def _processes(source: Path, home: Path, postings: int, few: int) -> None:
    one = _local(_written(home, few), home / "out 1", 1, few)
    two = _local(source, home / "out 2", 2, postings)
    print(f"efficiency of 2 processes against 1: {two / one / 2:.0%}", flush=True)


def _written(home: Path, postings: int) -> Path:
    """Return the folder of the postings, which are written unless an earlier run has."""
    folder = home / f"in {postings}"
    if not folder.exists():
        _write(folder, postings)
    print(
        f"{postings:,} postings, {_size(folder) / MEGABYTE:,.0f} MB in {len(list(folder.iterdir()))} files", flush=True
    )
    return folder


def _write(folder: Path, postings: int) -> None:
    found = texts()
    fresh = folder.with_name(f".{folder.name}")
    fresh.mkdir(parents=True)
    rows = -(-postings // max(FILES, postings // PER_FILE))
    for begin in range(0, postings, rows):
        with (fresh / f"{begin:09}.jsonl").open("w", encoding="utf-8") as file:
            for n in range(begin, min(begin + rows, postings)):
                text = _changed(found[n % len(found)], n // len(found), n)
                file.write(json.dumps({"id": n, "title": "Data Engineer", "description": text}) + "\n")
    fresh.rename(folder)


def _changed(text: str, turn: int, number: int) -> str:
    """Return a text without every eleventh line, another in each of its turns, and with a line of its own."""
    kept = [line for at, line in enumerate(text.splitlines()) if not turn or (at + turn) % LEFT_OUT]
    return "\n".join([*kept, "", f"Reference {number}."])


def _local(source: Path, out: Path, workers: int, postings: int) -> float:
    """Score by processes of this machine, print the figures, and return postings/s."""
    begun, before = monotonic(), _used()
    there = _parts(out)
    memory = _watch(_score(source, out, "--workers", str(workers)), lambda: _told(out, begun))
    seconds, used = monotonic() - begun, _used() - before
    _check(out, postings)
    print(
        f"processes: {workers}; {seconds:,.1f} s, {postings / seconds:,.0f} postings/s; processor time {used:,.1f} s, "
        f"{postings / used:,.0f} postings/s; highest memory: {memory}; readings {_size(out) / MEGABYTE:,.1f} MB"
        f"{f'; no measure: {there} parts were there' if there else ''}",
        flush=True,
    )
    return postings / seconds


def _told(out: Path, begun: float) -> str:
    return f"{out.name}: {_parts(out):,} parts after {(monotonic() - begun) / 60:,.1f} minutes"


def _killed(source: Path, home: Path, postings: int) -> None:
    """Score by a cluster of two, kill a worker at a quarter and the command at a half, run it again, and look."""
    out, parts = home / "out cluster", len(plan_parts(str(source), "counted"))
    where = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(home / "scheduler.json")]
    started = [_start("distributed.cli.dask_scheduler", "--port", "0", *where)]
    try:
        while not (home / "scheduler.json").exists():
            sleep(0.1)
        sleep(1)
        address = json.loads((home / "scheduler.json").read_text())["address"]
        worker = ["distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *where]
        started += [_start(*worker), _start(*worker)]
        begun = monotonic()
        caller = _score(source, out, "--cluster", address)
        _until(lambda: _parts(out) >= parts // 4, caller)
        print(f"a worker is killed at {_parts(out)} of {parts} parts", flush=True)
        started[1].kill()
        _until(lambda: _parts(out) >= parts // 2, caller)
        caller.kill()
        caller.wait()
        there = _parts(out)
        started.append(_start(*worker))
        memory = _watch(_score(source, out, "--cluster", address), lambda: _told(out, begun), started)
        seconds = monotonic() - begun
    finally:
        for process in started:
            process.kill()
            process.wait()
        (home / "scheduler.json").unlink(missing_ok=True)
    _check(out, postings)
    print(
        f"cluster of 2, a worker and the command killed at {there} of {parts} parts: {seconds:,.1f} s in all, "
        f"{postings / seconds:,.0f} postings/s, exactly {postings:,} postings, none twice; highest memory: {memory}; "
        f"readings {_size(out) / MEGABYTE:,.1f} MB"
    )


def _harvest(home: Path, pages: int) -> None:
    """Harvest a made-up archive, a page of 100 kB with a posting in a hundred, and print pages/s."""
    body = "<p>" + " ".join(f"word{n} of a page" for n in range(6_000)) + "</p>"
    path = home / "pages.warc.gz"
    with path.open("wb") as file:
        for n in range(pages):
            item = {"@type": "JobPosting", "title": f"Data Engineer {n}", "description": f"Build pipelines {n}."}
            page = f"<html>{POSTING.format(json.dumps(item)) if n % 100 == 0 else ''}<h1>Page {n}</h1>{body}</html>"
            block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://e{n}.org/\r\nContent-Length: {len(block)}"
            )
            file.write(gzip.compress(f"{head}\r\n\r\n".encode() + block + b"\r\n\r\n", 6))
    print(f"{pages:,} pages of {len(body) / 1_000:,.0f} kB, {path.stat().st_size / MEGABYTE:,.0f} MB packed")
    for workers in ("1", "2"):
        begun, before = monotonic(), _used()
        memory = _watch(_start("truerole", "harvest", str(path), str(home / "out.parquet"), "--workers", workers))
        seconds, used = monotonic() - begun, _used() - before
        print(
            f"processes beside: {workers}; {seconds:,.1f} s, {pages / seconds:,.0f} pages/s; processor time "
            f"{used:,.1f} s, {pages / used:,.0f} pages/s; highest memory: {memory}"
        )


def _start(*command: str) -> Process:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, **quiet)


def _score(source: Path, out: Path, *options: str) -> Process:
    return _start("truerole", "score", str(source), str(out), "--quiet", *options)


@dataclass(frozen=True, slots=True)
class Memory:
    """Highest memory (RSS, bytes) of a process, and of all processes together, shared pages counted for each."""

    one: int = 0
    all: int = 0

    def __str__(self) -> str:
        """Return both in MB."""
        return f"{self.one / MEGABYTE:,.0f} MB a process, {self.all / MEGABYTE:,.0f} MB all together"


def _watch(process: Process, tell: Callable[[], str] | None = None, beside: Sequence[Process] = ()) -> Memory:
    """Wait for a command, and return the highest memory of it and its processes, and of those `beside` it."""
    most, told = Memory(), monotonic()
    while process.poll() is None:
        held = [_rss(one) for each in (process, *beside) for one in _family(each)]
        most = Memory(max(most.one, *held, 0), max(most.all, sum(held)))
        if tell and monotonic() - told > TELL:
            told = monotonic()
            print(tell(), flush=True)
        sleep(LOOK)
    if process.returncode:
        sys.exit(f"ended with {process.returncode}")
    return most


def _family(process: Process) -> list[psutil.Process]:
    try:
        own = psutil.Process(process.pid)
        return [own, *own.children(recursive=True)]
    except psutil.Error:
        return []


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _until(true: Callable[[], bool], caller: Process) -> None:
    while not true() and caller.poll() is None:
        sleep(0.05)


def _used() -> float:
    """Return the processor time (s) of the commands that have ended and of their processes."""
    times = os.times()
    return times.children_user + times.children_system


def _parts(out: Path) -> int:
    return len(list(out.glob("part-*")))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _check(out: Path, postings: int) -> None:
    found = pyarrow.dataset.dataset(out, format="parquet").to_table(columns=["id"]).column("id").to_pylist()
    if sorted(map(int, found)) != list(range(postings)):
        sys.exit(f"{len(found):,} readings of {len(set(found)):,} postings; there are {postings:,}")


if __name__ == "__main__":
    main()
