"""Errors that nobody expected, and the log of every command: its begin and end, its work, the error that ended it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from truerole.data.labels.examples import load_examples

Run = Callable[..., Any]
POSTING = next(e.description for e in load_examples() if e.role == "data_engineer" and e.sure == 3)


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TRUEROLE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)


def logged(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


OPENS_STORE = "truerole.data.store.store.open_store"


@pytest.mark.parametrize(
    ("args", "broken"),
    [
        (["read", "-"], "truerole.workflows.reading.pasted.default_reader"),
        (["score", "in.jsonl", "out.jsonl"], "truerole.workflows.batch_score.score_file"),
        (["evaluate", "in.jsonl"], "truerole.workflows.evaluate_file.evaluate_file"),
        (["train"], "truerole.workflows.train.train_on_labels"),
        (["import", "in.jsonl"], OPENS_STORE),
        (["export", "out.csv"], OPENS_STORE),
        (["scrape", "lever:a"], OPENS_STORE),
        (["db", "info"], OPENS_STORE),
        (["label", "status"], OPENS_STORE),
        (["boards", "list"], OPENS_STORE),
        (["models", "list"], "truerole.workflows.champion.list_models"),
    ],
)
def test_an_unexpected_error_is_in_the_log_with_its_traceback(
    truerole: Run, tmp_path: Path, args: list[str], broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "title": "t", "description": POSTING}) + "\n")
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "k3y-of-mine")

    def fail(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("a fault\nby k3y-of-mine")

    monkeypatch.setattr(broken, fail)
    with pytest.raises(RuntimeError):
        truerole("--log-file", "log", *args, stdin=POSTING)
    begun, last = (logged(tmp_path / "log")[place] for place in (0, -1))
    assert begun["message"] == f"{' '.join(args[: 2 if args[0] in ('db', 'label', 'boards', 'models') else 1])} begun"
    assert (last["level"], last["message"]) == ("error", "ended by an unexpected error")
    assert last["traceback"].startswith("Traceback (most recent call last):\n")
    assert last["traceback"].endswith("RuntimeError: a fault\nby ***")
    assert "k3y" not in (tmp_path / "log").read_text("utf-8")


@pytest.mark.parametrize("options", [[], ["--verbose"]])
@pytest.mark.parametrize("args", [["read", "/nosuch"], ["models", "show", "none"], ["db", "restore", "/nosuch"]])
def test_the_error_that_ends_a_command_is_printed_once(
    truerole: Run, tmp_path: Path, args: list[str], options: list[str]
) -> None:
    ran = truerole(*options, "--log-file", "log", *args)
    error = logged(tmp_path / "log")[-1]
    assert (ran.code, error["level"]) == (2, "error")
    assert ran.err.count(error["message"]) == 1
    assert ran.err.endswith(f"truerole: {error['message']}\n")


def test_each_work_logs_its_begin_and_its_counts(truerole: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "title": "Engineer", "description": POSTING}) + "\n")
    (tmp_path / "labels.jsonl").write_text(json.dumps({"text": POSTING, "role": "data_engineer"}) + "\n")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"description": POSTING, "role": "data_engineer"}) + "\n")
    for args, work, counts in (
        (["import", "in.jsonl"], "import of postings", {"new": 1, "known": 0, "rejected": 0}),
        (["label", "import", "labels.jsonl"], "import of labels", {"new": 1, "known": 0, "rejected": 0}),
        (["score", "in.jsonl", "out.jsonl"], "scoring", {"rows": 1, "errors": 0, "resumed": 0}),
        (["evaluate", "gold.jsonl"], "evaluation", {"used": 1, "errors": 0, "known": 0}),
        (["export", "out.csv"], "export of postings", {"postings": 1}),
        (["db", "rebuild"], "rebuilding of the index", {"postings": 1}),
        (["db", "backup", "b.db"], "backup", {"postings": 1}),
        (["db", "restore", "b.db"], "restore", {"postings": 1}),
    ):
        log = tmp_path / f"{work}.log"
        ran = truerole("--log-file", str(log), *args)
        told = logged(log)
        assert (ran.code, told[-1]["message"].partition(" after ")[0]) == (0, "ended with exit code 0")
        assert f"{work} begun" in [line["message"] for line in told]
        (ended,) = (line for line in told if line["message"].startswith(f"{work} ended: "))
        assert (ended["level"], ended["counts"]) == ("info", counts)
        assert "begun" not in ran.err


def ended(command: str) -> tuple[int, str, list[str]]:
    """Run a command of the shell; return its exit code, its output and the lines of its errors."""
    program = f'"{sys.executable}" -m truerole'
    done = subprocess.run(["sh", "-c", f"{program} {command}"], check=False, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["skills find spark >&-", "read in.txt >&-", "db info >&-", "import in.csv >&-"])
def test_a_closed_output_is_one_line(command: str) -> None:
    line = "truerole: the standard output is closed; send it to a file, or to /dev/null"
    assert ended(command) == (2, "", [line])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("read - <&-", "truerole: there is no text to read; give the description of a job"),
        ("read <&-", "truerole: there is no text to read; give the description of a job"),
        ("import none.csv <&-", "truerole: none.csv: No such file or directory"),
    ],
)
def test_a_closed_input_is_one_line(command: str, line: str) -> None:
    assert ended(command) == (2, "", [line])


@pytest.mark.slow
def test_a_closed_error_output_changes_nothing_else() -> None:
    code, out, _ = ended("skills find spark 2>&-")
    assert (code, "Spark" in out) == (0, True)
    assert ended("import none.csv 2>&-") == (2, "", [])


@pytest.mark.parametrize("columns", ["0", "1", "00", "19"])
def test_without_columns_it_prints(truerole: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert "Spark" in truerole("skills", "find", "spark").out


@pytest.mark.parametrize("command", ["import", "score", "label import", "evaluate", "skills discover"])
@pytest.mark.parametrize("kind", ["pipe", "device", "link"])
def test_pipes_and_devices_are_refused_in_a_line(truerole: Run, tmp_path: Path, command: str, kind: str) -> None:
    path = tmp_path / "in.jsonl"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if kind == "device" else "/dev/null")
    done = truerole(*command.split(), str(path), *(["out.jsonl"] if command == "score" else []))
    line = f"truerole: {path}: is a pipe or a device, not a file; save what it gives to a file first\n"
    assert (done.code, done.out, done.err) == (2, "", line)
