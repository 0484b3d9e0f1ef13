"""A command runs beside a page: one of a name, stopped in order, and never another process in its place."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from truerole.core.errors import StoreError
from truerole.workflows.jobs.background_job import last_lines, running, start, stop

pytestmark = pytest.mark.slow

WAITS = """
import sys, time
print("begun", flush=True)
try:
    time.sleep(600)
except KeyboardInterrupt:
    print("stopped in order", flush=True)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "not" / "there yet"))
    return tmp_path / "not" / "there yet"


def pid_of(home: Path) -> int:
    return int((home / "job.pid").read_text().split()[0])


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
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
    code = (
        f"from truerole.workflows.jobs.background_job import start; start('job', [{sys.executable!r}, '-c', {WAITS!r}])"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
    until(lambda: last_lines("job") == ["begun"])
    assert running("job")
    pid = pid_of(home)
    assert os.getsid(pid) == pid
    os.kill(pid, signal.SIGKILL)
    until(lambda: not running("job"))
    assert not stop("job")


@pytest.mark.parametrize("seconds", [-86_400.0, -3.0, 3.0, 86_400.0])
def test_it_runs_wherever_the_clock_is_set(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    start("job", [sys.executable, "-c", WAITS])
    until(lambda: last_lines("job") == ["begun"])
    created = psutil.Process.create_time
    # The start of a process is told by the start of the machine, which moves as its clock is set.
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: created(process) + seconds)
    assert running("job")
    assert stop("job")
    until(lambda: not running("job"))


@pytest.mark.parametrize(
    "content", ["", "12", "a b", "-1", "0", "-1 2.0", "99999999999", "1 2 3", "\x00", "this process"]
)
def test_the_record_of_an_ended_process_is_of_none(home: Path, content: str) -> None:
    home.mkdir(parents=True)
    # The last one: another process has got the number by now.
    (home / "job.pid").write_text(content.replace("this process", str(os.getpid())))
    assert (running("job"), stop("job")) == (False, False)
    start("job", [sys.executable, "-c", "print('here')"])
    until(lambda: last_lines("job") == ["here"])


@pytest.mark.parametrize("content", ["", "-1", "0", "a", "\x00"])
def test_a_process_without_its_number_is_not_stopped(home: Path, content: str) -> None:
    start("job", [sys.executable, "-c", WAITS])
    until(lambda: last_lines("job") == ["begun"])
    pid = pid_of(home)
    (home / "job.pid").write_text(content)
    assert (running("job"), stop("job")) == (True, False)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not running("job"))


def test_it_is_seen_though_its_starter_was_killed_right_after_the_start(home: Path) -> None:
    code = "import os, signal, subprocess; from truerole.workflows.jobs.background_job import start\n"
    code += "begin = subprocess.Popen.__init__\n"
    code += "def killed(*args, **named):\n    begin(*args, **named)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    code += f"subprocess.Popen.__init__ = killed; start('job', [{sys.executable!r}, '-c', {WAITS!r}])"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == -signal.SIGKILL
    assert running("job")
    until(lambda: last_lines("job") == ["begun"])
    assert stop("job")
    until(lambda: not running("job"))


def test_an_ended_child_that_nobody_waited_for_is_not_running(home: Path) -> None:
    code = "import time; from truerole.workflows.jobs import background_job\n"
    code += "background_job.Thread = lambda **_: type('Never', (), {'start': lambda self: None})()\n"
    code += f"background_job.start('job', [{sys.executable!r}, '-c', '']); time.sleep(600)"
    starter = subprocess.Popen([sys.executable, "-c", code])
    until(lambda: (home / "job.pid").is_file() and (home / "job.pid").read_text() != "")
    ended = psutil.Process(pid_of(home))
    until(lambda: ended.status() == psutil.STATUS_ZOMBIE)
    assert (running("job"), stop("job")) == (False, False)
    starter.kill()
    starter.wait()


@pytest.mark.parametrize("ending", ["log", "pid"])
def test_a_folder_in_place_of_a_file_is_no_output_and_no_process(home: Path, ending: str) -> None:
    (home / f"job.{ending}").mkdir(parents=True)
    assert (last_lines("job"), running("job"), stop("job")) == ([], False, False)
    with pytest.raises(StoreError, match="job: cannot be started here"):
        start("job", [sys.executable, "-c", "print(1)"])
    assert not running("job")


def test_of_many_starts_at_once_one_is_made(home: Path) -> None:
    code = "from truerole.workflows.jobs.background_job import start; "
    code += f"start('job', [{sys.executable!r}, '-c', {WAITS!r}])"
    begun = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[1] for process in begun]
    assert sorted(process.returncode for process in begun) == [0, 1, 1, 1]
    assert sum("running already" in text for text in said) == 3
    until(lambda: last_lines("job") == ["begun"])
    stop("job")
    until(lambda: not running("job"))


def test_it_stops_though_whoever_started_it_ignores_interrupts() -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    code += "from truerole.workflows.jobs.background_job import start; "
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


def test_a_command_that_cannot_be_recorded_does_not_run(home: Path) -> None:
    (home / "job.pid").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be started here"):
        start("job", [sys.executable, "-c", WAITS])
    until(lambda: not any(WAITS in child.cmdline() for child in psutil.Process().children() if child.is_running()))
