import gzip
import json
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.workflows.discover_skills import discover_skills


def corpus(path: Path, texts: list[str]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": str(i), "description": t}) + "\n" for i, t in enumerate(texts))
    return path


def test_terms_of_a_file_and_rows_that_cannot_be_used(tmp_path: Path) -> None:
    texts = [
        "Spark, Quxlib, SQL",
        "SQL, Quxlib",
        "R, Quxlib, SQL",
        "Quxlib moves into a new office.",
        "Go, Rareword, Rust",
        "",
    ]
    told: list[float | None] = []
    found = discover_skills(corpus(tmp_path / "c.jsonl.gz", texts), 2, lambda progress: told.append(progress.share))
    assert [(t.text, t.listed, t.postings) for t in found.terms] == [("Quxlib", 3, 4)]
    assert found.terms[0].beside[0] == "SQL"
    assert (found.rows, found.left_out, found.first_error) == (6, 1, "row 6: there is no description")
    assert len(told) == len(texts)
    assert told[-1] == 1


@pytest.mark.parametrize("content", [b"", b"no json\n", b'{"words": "a"}\n', b"\x00\xff\n"])
def test_a_file_without_postings_is_said_to_be_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.jsonl").write_bytes(content)
    with pytest.raises(DataError, match=r"no row can be used|is binary data"):
        discover_skills(tmp_path / "c.jsonl")


def test_a_damaged_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl.gz").write_bytes(b"\x1f\x8bnothing")
    with pytest.raises(DataError, match="damaged"):
        discover_skills(tmp_path / "c.jsonl.gz")
