"""The command `score` tells a file of readings from a folder of parts by the names that it is given."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

ROW = {"id": "a", "title": "Data Engineer", "description": "Build data pipelines with Spark and Airflow."}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(json.dumps(ROW))
    return tmp_path


@pytest.mark.usefixtures("in_threads")
@pytest.mark.parametrize("source", ["in", "in/a.jsonl", "in/*.jsonl", "i[n]/a*"])
@pytest.mark.parametrize("target", ["out", "out/", "new.2/"])
def test_a_folder_of_parts(truerole: Callable[..., Ran], folder: Path, source: str, target: str) -> None:
    done = truerole("score", source, target, "--workers", "1")
    assert (done.code, "read 1 posting," in done.err) == (0, True), done.err
    assert len(list((folder / target).glob("part-*.parquet"))) == 1


@pytest.mark.usefixtures("in_threads")
def test_a_stray_file_is_named(truerole: Callable[..., Ran], folder: Path) -> None:
    (folder / "in" / "readme.txt").write_text("What this is.")
    done = truerole("score", "in", "out", "--workers", "1")
    assert (done.code, done.err.count("\n"), "read 1 posting," in done.err) == (0, 2, True), done.err
    assert "left out, as neither Parquet nor JSON by name: readme.txt\n" in done.err


def test_a_file_of_readings(truerole: Callable[..., Ran], folder: Path) -> None:
    assert truerole("score", "in/a.jsonl", "out.jsonl").code == 0
    assert json.loads((folder / "out.jsonl").read_text())["id"] == "a"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["in", "out.jsonl"], "name a folder"),
        (["in/*.csv", "out"], "there is no file .parquet"),
        (["nowhere", "out"], "No such file"),
        pytest.param(
            ["in", "out", "--cluster", "tcp://127.0.0.1:9"], "no Dask scheduler answers", marks=pytest.mark.slow
        ),
        (["in", "out", "--cluster", "nonsense://x"], "no Dask scheduler answers"),
        (["in", "out", "--cluster", "tcp://127.0.0.1:9", "--workers", "2"], "exclude each other"),
        (["what://x/y.jsonl", "out"], "what"),
    ],
)
def test_refused_in_a_line(
    truerole: Callable[..., Ran], folder: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], words: str
) -> None:
    monkeypatch.setattr("truerole.workflows.scale.pools._CONNECT_SECONDS", 1)
    done = truerole("score", *args)
    assert (done.code, done.err.count("\n")) == (2, 1), done.err
    assert words in done.err
