"""Files by path and by address: the same to whoever reads and writes them."""

import re
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.data.parts.storage import Storage, joined, storage_of


@pytest.fixture(params=["path", "file", "memory"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "path":
        return str(tmp_path / "out")
    pytest.importorskip("fsspec")
    return f"memory://{tmp_path}/out" if request.param == "memory" else f"file://{tmp_path}/out"


def put(storage: Storage, folder: str, **contents: bytes) -> None:
    for name, content in contents.items():
        with storage.replacing(joined(folder, f"{name}.jsonl")) as stream:
            stream.write(content)


def test_what_is_written_is_found(folder: str) -> None:
    storage = storage_of(folder)
    assert storage.names(folder) == set()
    put(storage, folder, b=b"second", a=b"first", _c=b"hidden")
    assert storage.names(folder) == {"a.jsonl", "b.jsonl", "_c.jsonl"}
    for which in (folder, joined(folder, "*.jsonl"), joined(folder, "[ab].jsonl")):
        assert [(file.address[-7:], file.size) for file in storage.files(which)] == [("a.jsonl", 5), ("b.jsonl", 6)]
    with storage_of(folder).open(joined(folder, "b.jsonl")) as stream:
        assert stream.read() == b"second"
    before = storage.files(folder)[0]
    put(storage, folder, a=b"other")
    assert storage.files(folder)[0] != before
    storage.remove(joined(folder, "a.jsonl"))
    storage.remove(joined(folder, "a.jsonl"))
    assert storage.names(folder) == {"b.jsonl", "_c.jsonl"}


def test_a_failure_leaves_what_was_there(folder: str) -> None:
    storage = storage_of(folder)
    put(storage, folder, a=b"first")
    with pytest.raises(ZeroDivisionError), storage.replacing(joined(folder, "a.jsonl")) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert storage.names(folder) == {"a.jsonl"}
    with storage.open(joined(folder, "a.jsonl")) as stream:
        assert stream.read() == b"first"


class _NobodyAnswers(Exception):
    """Error of a library, which is no OSError."""


@pytest.mark.parametrize("pattern", ["", "/*.jsonl", "/one.jsonl"])
@pytest.mark.parametrize(
    ("error", "line"), [(_NobodyAnswers("no\nanswer"), "no answer"), (PermissionError(13, "keep out"), "keep out")]
)
def test_an_address_that_cannot_be_asked_is_a_line(
    monkeypatch: pytest.MonkeyPatch, error: Exception, line: str, pattern: str
) -> None:
    memory = pytest.importorskip("fsspec.implementations.memory").MemoryFileSystem

    def refuse(*_: object, **__: object) -> None:
        raise error

    for name in ("ls", "info", "isdir", "glob"):
        monkeypatch.setattr(memory, name, refuse)
    storage, address = storage_of("memory://bucket"), f"memory://bucket{pattern}"
    for ask in (storage.files, storage.names):
        with pytest.raises(DataError, match=f"^{re.escape(address)}: {line}$"):
            ask(address)
