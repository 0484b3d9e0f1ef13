"""How far a long piece of work is, told to another process; and how it ended, also by force."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from truerole.core.errors import ModelError, StoreError
from truerole.core.progress import Progress
from truerole.workflows.jobs import background_job, job_status
from truerole.workflows.jobs.job_status import JobReporter, forget_status, read_status

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    return tmp_path


def test_nothing_is_told_of_what_never_began(home: Path) -> None:
    assert read_status("work") is None
    forget_status("work")


def test_it_goes_and_ends() -> None:
    with JobReporter("work") as working:
        assert (read_status("work").is_running, read_status("work").left) == (True, None)
        working(Progress(share=1 / 2, step="half of it"))
        now = read_status("work")
        assert (now.what, now.share, now.is_running, now.cut_off) == ("half of it", 0.5, True, False)
        working.done("all is done")
    end = read_status("work")
    assert (end.ended, end.is_running, end.cut_off, end.outcome, end.share) == (True, False, False, "all is done", 1)
    forget_status("work")
    assert read_status("work") is None


def test_the_time_left_is_by_the_share_done(monkeypatch: pytest.MonkeyPatch) -> None:
    with JobReporter("work") as working:
        working(Progress(share=1 / 4, step="a quarter"))
    now = read_status("work")
    monkeypatch.setattr(time, "time", lambda: now.told)
    assert now.left == pytest.approx(3 * (now.told - now.begun))
    monkeypatch.setattr(time, "time", lambda: now.told + 1e6)
    assert now.left == 0


@pytest.mark.parametrize(
    ("error", "outcome"), [(KeyboardInterrupt(), "stopped"), (ModelError("no room"), "failed: no room")]
)
def test_what_is_stopped_or_fails_has_ended(error: BaseException, outcome: str) -> None:
    with pytest.raises(type(error)), JobReporter("work"):
        raise error
    assert (read_status("work").outcome, read_status("work").ended) == (outcome, True)


def test_it_stays_alive_while_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_status, "_EVERY", 0.01)
    with JobReporter("work"):
        first = read_status("work").alive
        end = time.monotonic() + 120
        while read_status("work").alive == first:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_what_is_not_renewed_was_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    working = JobReporter("work")
    working(Progress(share=1 / 3, step="a step"))
    now = read_status("work")
    assert now.is_running
    monkeypatch.setattr(time, "time", lambda: now.alive + 11)
    assert (now.is_running, now.cut_off) == (False, True)


def test_a_clock_that_was_set_back_keeps_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    JobReporter("work")(Progress(share=1 / 3, step="a step"))
    now = read_status("work")
    for back in (11, 3_600, 10**9):
        monkeypatch.setattr(time, "time", lambda back=back: now.alive - back)
        assert (now.is_running, now.cut_off) == (False, True)


@pytest.mark.parametrize(
    "change",
    [{"share": -1}, {"share": 1.01}, {"share": 1e300}, {"name": "other"}, {"share": "x"}, {"ended": 7}, {"what": None}],
)
def test_odd_contents_tell_nothing(home: Path, change: dict[str, object]) -> None:
    JobReporter("work")(Progress(share=1 / 2, step="a step"))
    state = json.loads((home / "work.state").read_text())
    (home / "work.state").write_text(json.dumps(state | change))
    assert read_status("work") is None


def test_where_one_may_only_look_nothing_starts_stops_or_is_forgotten(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    JobReporter("work")(Progress(share=1 / 2, step="a step"))
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    kept = sorted(home.iterdir())
    for act in (
        lambda: forget_status("work"),
        lambda: background_job.start("work", ["true"]),
        lambda: background_job.stop("work"),
    ):
        with pytest.raises(StoreError, match="TRUEROLE_READONLY is set"):
            act()
    assert sorted(home.iterdir()) == kept


WORK = """
import time
from truerole.core.progress import Progress
from truerole.workflows.jobs.job_status import JobReporter
with JobReporter("work") as working:
    working(Progress(share=1 / 3, step="a step"))
    time.sleep(600)
"""


def test_killed_it_was_cut_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    background_job.start("work", [sys.executable, "-c", WORK])
    end = time.monotonic() + 120
    while (now := read_status("work")) is None or now.what != "a step":
        assert time.monotonic() < end, background_job.last_lines("work")
        time.sleep(0.05)
    assert (now.is_running, now.background) == (True, True)
    pid = int((Path(os.environ["TRUEROLE_HOME"]) / "work.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while read_status("work").is_running:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert (read_status("work").cut_off, read_status("work").what) == (True, "a step")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": "a"}', "\x00"])
def test_a_damaged_file_tells_nothing(home: Path, text: str) -> None:
    (home / "work.state").write_text(text)
    assert read_status("work") is None


@pytest.mark.parametrize("field", ["share", "begun", "told", "alive"])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_tells_nothing(home: Path, field: str, number: str) -> None:
    JobReporter("work")(Progress(share=1 / 2, step="a step"))
    state = json.loads((home / "work.state").read_text()) | {field: "?"}
    (home / "work.state").write_text(json.dumps(state).replace('"?"', number))
    assert read_status("work") is None


def test_where_nothing_can_be_written_the_work_goes_on(home: Path) -> None:
    (home / "work.fresh").mkdir()
    with JobReporter("work") as working:
        working(Progress(share=1 / 2, step="a step"))
    assert read_status("work") is None
