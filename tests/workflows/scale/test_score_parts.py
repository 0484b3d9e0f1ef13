"""Many files become a folder of parts: the same readings as of one file, whatever is there already."""

import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from truerole.core.errors import DataError, ModelError, WorkerLost
from truerole.core.progress import Progress
from truerole.data.files.formats import require_module
from truerole.data.parts.storage import joined, storage_of
from truerole.workflows.batch_score import score_file
from truerole.workflows.scale import identity
from truerole.workflows.scale.score_parts import MANIFEST, score_parts

ROWS = [
    {"id": f"p{n}", "title": "Data Engineer", "description": f"Build pipelines with Spark for team {n}, and SQL."}
    for n in range(40)
]


@pytest.fixture
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def write(path: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def readings(folder: str) -> list[dict[str, Any]]:
    storage, found = storage_of(folder), []
    for name in storage.names(folder):
        if name.startswith("part-"):
            with storage.open(joined(folder, name)) as stream:
                found += require_module("pyarrow.parquet").read_table(stream).to_pylist()
    return sorted(found, key=lambda reading: int(reading["id"][1:]))


@pytest.mark.parametrize("place", ["", "file://", "memory://"])
def test_parts_hold_the_readings_of_the_file(tmp_path: Path, pool: Executor, place: str) -> None:
    write(tmp_path / "in" / "a.jsonl")
    score_file(tmp_path / "in" / "a.jsonl", tmp_path / "whole.parquet", workers=1)
    source, out = f"{place}{tmp_path}/in", f"{place}{tmp_path}/out"
    if place == "memory://":
        with storage_of(source).replacing(joined(source, "a.jsonl")) as stream:
            stream.write((tmp_path / "in" / "a.jsonl").read_bytes())
    seen: list[Progress] = []
    summary = score_parts(source, out, pool, seen.append, part_bytes=1_000)
    assert (summary.rows, summary.errors, summary.resumed) == (40, 0, 0)
    assert readings(out) == require_module("pyarrow.parquet").read_table(tmp_path / "whole.parquet").to_pylist()
    assert (len(seen) > 3, seen[-1]) == (True, Progress(40, 0, 1.0))
    again = score_parts(source, out, pool, part_bytes=1_000)
    assert (again.rows, again.resumed) == (40, 40)
    with storage_of(out).open(joined(out, MANIFEST)) as stream:
        manifest = json.loads(stream.read())
    assert sum(part["rows"] for part in manifest["parts"]) == manifest["rows"] == 40


def test_parts_say_which_versions_read_them(tmp_path: Path, pool: Executor) -> None:
    score_parts(str(write(tmp_path / "in" / "a.jsonl")), str(tmp_path / "out"), pool)
    path = next((tmp_path / "out").glob("part-*.parquet"))
    metadata = require_module("pyarrow.parquet").read_schema(path).metadata
    own = identity.reader_identity()
    named = {name: metadata[f"truerole.{name}".encode()].decode() for name in ("program", "model", "taxonomy")}
    assert identity.ReaderIdentity(**named) == own
    assert metadata[b"truerole.source"].decode() == str(tmp_path / "in" / "a.jsonl")


def test_what_is_missing_is_done_and_what_is_there_stays(tmp_path: Path, pool: Executor) -> None:
    write(tmp_path / "in" / "a.jsonl", ROWS[:10])
    write(tmp_path / "in" / "b.jsonl", ROWS[10:20])
    out = tmp_path / "out"
    score_parts(str(tmp_path / "in"), str(out), pool)
    kept, lost = sorted(out.glob("part-*"))
    before = kept.stat().st_mtime_ns
    lost.rename(out / f"_{'0' * 32}-{lost.name}")  # as a killed process leaves it
    write(tmp_path / "in" / "c.jsonl", ROWS[20:])
    assert score_parts(str(tmp_path / "in"), str(out), pool).resumed == 10
    assert kept.stat().st_mtime_ns == before
    assert [reading["id"] for reading in readings(str(out))] == [row["id"] for row in ROWS]
    assert not [path for path in out.iterdir() if path.name[0] == "_" and path.name != MANIFEST]


def test_the_readings_are_no_input(tmp_path: Path, pool: Executor) -> None:
    write(tmp_path / "in" / "a.jsonl")
    for _ in range(2):
        assert score_parts(str(tmp_path / "**" / "*.*"), str(tmp_path / "in" / "out"), pool).rows == 40


@pytest.mark.parametrize("place", ["", "file://"])
def test_stray_files_are_left_out_and_named(tmp_path: Path, pool: Executor, place: str) -> None:
    write(tmp_path / "in" / "a.jsonl")
    for stray in ("readme.txt", "b.csv"):
        (tmp_path / "in" / stray).write_text("description\nno posting")
    for _ in range(2):
        summary = score_parts(f"{place}{tmp_path}/in", f"{place}{tmp_path}/out", pool)
        assert (summary.rows, summary.errors) == (40, 0)
        assert summary.note == "left out, as neither Parquet nor JSON by name: b.csv, readme.txt"


def test_a_changed_input_is_refused(tmp_path: Path, pool: Executor) -> None:
    write(tmp_path / "in" / "a.jsonl")
    score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool)
    write(tmp_path / "in" / "a.jsonl", ROWS[:7])
    with pytest.raises(DataError, match="holds 1 files of another run"):
        score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool)


