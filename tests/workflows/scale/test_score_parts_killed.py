"""A Dask cluster whose worker, caller and scheduler are killed: each posting is read once, whatever dies."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from truerole.data.files.formats import require_module
from truerole.workflows.scale.score_parts import score_parts

ROOT = Path(__file__).parents[3]
FILES, ROWS = 16, 20
# What a worker of the cluster loads first: a part takes it a while, however fast it reads.
SLOW = """
import time
from truerole.workflows.scale import score_part as module
def slowly(rows, size, chunks=module.chunks):
    time.sleep(0.3)
    return chunks(rows, size)
module.chunks = slowly
"""
pytest.importorskip("distributed")


def write(folder: Path) -> Path:
    """Write files of short postings, each posting with an id of its own."""
    folder.mkdir()
    for file in range(FILES):
        texts = ((n, f"Build data pipelines with Spark and Airflow for team {n}.") for n in range(ROWS))
        rows = ({"id": f"{file}-{n}", "title": "Data Engineer", "description": text} for n, text in texts)
        (folder / f"{file:02}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def start(*command: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, **quiet)


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, Callable[[], "subprocess.Popen[bytes]"], "subprocess.Popen[bytes]"]]:
    """Start a scheduler, and yield the address, a function that starts a worker, and the scheduler's process."""
    found, slow = folder / "scheduler.json", folder / "slow.py"
    slow.write_text(SLOW)
    where = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(found)]
    started = [start("distributed.cli.dask_scheduler", "--port", "0", *where)]

    def worker() -> "subprocess.Popen[bytes]":
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder), "--preload", str(slow)]
        started.append(start("distributed.cli.dask_worker", *options, *where))
        return started[-1]

    try:
        until(lambda: found.exists() and found.read_text().endswith("}"))
        yield json.loads(found.read_text())["address"], worker, started[0]
    finally:
        for process in started:
            process.kill()
            process.wait()


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)


def ids(out: Path) -> list[str]:
    dataset = require_module("pyarrow.dataset")
    return sorted(dataset.dataset(out, format="parquet").to_table(columns=["id"]).column("id").to_pylist())


def done(out: Path) -> int:
    return len(list(out.glob("part-*"))) if out.exists() else 0


@pytest.mark.slow
def test_each_posting_is_read_once_though_a_worker_and_the_caller_are_killed(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in"), tmp_path / "out"
    with cluster(tmp_path) as (address, worker, _):
        first = worker()
        worker()
        score = ("truerole", "score", str(source), str(out), "--cluster", address)
        caller = start(*score)
        until(lambda: done(out) >= 2)
        first.kill()
        until(lambda: done(out) >= 5)
        caller.kill()
        caller.wait()
        assert done(out) < FILES
        worker()
        assert start(*score).wait(120) == 0
    assert ids(out) == sorted(f"{file}-{n}" for file in range(FILES) for n in range(ROWS))
    manifest = json.loads((out / "_manifest.json").read_text())
    assert (manifest["rows"], manifest["errors"], len(manifest["parts"])) == (FILES * ROWS, 0, FILES)
    assert {path.name for path in out.iterdir()} == {part["name"] for part in manifest["parts"]} | {"_manifest.json"}


@pytest.mark.slow
def test_a_lost_scheduler_ends_the_command_and_loses_nothing(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in"), tmp_path / "out"
    with cluster(tmp_path) as (address, worker, scheduler):
        worker()
        caller = start("truerole", "score", str(source), str(out), "--cluster", address)
        until(lambda: done(out) >= 2)
        scheduler.send_signal(signal.SIGKILL)
        assert caller.wait(120) == 2
    assert 2 <= done(out) < FILES
    with ThreadPoolExecutor(1) as pool:
        assert score_parts(str(source), str(out), pool).rows == FILES * ROWS
    assert ids(out) == sorted(f"{file}-{n}" for file in range(FILES) for n in range(ROWS))
