"""How far a long piece of work is, told to another process; and how it ended, also by force."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from truerole.core.errors import ModelError
from truerole.core.progress import Progress
from truerole.workflows import background_job, job_status
from truerole.workflows.job_status import Working, forget, state

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    return tmp_path


def test_nothing_is_told_of_what_never_began(home: Path) -> None:
    assert state("work") is None
    forget("work")


def test_it_goes_and_ends() -> None:
    with Working("work") as working:
        assert (state("work").going, state("work").left) == (True, None)
        working(Progress(share=1 / 2, step="half of it"))
        now = state("work")
        assert (now.what, now.share, now.going, now.cut_off) == ("half of it", 0.5, True, False)
        working.done("all is done")
    end = state("work")
    assert (end.ended, end.going, end.cut_off, end.outcome, end.share) == (True, False, False, "all is done", 1)
    forget("work")
    assert state("work") is None


def test_the_time_left_is_by_the_share_done(monkeypatch: pytest.MonkeyPatch) -> None:
    with Working("work") as working:
        working(Progress(share=1 / 4, step="a quarter"))
    now = state("work")
    monkeypatch.setattr(time, "time", lambda: now.told)
    assert now.left == pytest.approx(3 * (now.told - now.begun))
    monkeypatch.setattr(time, "time", lambda: now.told + 1e6)
    assert now.left == 0


@pytest.mark.parametrize(
    ("error", "outcome"), [(KeyboardInterrupt(), "stopped"), (ModelError("no room"), "failed: no room")]
)
def test_what_is_stopped_or_fails_has_ended(error: BaseException, outcome: str) -> None:
    with pytest.raises(type(error)), Working("work"):
        raise error
    assert (state("work").outcome, state("work").ended) == (outcome, True)


def test_it_stays_alive_while_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_status, "_EVERY", 0.01)
    with Working("work"):
        first = state("work").alive
        end = time.monotonic() + 5
        while state("work").alive == first:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_what_is_not_renewed_was_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    working = Working("work")
    working(Progress(share=1 / 3, step="a step"))
    now = state("work")
    assert now.going
    monkeypatch.setattr(time, "time", lambda: now.alive + 11)
    assert (now.going, now.cut_off) == (False, True)


WORK = """
import time
from truerole.core.progress import Progress
from truerole.workflows.job_status import Working
with Working("work") as working:
    working(Progress(share=1 / 3, step="a step"))
    time.sleep(60)
"""


def test_killed_it_was_cut_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    background_job.start("work", [sys.executable, "-c", WORK])
    end = time.monotonic() + 30
    while (now := state("work")) is None or now.what != "a step":
        assert time.monotonic() < end, background_job.said("work")
        time.sleep(0.05)
    assert (now.going, now.background) == (True, True)
    pid = int((Path(os.environ["TRUEROLE_HOME"]) / "work.lock").read_text())
    os.kill(pid, signal.SIGKILL)
    while state("work").going:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert (state("work").cut_off, state("work").what) == (True, "a step")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": "a"}', "\x00"])
def test_a_damaged_file_tells_nothing(home: Path, text: str) -> None:
    (home / "work.state").write_text(text)
    assert state("work") is None


def test_where_nothing_can_be_written_the_work_goes_on(home: Path) -> None:
    (home / "work.fresh").mkdir()
    with Working("work") as working:
        working(Progress(share=1 / 2, step="a step"))
    assert state("work") is None