@pytest.mark.parametrize("target", ["in", "out.jsonl", "out.parquet", "in/"])
def test_names_that_are_no_folder_for_readings(tmp_path: Path, pool: Executor, target: str) -> None:
    write(tmp_path / "in" / "a.jsonl")
    with pytest.raises(DataError, match="name a"):
        score_parts(str(tmp_path / "in"), f"{tmp_path}/{target}", pool)


def test_a_damaged_file_stops_no_other(tmp_path: Path, pool: Executor) -> None:
    write(tmp_path / "in" / "a.jsonl")
    (tmp_path / "in" / "b.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00nonsense")
    with pytest.raises(DataError, match=re.escape("1 of 2 parts could not be read (first: ")) as refused:
        score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool)
    assert "b.jsonl.gz" in str(refused.value)
    assert len(readings(str(tmp_path / "out"))) == 40
    assert not (tmp_path / "out" / MANIFEST).exists()


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path, pool: Executor) -> None:
    write(tmp_path / "in" / "a.jsonl", [*ROWS[:3], {"id": "p3", "description": "  "}])
    for _ in range(2):
        summary = score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool)
        assert (summary.rows, summary.errors) == (4, 1)
        assert "p3: there is no text to read" in str(summary)


def test_a_worker_with_other_versions_is_refused(
    tmp_path: Path, pool: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in" / "a.jsonl")
    other = identity.ReaderIdentity("0.0.1", "other", "none")
    monkeypatch.setattr(identity, "reader_identity", lambda: other)
    with pytest.raises(ModelError, match=r"reads with TrueRole 0\.0\.1, model other, taxonomy none") as refused:
        score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


class Losing(ThreadPoolExecutor):
    """Pool whose first processes die."""

    lost = 0

    def submit(self, *task: Any, **more: Any) -> "Future[Any]":
        self.lost -= 1
        if self.lost < 0:
            return super().submit(*task, **more)
        dead: Future[Any] = Future()
        dead.set_exception(WorkerLost("the process that worked on it died"))
        return dead


@pytest.mark.parametrize("lost", [2, 3])
def test_a_part_is_given_out_again_where_a_process_dies(tmp_path: Path, lost: int) -> None:
    write(tmp_path / "in" / "a.jsonl")
    with Losing(1) as pool:
        pool.lost = lost
        if lost == 3:
            with pytest.raises(DataError, match="died"):
                score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool)
        else:
            assert score_parts(str(tmp_path / "in"), str(tmp_path / "out"), pool).rows == 40


def test_what_is_changed_while_it_is_read_is_not_kept(tmp_path: Path, pool: Executor) -> None:
    write(tmp_path / "in" / "a.jsonl")
    write(tmp_path / "in" / "b.jsonl", [row | {"id": f"p{100 + n}"} for n, row in enumerate(ROWS)])
    source, out = str(tmp_path / "in"), str(tmp_path / "out")
    with pytest.raises(DataError, match=r"b\.jsonl: was changed while it was read"):
        score_parts(source, out, pool, lambda _: os.utime(tmp_path / "in" / "b.jsonl", (1, 1)))
    assert len(list((tmp_path / "out").glob("part-*"))) == 1
    assert not (tmp_path / "out" / MANIFEST).exists()
    assert score_parts(source, out, pool).resumed == 40
    assert len(readings(out)) == 80
