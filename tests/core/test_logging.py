"""Records become lines for a person or JSON objects in a file; none holds a secret."""

import ast
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.logging import configure_logging, log_board, silence_logging

ROOT = Path(__file__).parents[2]
CRAWLER, MODEL = logging.getLogger("truerole.scraper.crawl.crawler"), logging.getLogger("truerole.model.reader")


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    yield
    silence_logging()
    logging.getLogger("truerole").setLevel(logging.NOTSET)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_file_gets_a_json_object_a_line(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text('{"time": "2026-01-01T00:00:00.000Z", "message": "of yesterday"}\n', "utf-8")
    configure_logging(print, log_file=file)
    CRAWLER.debug("too fine")
    # Half a surrogate pair; in the message, pytest itself could not carry it from process to process.
    CRAWLER.info("board\ncrawled é", extra={"board": "lever:a \ud800", "host": "b.test", "counts": {"new": 3}})
    CRAWLER.warning("refused", extra={"host": "b.test", "status": 403, "wait": 1.5, "other": "unknown"})
    silence_logging()
    _, first, second = lines(file)
    assert str(first.pop("time")).endswith("Z")
    assert first == {
        "level": "info",
        "logger": "truerole.scraper.crawl.crawler",
        "message": "board crawled é",
        "board": "lever:a \ud800",
        "host": "b.test",
        "counts": {"new": 3},
    }
    assert (second["level"], second["status"], second["wait"], "other" in second) == ("warning", 403, 1.5, False)


def test_the_board_whose_task_runs_is_in_the_records_of_others(tmp_path: Path) -> None:
    configure_logging(print, log_file=tmp_path / "log")
    token = log_board.set("lever:a")
    CRAWLER.info("retried")
    log_board.reset(token)
    CRAWLER.info("ended")
    assert [line.get("board") for line in lines(tmp_path / "log")] == ["lever:a", None]


@pytest.mark.parametrize(
    ("verbose", "shown"),
    [
        (False, ["cannot be loaded"]),
        (
            True,
            [
                "debug truerole.scraper.crawl.crawler: fine (host=b.test)",
                "warning truerole.scraper.crawl.crawler: refused",
                "warning truerole.model.reader: cannot be loaded",
            ],
        ),
    ],
)
def test_a_person_is_shown_the_models_warnings_or_all(verbose: bool, shown: list[str]) -> None:
    said: list[str] = []
    configure_logging(said.append, verbose=verbose)
    CRAWLER.debug("fine", extra={"host": "b.test"})
    CRAWLER.warning("refused")
    MODEL.warning("cannot be loaded")
    assert [line.partition(" ")[2] if verbose else line for line in said] == shown


@pytest.mark.parametrize("verbose", [True, False])
def test_no_secret_is_written(tmp_path: Path, verbose: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "k3y-of-mine")
    monkeypatch.setenv("TRUEROLE_CONTACT", "me@example.com")
    said: list[str] = []
    configure_logging(said.append, verbose=verbose, log_file=tmp_path / "log")
    MODEL.warning("key k3y-of-mine of me@example.com", extra={"host": "me@example.com.test"})
    text = (tmp_path / "log").read_text("utf-8") + "".join(said)
    assert "***" in text
    assert "k3y-of-mine" not in text
    assert "me@example.com" not in text


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"--log-file .*: cannot be written \(Is a directory\); name another file"):
        configure_logging(print, log_file=tmp_path)


@pytest.mark.parametrize("held", [b"SQLite format 3\0" + bytes(99), b'{"title": "Baker"}\n', b"time"])
def test_what_is_no_log_is_not_written_to(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(held)
    with pytest.raises(DataError, match=r"cannot be written \(it holds something else than a log\)"):
        configure_logging(print, log_file=path)
    assert path.read_bytes() == held


def test_a_log_goes_on_where_it_ended(tmp_path: Path) -> None:
    for number in (1, 2):
        configure_logging(print, log_file=tmp_path / "log")
        logging.getLogger("truerole.test").warning("line %d", number)
    silence_logging()
    assert [line["message"] for line in lines(tmp_path / "log")] == ["line 1", "line 2"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full")
def test_a_disk_that_is_full_is_told_once() -> None:
    said: list[str] = []
    configure_logging(said.append, log_file=Path("/dev/full"))
    for _ in range(3):
        CRAWLER.info("x" * 10_000)
    assert [line.startswith("/dev/full: the log cannot be written (") for line in said] == [True]


def test_without_a_program_that_shows_them_warnings_are_pythons() -> None:
    code = "import logging, truerole.model.registry.champion; logging.getLogger('truerole.model').warning('told')"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == "told\n"


def prints(path: Path) -> bool:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return any(isinstance(call, ast.Name) and call.id == "print" for call in calls)


def test_libraries_print_nothing() -> None:
    rooms = ("model", "data", "scraper", "truerole/core", "truerole/workflows", "truerole/phrasing")
    modules = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    printing = [path for path in modules if prints(path)]
    # Tables and schemas that are made from the command line, `python -m`, for whoever maintains them.
    assert [path for path in printing if '__name__ == "__main__"' not in path.read_text("utf-8")] == []
