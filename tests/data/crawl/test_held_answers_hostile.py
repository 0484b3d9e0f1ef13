"""Folders of held answers that somebody else has filled or spoilt: nothing hangs, is believed or is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.data.crawl.test_held_answers import OTHERS, RAW, TASK
from tests.odd_files import device, inner_folder, large, pipe
from truerole.core.crawl import HeldAnswer
from truerole.data.crawl import held_answers
from truerole.data.crawl.held_answers import HeldAnswers
from truerole.data.store.store import Store

ANSWER = HeldAnswer(RAW)


@pytest.fixture
def held(tmp_path: Path) -> HeldAnswers:
    made = HeldAnswers(tmp_path / "store.db-answers")
    made.hold(TASK, ANSWER)
    return made


def only_file(held: HeldAnswers) -> Path:
    (path,) = held.folder.iterdir()
    return path


@pytest.mark.parametrize("odd", [pipe, device, inner_folder, large])
def test_odd_files_are_not_read(held: HeldAnswers, odd: Callable[[Path], None]) -> None:
    odd(only_file(held))
    assert held.find(TASK) is None
    held.drop([TASK])
    held.clear()


@pytest.mark.parametrize("odd", [pipe, device, large])
def test_odd_files_are_written_over(held: HeldAnswers, odd: Callable[[Path], None]) -> None:
    path = only_file(held)
    for place in (path, path.with_suffix(".new")):
        odd(place)
    held.hold(TASK, ANSWER)
    assert held.find(TASK) == ANSWER


def test_links_are_not_followed_as_an_answer_is_written(held: HeldAnswers, tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("all of it")
    for place in (only_file(held), only_file(held).with_suffix(".new")):
        place.unlink(missing_ok=True)
        place.symlink_to(precious)
    held.hold(TASK, ANSWER)
    assert (held.find(TASK), precious.read_text()) == (ANSWER, "all of it")


@pytest.mark.parametrize("size", [0, 1, -1, -20])
@pytest.mark.parametrize("filled", [b"", b"\0"])
def test_what_a_power_cut_left_is_no_answer(held: HeldAnswers, size: int, filled: bytes) -> None:
    """A file that is cut off inside the body, or whose end the disk never had, still begins well."""
    path = only_file(held)
    raw = path.read_bytes()
    kept = raw[:size]
    path.write_bytes(kept + filled * (len(raw) - len(kept)))
    assert held.find(TASK) is None


@pytest.mark.parametrize("place", range(0, 300, 7))
def test_a_changed_byte_is_no_answer(held: HeldAnswers, place: int) -> None:
    path = only_file(held)
    raw = bytearray(path.read_bytes())
    raw[place % len(raw)] ^= 1
    path.write_bytes(raw)
    assert held.find(TASK) is None


def test_the_file_of_another_task_is_no_answer(held: HeldAnswers) -> None:
    held.hold(OTHERS[0], ANSWER)
    mine = held._path(TASK)
    held._path(OTHERS[0]).replace(mine)
    assert held.find(TASK) is None


@pytest.mark.parametrize("head", [b"", b"{}", b"[]", b'{"source": 1}', b"\xff", b"[" * 100_000])
def test_what_another_truerole_held_is_no_answer(held: HeldAnswers, head: bytes) -> None:
    content = head + b"\nbody"
    only_file(held).write_bytes(held_answers._digest(TASK, content) + b"\n" + content)
    assert held.find(TASK) is None
    only_file(held).write_bytes(content)
    assert held.find(TASK) is None


def test_foreign_files_stay(held: HeldAnswers) -> None:
    (held.folder / "thesis.txt").write_text("all of it")
    inner_folder(held.folder / "photos")
    (held.folder / f"{'a' * 32}.new").write_text("left by a kill")
    held.clear()
    assert sorted(path.name for path in held.folder.iterdir()) == ["photos", "thesis.txt"]


def test_a_full_disk_keeps_the_answer_before_and_no_part(
    held: HeldAnswers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Path, "replace", no_space)
    held.hold(TASK, HeldAnswer(RAW, None))
    assert held.find(TASK) == ANSWER
    assert only_file(held).suffix == ""
    assert [record.getMessage() for record in caplog.records] == ["answer not held: No space left on device"]


def no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_home_that_cannot_be_made_holds_nothing_for_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "file" / "home"))
    held = held_answers.held_answers(Store(create_engine("sqlite://")))
    held.hold(TASK, ANSWER)
    assert held.find(TASK) is None
    held.clear()
    assert [record.getMessage() for record in caplog.records] == ["answer not held: Not a directory"]
