"""Files of postings become files of readings: the same in every form, whatever interrupts."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.progress import Progress
from truerole.data.files.text_rows import Row
from truerole.data.labels.examples import load_examples
from truerole.model.reader import default_reader
from truerole.workflows.batch_score import BATCH, record, score_file

ROOT = Path(__file__).parents[2]
EXAMPLES = load_examples()


def write(path: Path, rows: int, first: int = 0) -> Path:
    """Write authored postings, again and again, each with an id of its own."""
    with path.open("w", encoding="utf-8") as file:
        for i in range(first, first + rows):
            example = EXAMPLES[i % len(EXAMPLES)]
            fields = {"id": f"p{i}", "title": example.title, "description": example.description}
            file.write(json.dumps(fields) + "\n")
    return path


def records(path: Path) -> list[dict]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.splitlines()]


def test_records_are_readings(tmp_path: Path) -> None:
    summary = score_file(write(tmp_path / "in.jsonl", 5), tmp_path / "out.jsonl", workers=1)
    example = EXAMPLES[3]
    reading = default_reader().read(example.description, example.title, "p3").to_dict()
    assert records(tmp_path / "out.jsonl")[3] == json.loads(json.dumps(reading))
    assert (summary.rows, summary.errors, summary.resumed) == (5, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["in.jsonl.gz", "in.jsonl.zst", "in.parquet"])
def test_every_form_holds_the_same(tmp_path: Path, name: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    zstandard = pytest.importorskip("zstandard")
    plain = write(tmp_path / "in.jsonl", 70)
    score_file(plain, tmp_path / "plain.jsonl", workers=1)
    packed, out = tmp_path / name, tmp_path / name.replace("in", "out")
    if name.endswith(".parquet"):
        parquet.write_table(pyarrow.Table.from_pylist(records(plain)), packed)
    else:
        raw = plain.read_bytes()
        packed.write_bytes(gzip.compress(raw) if name.endswith(".gz") else zstandard.compress(raw))
    score_file(packed, out, workers=1)
    if name.endswith(".parquet"):
        found = parquet.read_table(out).to_pylist()
        assert all(r.pop("error") is None for r in found)
    elif name.endswith(".zst"):
        with out.open("rb") as stream:
            raw = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True).read()
        found = [json.loads(line) for line in raw.splitlines()]
    else:
        found = records(out)
    assert found == records(tmp_path / "plain.jsonl")


BAD = [
    ("{broken", "the line is not JSON"),
    ('{"id": "b"}', "no description"),
    ('{"id": "c", "description": "   "}', "no text to read"),
    (json.dumps({"id": "d", "description": "We move data. " * 8000}), "100,000"),
    ('{"id": "e", "description": 5}', "not text"),
]


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_bad_rows_do_not_stop_the_run(tmp_path: Path, name: str) -> None:
    good = write(tmp_path / "good.jsonl", 2).read_text().splitlines()
    (tmp_path / "in.jsonl").write_text("\n".join([good[0], *(line for line, _ in BAD), good[1]]))
    summary = score_file(tmp_path / "in.jsonl", tmp_path / name, workers=1)
    if name.endswith(".parquet"):
        found = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / name).to_pylist()
    else:
        found = records(tmp_path / name)
    assert [r["id"] for r in found] == ["p0", None, "b", "c", "d", "e", "p1"]
    for reading, (_, words) in zip(found[1:-1], BAD, strict=True):
        assert words in reading["error"]
        assert "\n" not in reading["error"]
    assert summary.errors == 5
    assert "7 postings, 5 errors (first: row 2: the line is not JSON)" in str(summary)


def test_a_broken_reader_is_an_error_of_the_row() -> None:
    class Broken:
        def read(self, *_: object) -> None:
            raise ZeroDivisionError("over\nnought")

    error = {"id": "a", "error": "could not be read (ZeroDivisionError: over nought)"}
    assert record(Broken(), Row(1, "a", "words")) == error


@pytest.mark.slow
def test_interrupted_it_goes_on(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", 4 * BATCH)
    score_file(source, tmp_path / "whole.jsonl", workers=1)

    def interrupt(progress: Progress, /) -> None:
        if progress.done == 2 * BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_file(source, tmp_path / "out.jsonl", workers=1, on_progress=interrupt)
    assert not (tmp_path / "out.jsonl").exists()
    summary = score_file(source, tmp_path / "out.jsonl", workers=1)
    assert summary.resumed == 2 * BATCH
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert f"{2 * BATCH} of them in an earlier run" in str(summary)


def test_a_changed_input_starts_over(tmp_path: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    source = write(tmp_path / "in.jsonl", 2 * BATCH)
    with pytest.raises(KeyboardInterrupt):
        score_file(source, tmp_path / "out.jsonl", workers=1, on_progress=interrupt)
    summary = score_file(write(source, 3, first=7), tmp_path / "out.jsonl", workers=1)
    assert (summary.resumed, summary.restarted) == (0, True)
    assert [r["id"] for r in records(tmp_path / "out.jsonl")] == ["p7", "p8", "p9"]
    assert "from the start" in str(summary)


def test_an_input_that_is_changed_while_it_is_read_gives_no_output(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", 3)
    with pytest.raises(DataError, match=r"in\.jsonl: was changed while it was read"):
        score_file(source, tmp_path / "out.jsonl", workers=1, on_progress=lambda _: os.utime(source, (1, 1)))
    assert not (tmp_path / "out.jsonl").exists()
    assert score_file(source, tmp_path / "out.jsonl", workers=1).rows == 3
    assert [r["id"] for r in records(tmp_path / "out.jsonl")] == ["p0", "p1", "p2"]


# The command, to which small batches come slowly: it is ended in the midst of few postings.
FEW = 16
MANY = 40 * FEW
SLOW = f"""
import time
from truerole.cli.main import main
from truerole.workflows import batch_score
batch_score.BATCH = {FEW}
def slowly(rows, size, chunks=batch_score.chunks):
    for chunk in chunks(rows, size):
        time.sleep(0.3)
        yield chunk
