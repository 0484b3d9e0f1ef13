"""What a run has written survives its end at any moment; the next run goes on from there."""

import gzip
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.files.resumable_writer import EncodedBatch, ResumableWriter, atomic_file, open_resumable

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
zstandard = pytest.importorskip("zstandard")

TASK = {"size": 3}
NAMES = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"]


def schema() -> object:
    return pyarrow.schema({"n": pyarrow.int32(), "text": pyarrow.string()})


def start(path: Path, task: dict | None = None) -> ResumableWriter:
    return open_resumable(path, schema, task or TASK)


def add(out: ResumableWriter, *numbers: int) -> None:
    records = [{"n": n, "text": "é" * n} for n in numbers]
    out.append(EncodedBatch(out.encode(records), len(records)))


def numbers(path: Path) -> list[int]:
    if path.suffix == ".parquet":
        return parquet.read_table(path)["n"].to_pylist()
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    if path.suffix == ".zst":
        with path.open("rb") as stream:
            raw = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True).read()
    return [int(line.split(b":")[1].split(b",")[0]) for line in raw.splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_whole_run(tmp_path: Path, name: str) -> None:
    out = start(tmp_path / name)
    add(out, 1, 2)
    add(out, 3)
    assert not (tmp_path / name).exists()
    out.finish()
    out.close()
    assert numbers(tmp_path / name) == [1, 2, 3]
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", NAMES)
def test_no_rows(tmp_path: Path, name: str) -> None:
    start(tmp_path / name).finish()
    assert numbers(tmp_path / name) == []


@pytest.mark.parametrize("name", NAMES)
def test_goes_on_after_it_was_killed(tmp_path: Path, name: str) -> None:
    out = start(tmp_path / name)
    add(out, 1, 2)
    out.save()
    add(out, 3)  # written, perhaps in part, and not in the journal
    out.stream.close()
    out._lock.release()  # as the system does for a process that is killed
    with out.partial.open("ab") as partial:
        partial.write(b'{"n": 4, "te')
    again = start(tmp_path / name)
    assert (again.resumed, again.restarted) == (2, False)
    add(again, 3, 4)
    again.finish()
    assert numbers(tmp_path / name) == [1, 2, 3, 4]


@pytest.mark.parametrize("name", NAMES)
def test_goes_on_after_it_was_closed(tmp_path: Path, name: str) -> None:
    out = start(tmp_path / name)
    add(out, 1)
    out.close()
    again = start(tmp_path / name)
    assert again.resumed == 1
    again.finish()
    assert numbers(tmp_path / name) == [1]


def test_errors_are_remembered(tmp_path: Path) -> None:
    out = start(tmp_path / "out.jsonl")
    out.append(EncodedBatch(b"{}\n", 1, 1, "first"))
    out.append(EncodedBatch(b"{}\n", 1, 1, "second"))
    out.close()
    again = start(tmp_path / "out.jsonl")
    again.close()
    progress = again.progress
    assert (progress.rows, progress.errors, progress.first_error) == (2, 2, "first")


@pytest.mark.parametrize("break_it", ["task", "journal", "partial", "lost"])
def test_starts_over(tmp_path: Path, break_it: str) -> None:
    out = start(tmp_path / "out.jsonl")
    add(out, 1, 2)
    out.close()
    if break_it == "journal":
        out.journal.write_bytes(b"{")
    if break_it == "partial":
        out.partial.write_bytes(b"")
    if break_it == "lost":
        out.partial.unlink()
    again = start(tmp_path / "out.jsonl", {"size": 4} if break_it == "task" else TASK)
    assert (again.resumed, again.restarted) == (0, break_it != "lost")
    add(again, 5)
    again.finish()
    assert numbers(tmp_path / "out.jsonl") == [5]


def test_nothing_done_leaves_nothing(tmp_path: Path) -> None:
    start(tmp_path / "out.parquet").close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "table"), [("out.csv", "CSV"), ("out.csv.gz", "CSV"), ("out.xlsx", "a table")])
def test_what_is_nested_does_not_fit_into_a_table(tmp_path: Path, name: str, table: str) -> None:
    with pytest.raises(DataError, match=rf"{name}: what is nested does not fit into {table}; name it \.jsonl"):
        start(tmp_path / name)


def test_full_disk(tmp_path: Path) -> None:
    out = start(tmp_path / "out.jsonl")
    out.stream.close()
    out.stream = open("/dev/full", "wb", buffering=0)  # noqa: PTH123, SIM115
    with pytest.raises(DataError, match="No space left on device; rows that are done are kept"):
        add(out, 1)
    out.close()


@pytest.mark.parametrize(("path", "words"), [("folder.jsonl", "is a folder"), ("none/out.jsonl", "no such folder")])
def test_nowhere_to_write(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(DataError, match=words):
        start(tmp_path / path)


# A file that appears in one step


def test_what_is_whole_appears(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with atomic_file(tmp_path / "a") as stream:
        stream.write(b"new")
        assert (tmp_path / "a").read_text() == "old"
    assert (tmp_path / "a").read_text() == "new"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError(28, "No space left on device")])
def test_what_fails_leaves_what_was_there(tmp_path: Path, error: type[BaseException] | OSError) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises((KeyboardInterrupt, ValueError, DataError)) as raised, atomic_file(tmp_path / "a") as stream:
        stream.write(b"new")
        raise error
    if isinstance(error, OSError):
        assert str(raised.value) == f"{tmp_path / 'a'}: No space left on device; what was there is unchanged"
    assert (tmp_path / "a").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]
