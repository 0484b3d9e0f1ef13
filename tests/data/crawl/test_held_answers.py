"""Answers that wait to be worked off come back as they were, and only those."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from truerole.core.crawl import CrawlTask, HeldAnswer, RawResponse, TaskOutput, TaskResult, Validators
from truerole.data.crawl.held_answers import HeldAnswers, held_answers
from truerole.data.crawl.state import StoredState
from truerole.data.crawl.work_queue import KIND
from truerole.data.store.store import Store, open_store

NOON = datetime(2026, 5, 1, 12)
TASK = CrawlTask("lever", "acme", b'{"url": "https://example.com/"}')
RAW = RawResponse("lever", "acme", "{}", "https://example.com/", "application/json", None, NOON, b"{}")
OTHERS = [replace(TASK, source="ashby"), replace(TASK, board="../acme"), replace(TASK, request=b"{}")]


@pytest.fixture
def held(tmp_path: Path) -> HeldAnswers:
    return HeldAnswers(tmp_path / "store.db-answers")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"{}", bytes(range(256)) * 1_000])
@pytest.mark.parametrize("validators", [None, Validators("key", '"1"', None, NOON)])
def test_an_answer_comes_back_to_its_task(held: HeldAnswers, body: bytes, validators: Validators | None) -> None:
    answer = HeldAnswer(replace(RAW, body=body, kind=None, charset="latin-1"), validators)
    held.hold(TASK, HeldAnswer(RAW))
    held.hold(TASK, answer)
    assert held.find(TASK) == answer
    assert [held.find(task) for task in OTHERS] == [None] * 3


def test_answers_are_dropped_one_by_one_and_all_at_once(held: HeldAnswers) -> None:
    for task in (TASK, *OTHERS):
        held.hold(task, HeldAnswer(RAW))
    held.drop([TASK, TASK])
    assert [held.find(task) is None for task in (TASK, *OTHERS)] == [True, False, False, False]
    held.clear()
    held.clear()
    assert not held.folder.exists()
    assert list(held.folder.parent.iterdir()) == []


@pytest.mark.parametrize(
    "damaged", [b"", b"{}", b"\n", b"[]\nbody", b'{"source": 1}\n', b"\xff\n", b'{"source": "lever"', b"{" * 100_000]
)
def test_a_damaged_file_is_no_answer(held: HeldAnswers, damaged: bytes) -> None:
    held.hold(TASK, HeldAnswer(RAW))
    (file,) = held.folder.iterdir()
    file.write_bytes(damaged)
    assert held.find(TASK) is None


def test_where_nothing_can_be_written_the_crawl_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    held = HeldAnswers(tmp_path / "file")
    held.hold(TASK, HeldAnswer(RAW))
    assert held.find(TASK) is None
    held.drop([TASK])
    assert [record.getMessage() for record in caplog.records] == ["answer not held: File exists"]


def test_stores_hold_their_own(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    with open_store(f"sqlite:///{tmp_path / 'other.db'}") as other:
        held_answers(other).hold(TASK, HeldAnswer(RAW))
        assert held_answers(other).folder == tmp_path / "other.db-answers"
        assert held_answers(store).find(TASK) is None


def begun(store: Store, *tasks: CrawlTask, kind: str = KIND) -> StoredState:
    """Return the state of a run of these tasks, new or resumed."""
    state = StoredState(store, {}, kind)
    state.begin(tasks)
    return state


def test_a_run_that_is_resumed_finds_its_answers_and_no_other_run_does(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    answer = HeldAnswer(RAW)
    begun(store, TASK).hold(TASK, answer)
    assert [begun(store, TASK).held(task) for task in (TASK, OTHERS[0])] == [answer, None]
    assert begun(store, TASK, kind="reparsing").held(TASK) is None
    other = begun(store, TASK, OTHERS[0])
    assert other.held(TASK) is None
    assert begun(store, TASK, OTHERS[0]).held(TASK) is None  # resumed, it finds nothing of the first run


def test_answers_are_dropped_as_they_are_stored_and_with_the_end_of_the_run(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    state, files = begun(store, TASK, OTHERS[0]), held_answers(store)
    for task in (TASK, OTHERS[0]):
        state.hold(task, HeldAnswer(RAW))
    state.keep([TaskOutput(TASK, TaskResult("complete"))], "1")
    assert [files.find(task) is None for task in (TASK, OTHERS[0])] == [True, False]
    state.end("done", {})
    assert not files.folder.exists()
