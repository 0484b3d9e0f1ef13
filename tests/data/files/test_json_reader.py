"""JSON as programs write it: the same records whatever the shape, and the list that they were taken from."""

import gzip
import json
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from truerole.core.errors import DataError
from truerole.data.files import json_reader
from truerole.data.files.posting_rows import PostingFile
from truerole.data.files.record_reader import RecordFile

ROWS = [
    {"title": f"Baker {n}", "description": f"You keep the ovens of shop {n} running.", "tags": [{"name": "bread"}]}
    for n in range(5)
]
UNNAMED = [{"title": f"Baker {n}", "jd_markdown": f"You keep oven {n} running, and " + "bake " * 30} for n in range(5)]
PLACES = [{"city": "Leeds", "lat": 53.8}, {"city": "York", "lat": 53.9}, {"city": "Hull", "lat": 53.7}] * 3
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}
LINES = "\n".join(map(json.dumps, ROWS))


def by_row(values: list[Any]) -> dict[str, Any]:
    return {str(n): value for n, value in enumerate(values)}


# What is written, and the list that the note names, "" for none.
SHAPES: dict[str, tuple[str, str]] = {
    "lines": (LINES, ""),
    "lines with blank ones": ("\n\n" + LINES.replace("\n", "\r\n\r\n") + "\n", ""),
    "array": (json.dumps(ROWS), ""),
    "array on many lines": (json.dumps(ROWS, indent=2), ""),
    "array with a comma behind the last": (json.dumps(ROWS)[:-1] + ",\n]", ""),
    "two arrays, as appended to a file": (json.dumps(ROWS[:2]) + json.dumps(ROWS[2:]), ""),
    "objects on many lines, one after another": ("\n".join(json.dumps(row, indent=1) for row in ROWS), ""),
    "objects behind record separators": ("".join(f"\x1e{json.dumps(row)}\n" for row in ROWS), ""),
    "objects with raw line breaks in texts": (json.dumps(ROWS).replace(" of shop", "\\n of shop"), ""),
    "wrapped on one line": (json.dumps({"jobs": ROWS}), "jobs"),
    "wrapped on many lines": (json.dumps({"count": 5, "jobs": ROWS, "next": None}, indent=4), "jobs"),
    "wrapped twice": (json.dumps({"data": {"results": ROWS}, "took": 3}), "results"),
    "wrapped in a feed of its own title": (
        json.dumps({"title": "Jobs at Loaf", "description": "All open jobs", "items": ROWS}),
        "items",
    ),
    "beside a longer list of places": (json.dumps({"places": PLACES, "jobs": ROWS}), "jobs"),
    "beside a shorter list of postings": (json.dumps({"featured": ROWS[:1], "jobs": ROWS}), "jobs"),
    "in lists of one name": (json.dumps({"acme": {"jobs": ROWS[:2]}, "loaf": {"jobs": ROWS[2:]}}), "jobs"),
    "pages, one a line": ("\n".join(json.dumps({"page": n, "jobs": [row]}) for n, row in enumerate(ROWS)), "jobs"),
    "pages in an array": (json.dumps([{"page": 1, "jobs": ROWS[:3]}, {"page": 2, "jobs": ROWS[3:]}]), "jobs"),
    "JSON-LD graph": (json.dumps({"@context": "https://schema.org", "@graph": ROWS}), "@graph"),
    "pandas columns": (json.dumps({name: by_row(values) for name, values in COLUMNS.items()}), ""),
    "pandas index": (json.dumps(by_row(ROWS)), ""),
    "pandas split": (
        json.dumps({"columns": list(ROWS[0]), "index": list(range(5)), "data": [list(row.values()) for row in ROWS]}),
        "",
    ),
    "pandas table": (
        json.dumps({"schema": {"fields": [{"name": "title", "type": "string"}] * 9, "primaryKey": []}, "data": ROWS}),
        "data",
    ),
    "columns of lists": (json.dumps(COLUMNS), ""),
    "rows below names": (json.dumps([list(ROWS[0]), *(list(row.values()) for row in ROWS)]), ""),
}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, name: str = "a.json", encoding: str = "utf-8") -> Path:
        raw = text.encode(encoding)
        (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return tmp_path / name

    return write


def titles(path: Path) -> list[object]:
    return [record.fields.get("title", record.error) for record in RecordFile(path)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl.gz"])
def test_every_shape_holds_the_same(written: Callable[..., Path], shape: str, name: str) -> None:
    text, inner = SHAPES[shape]
    file = RecordFile(written(text, name))
    assert titles(file.path) == [row["title"] for row in ROWS]
    assert {"title", "description"} <= set(file.names())
    assert (file.layout.inner or "") == inner
    assert repr(inner) in (file.layout.note or "''")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_becomes_postings(written: Callable[..., Path], shape: str) -> None:
    rows = list(PostingFile(written(SHAPES[shape][0])))
    assert [row.posting and row.posting.title for row in rows] == [row["title"] for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_encodings(written: Callable[..., Path], encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    for shape in ("lines", "wrapped on many lines", "array"):
        assert len(titles(written(mark + SHAPES[shape][0], encoding=encoding))) == 5


def test_other_lists_are_named(written: Callable[..., Path]) -> None:
    file = RecordFile(written(json.dumps({"open": ROWS, "closed": ROWS[:2], "places": PLACES})))
    assert file.layout.note == "takes the 5 records of 'open', not the 2 of 'closed'"


def test_texts_under_a_name_that_nobody_knows(written: Callable[..., Path]) -> None:
    assert RecordFile(written(json.dumps({"places": PLACES, "found": UNNAMED}))).layout.inner == "found"


@pytest.mark.parametrize(
    "alone",
    [
        ROWS[0],
        {**ROWS[0], "similar": [{"title": "Cook", "link": "https://a.example"}] * 4},
        {**ROWS[0], "locations": PLACES},
        {**UNNAMED[0], "locations": PLACES},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_single_posting_is_one_record(
    written: Callable[..., Path], alone: dict[str, Any], indent: int | None
) -> None:
    assert titles(written(json.dumps(alone, indent=indent))) == [alone["title"]]


@pytest.mark.parametrize("where", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("shape", ["array on many lines", "wrapped on many lines", "wrapped on one line"])
def test_what_is_cut_off_is_told_behind_what_is_whole(written: Callable[..., Path], shape: str, where: float) -> None:
    text = SHAPES[shape][0]
    found = []
    with pytest.raises(DataError, match=r"a\.json: is JSON that is damaged or cut off behind record [1-5]$"):
        found.extend(RecordFile(written(text[: int(len(text) * where)])))
    assert all(record.error is None for record in found)


def test_rows_without_names_say_how_to_write_them(written: Callable[..., Path]) -> None:
    path = written(json.dumps([list(row.values()) for row in ROWS]))
    with pytest.raises(DataError, match=r"rows without the names of their columns; .*orient='records', lines=True"):
        list(RecordFile(path))


def test_columns_are_bounded(written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "_MOST_BY_COLUMNS", 300)
    with pytest.raises(DataError, match=r"is laid out by columns, and over 0.0003 MB; write it as JSON lines"):
        list(RecordFile(written(SHAPES["pandas columns"][0])))


@pytest.mark.parametrize("wrapped", [False, True])
def test_memory_is_flat(tmp_path: Path, wrapped: bool) -> None:
    row = json.dumps({"title": "Baker", "description": "You bake. " * 1_000})
    with (tmp_path / "a.json").open("w") as out:
        out.write('{"jobs": [' if wrapped else "[")
        for _ in range(6_000):
            out.write(row + ",")
        out.write(row + ("]}" if wrapped else "]"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in RecordFile(tmp_path / "a.json")) == 6_001
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000, "kB, of a file of 60 MB"
