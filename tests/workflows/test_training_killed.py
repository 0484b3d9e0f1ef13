"""`truerole train` beside a page, ended by force or in order: no half of a model, and the next start says it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from truerole.data.labels import labels
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel
from truerole.data.store.store import open_store
from truerole.model.reader import default_reader
from truerole.model.registry.artifacts import SHIPPED, model_versions, registered_model
from truerole.model.registry.champion import champion_problem
from truerole.workflows.jobs import background_job
from truerole.workflows.jobs.job_status import JobStatus, read_status
from truerole.workflows.retrain import TRAINING_JOB

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SHIPPED_VERSION = registered_model(SHIPPED).version


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Begin a training of some labels, and return the number of its process when it fits."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with open_store() as store:
        texts = load_examples()[:12]
        given = [NewLabel(role="other", annotator="me", why="read", text=e.description, title=e.title) for e in texts]
        labels.add_labels(store, given)
    background_job.start(TRAINING_JOB, [sys.executable, "-m", "truerole", "train", "--quiet"])
    until(lambda now: now is not None and now.share > 0)
    return int((tmp_path / f"{TRAINING_JOB}.pid").read_text().split()[0])


def until(holds: Callable[[JobStatus | None], bool], seconds: float = 600) -> JobStatus:
    end = time.monotonic() + seconds
    while not holds(now := read_status(TRAINING_JOB)):
        assert time.monotonic() < end, background_job.last_lines(TRAINING_JOB)
        time.sleep(0.1)
    assert now
    return now


def sound() -> None:
    """See that nothing has changed: no model, the shipped one reads, the store is whole."""
    assert model_versions() == [SHIPPED_VERSION]
    assert (champion_problem(), default_reader().model.version) == (None, SHIPPED_VERSION)
    with open_store() as store:
        assert (labels.count_labelled(store), store.integrity_errors()) == (12, [])


def test_killed_it_was_cut_off_and_nothing_is_changed(begun: int) -> None:
    os.kill(begun, signal.SIGKILL)
    now = until(lambda now: now is not None and not now.is_running)
    assert now.cut_off
    assert "fitting" in now.what or "fold" in now.what
    sound()


def test_stopped_it_ends_in_order(begun: int) -> None:
    assert background_job.stop(TRAINING_JOB)
    now = until(lambda now: now is not None and not now.is_running)
    assert (now.cut_off, now.outcome) == (False, "stopped")
    sound()
