"""A command runs beside a page: one of a name, stopped in order, and never another process in its place."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from truerole.core.errors import StoreError
from truerole.workflows.background_job import last_lines, running, start, stop

WAITS = """
import sys, time
print("begun", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("stopped in order", flush=True)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "not" / "there yet"))
    return tmp_path / "not" / "there yet"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_runs_says_something_and_stops_in_order() -> None:
    assert (running("job"), stop("job"), last_lines("job")) == (False, False, [])
    start("job", [sys.executable, "-c", WAITS])
    until(lambda: last_lines("job") == ["begun"])
    assert running("job")
    assert not running("other")
    assert stop("job")
    until(lambda: not running("job"))
    assert last_lines("job") == ["begun", "stopped in order"]
    assert not stop("job")


def test_there_is_one_of_a_name_and_then_the_next() -> None:
    start("job", [sys.executable, "-c", WAITS])
    until(lambda: last_lines("job") == ["begun"])
    with pytest.raises(StoreError, match="running already"):
        start("job", [sys.executable, "-c", "print(1)"])
    assert last_lines("job") == ["begun"]
    stop("job")
    until(lambda: not running("job"))
    start("job", [sys.executable, "-c", "print('\\n'.join('abc'))"])
    until(lambda: not running("job"))
    assert last_lines("job", 2) == ["b", "c"]


def test_it_outlives_whoever_started_it_and_can_be_killed(home: Path) -> None:
    code = f"from truerole.workflows.background_job import start; start('job', [{sys.executable!r}, '-c', {WAITS!r}])"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
    until(lambda: last_lines("job") == ["begun"])
    assert running("job")
    pid = int((home / "job.lock").read_text())
    assert os.getsid(pid) == pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: not running("job"))
    assert not stop("job")


def test_a_number_that_another_process_has_by_now_is_left_alone(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "job.lock").write_text(str(os.getpid()))
    assert not running("job")
    assert not stop("job")


def test_it_stops_though_whoever_started_it_ignores_interrupts() -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    code += "from truerole.workflows.background_job import start; "
    code += f"start('job', [{sys.executable!r}, '-c', {WAITS!r}])"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
    until(lambda: last_lines("job") == ["begun"])
    assert stop("job")
    until(lambda: not running("job"))
    assert last_lines("job") == ["begun", "stopped in order"]


def test_what_cannot_be_started_is_told_in_one_line(home: Path) -> None:
    home.parent.mkdir(parents=True)
    home.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="job: cannot be started here") as raised:
        start("job", [sys.executable, "-c", "print(1)"])
    assert "\n" not in str(raised.value)
