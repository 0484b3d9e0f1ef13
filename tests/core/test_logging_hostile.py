"""Whatever is logged, and wherever, a secret stays one, a line stays a line, and the run goes on."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from truerole.core.errors import DataError
from truerole.core.logging import TOLD, configure_logging, silence_logging

LOGGER = logging.getLogger("truerole.model.hostile")


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    yield
    silence_logging()
    logging.getLogger("truerole").setLevel(logging.NOTSET)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("verbose", [True, False])
@pytest.mark.parametrize(
    "said",
    [
        "postgresql://me:s3%40cret@host/db",
        "postgresql+psycopg://me:s3%40cret@host/db",
        "s3%40cret",
        "s3@cret",
        "k3y  of\nmine",
        "k3y of mine",
    ],
)
def test_each_form_of_a_secret_is_hidden_everywhere(
    tmp_path: Path, said: str, verbose: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", "postgresql://me:s3%40cret@host/db")
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "k3y  of\nmine")
    shown: list[str] = []
    configure_logging(shown.append, verbose=verbose, log_file=tmp_path / "log")
    counts = {said: 1, "inner": {"list": [said, (said, Exception(said))]}}
    try:
        raise RuntimeError(said)
    except RuntimeError:
        LOGGER.exception("with %s", said, extra={"host": f"a {said}", "status": Exception(said), "counts": counts})
    (record,) = lines(tmp_path / "log")
    assert record["message"] == "with ***"
    assert record["counts"] == {"***": 1, "inner": {"list": ["***", ["***", "***"]]}}
    assert record["traceback"].endswith("\nRuntimeError: ***")
    assert len(shown) == 1
    assert "with ***" in shown[0]
    for hidden in ("s3@", "s3%", "k3y"):
        assert hidden not in json.dumps(record) + shown[0]


class Unsayable:
    def __str__(self) -> NoReturn:
        raise ValueError("no words")

    __repr__ = __str__


@pytest.mark.parametrize("verbose", [True, False])
@pytest.mark.parametrize(
    ("message", "args", "extra", "fault"),
    [
        ("%d", ("x",), {}, "TypeError"),
        ("%s %s", ("x",), {}, "TypeError"),
        ("none", ("x",), {}, "TypeError"),
        ("%(name)s", ({"other": 1},), {}, "KeyError"),
        ("%y", ("x",), {}, "ValueError"),
        ("%s", (Unsayable(),), {}, "ValueError"),
        (Unsayable(), (), {}, "ValueError"),
        ("fine", (), {"host": Unsayable()}, "ValueError"),
        ("fine", (), {"counts": {"a": Unsayable()}}, "ValueError"),
    ],
)
def test_a_record_that_cannot_be_formatted_is_told_as_a_record(
    tmp_path: Path,
    message: object,
    args: tuple[object, ...],
    extra: dict[str, object],
    fault: str,
    verbose: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own raise what they cannot format
    configure_logging(shown.append, verbose=verbose, log_file=tmp_path / "log")
    LOGGER.warning(message, *args, extra=extra)
    LOGGER.warning("next")
    first, second = lines(tmp_path / "log")
    assert first["message"].startswith("a log record of test_logging_hostile, line ")
    assert first["message"].endswith(f" cannot be formatted ({fault})")
    assert (first["level"], second["message"]) == ("warning", "next")
    assert [first["message"] in shown[0], len(shown)] == [True, 2]


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ({("a", 1): 2}, {"('a', 1)": 2}),
        ({"a": float("nan"), "b": float("inf"), "c": 0.5}, {"a": "nan", "b": "inf", "c": 0.5}),
        ({"a": None, "b": True, "c": b"x"}, {"a": None, "b": True, "c": "b'x'"}),
    ],
)
def test_odd_counts_are_still_json(tmp_path: Path, counts: object, kept: object) -> None:
    configure_logging(print, log_file=tmp_path / "log")
    LOGGER.info("odd", extra={"counts": counts})
    assert [line["counts"] for line in lines(tmp_path / "log")] == [kept]


def test_counts_that_hold_themselves_are_told(tmp_path: Path) -> None:
    configure_logging(print, log_file=tmp_path / "log")
    counts: dict[str, object] = {}
    counts["again"] = counts
    LOGGER.info("odd", extra={"counts": counts})
    assert lines(tmp_path / "log")[0]["message"].endswith("cannot be formatted (RecursionError)")


@pytest.mark.parametrize("verbose", [True, False])
def test_a_terminal_that_has_gone_ends_no_run(tmp_path: Path, verbose: bool) -> None:
    def gone(_: str) -> NoReturn:
        raise BrokenPipeError

    configure_logging(gone, verbose=verbose, log_file=tmp_path / "log")
    LOGGER.warning("told")
    assert [line["message"] for line in lines(tmp_path / "log")] == ["told"]


@pytest.mark.parametrize("verbose", [True, False])
def test_what_a_person_is_told_anyway_goes_to_the_file_alone(tmp_path: Path, verbose: bool) -> None:
    shown: list[str] = []
    configure_logging(shown.append, verbose=verbose, log_file=tmp_path / "log")
    LOGGER.error("told", extra=TOLD)
    assert (shown, [line["message"] for line in lines(tmp_path / "log")]) == ([], ["told"])


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("pipe", "a pipe that nobody reads"),
        ("folder", "Is a directory"),
        ("none/log", "No such file or directory"),
        ("file/log", "Not a directory"),
        ("x" * 300, "File name too long"),
        ("loop", "Too many levels of symbolic links"),
    ],
)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, name: str, fault: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(DataError) as refused:
        configure_logging(print, log_file=tmp_path / name)
    assert str(refused.value) == f"--log-file {tmp_path / name}: cannot be written ({fault}); name another file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_that_is_read_is_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    configure_logging(print, log_file=tmp_path / "pipe")
    LOGGER.info("told")
    assert json.loads(os.read(reader, 10_000))["message"] == "told"
    os.close(reader)


def test_a_log_that_was_renamed_is_begun_anew(tmp_path: Path) -> None:
    configure_logging(print, log_file=tmp_path / "log")
    LOGGER.info("first")
    (tmp_path / "log").rename(tmp_path / "log.1")
    LOGGER.info("second")
    assert [[line["message"] for line in lines(tmp_path / name)] for name in ("log.1", "log")] == [
        ["first"],
        ["second"],
    ]


def test_a_log_whose_folder_has_gone_is_told_once_and_begun_anew_when_that_is_back(tmp_path: Path) -> None:
    shown: list[str] = []
    (tmp_path / "logs").mkdir()
    configure_logging(shown.append, log_file=tmp_path / "logs" / "log")
    (tmp_path / "logs").rename(tmp_path / "old")
    LOGGER.info("lost")
    LOGGER.info("lost")
    assert [line.startswith(f"{tmp_path / 'logs' / 'log'}: the log cannot be written (") for line in shown] == [True]
    (tmp_path / "logs").mkdir()
    LOGGER.info("kept")
    assert [line["message"] for line in lines(tmp_path / "logs" / "log")] == ["kept"]