batch_score.chunks = slowly
main()
"""


@pytest.mark.slow
def test_killed_it_goes_on_and_leaves_no_process(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", MANY), tmp_path / "out.jsonl"
    command = [sys.executable, "-c", SLOW, "score", str(source), str(out), "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as run:
        until((tmp_path / "out.jsonl.journal").exists, 300)
        run.kill()
        run.communicate(timeout=120)  # which waits until no process of the run holds the pipe
    assert run.returncode == -signal.SIGKILL
    summary = score_file(source, out, workers=1)
    assert summary.resumed > 0
    assert [r["id"] for r in records(out)] == [f"p{i}" for i in range(MANY)]


def until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def test_output_is_not_the_input(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", 1)
    before = source.read_bytes()
    for target in (source, tmp_path / "." / "in.jsonl"):
        with pytest.raises(DataError, match="also the input"):
            score_file(source, target)
    assert source.read_bytes() == before


def test_no_input(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.jsonl: No such file"):
        score_file(tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[Progress] = []
    score_file(write(tmp_path / "in.jsonl", BATCH + 1), tmp_path / "out.jsonl", 1, told.append)
    assert [progress.done for progress in told] == [BATCH, BATCH + 1]
    assert told[-1].share == 1.0


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", 2 * BATCH)
    refused: list[str] = []

    def other(*_: object) -> None:
        try:
            score_file(source, tmp_path / "out.jsonl", workers=1)
        except DataError as error:
            refused.append(str(error))

    score_file(source, tmp_path / "out.jsonl", workers=1, on_progress=other)
    assert len(refused) == 2
    assert "another run is writing it" in refused[0]
    assert len(records(tmp_path / "out.jsonl")) == 2 * BATCH


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
def test_an_impatient_ctrl_c_ends_it_and_the_next_run_goes_on(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", MANY)
    command = [sys.executable, "-c", SLOW, "score", str(source), str(tmp_path / "out.jsonl"), "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as run:
        deadline = time.monotonic() + 300
        while not (tmp_path / "out.jsonl.journal").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        for _ in range(3):
            os.killpg(run.pid, signal.SIGINT)
            time.sleep(0.05)
        assert run.wait(120) == 130
        assert b"Traceback" not in run.stderr.read()
    assert score_file(source, tmp_path / "out.jsonl", workers=1).rows == MANY
