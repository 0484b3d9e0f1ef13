import gzip
import json
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.model.skills.extractor import extract_skills
from truerole.model.skills.term_discovery import discover, listed_terms
from truerole.model.text.document import prepare


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Python, Quxlib, SQL and Spark", "Quxlib"),
        ("Experience with tools such as Quxlib, Tableau", "Quxlib"),
        ("Docker/Quxlib/Kubernetes", "Quxlib"),
        ("cloud (AWS, Qux Runner9, Azure)", "Qux Runner9"),
        ("Spark and other similar tools", ""),
        ("Python, SQL etc.", ""),
        ("Python, a sense of humour that nobody shares, SQL", ""),
        ("You like gardens, Quxlib and tea", ""),
        ("SQL, 2024, Python", ""),
        ("", ""),
    ],
)
def test_unknown_items_beside_skills_are_terms(text: str, terms: str) -> None:
    document = prepare(text)
    assert ", ".join(term for term, _ in listed_terms(document, extract_skills(document))) == terms


def corpus(path: Path, texts: list[str]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": str(i), "description": t}) + "\n" for i, t in enumerate(texts))
    return path


def test_counts_postings_not_mentions(tmp_path: Path) -> None:
    twice = "Python, Quxlib, SQL. Spark, quxlib, Hive. Java, Quxlib."
    texts = [twice, "SQL, Quxlib", "R, Quxlib, SQL", "Quxlib moves into a new office.", "Go, Rareword, Rust", ""]
    told: list[float] = []
    found = discover(corpus(tmp_path / "c.jsonl.gz", texts), 2, lambda *progress: told.append(progress[2]))
    assert [(t.text, t.listed, t.postings) for t in found.terms] == [("Quxlib", 3, 4)]
    assert found.terms[0].beside[0] == "SQL"
    assert (found.rows, found.left_out, found.first_error) == (6, 1, "row 6: there is no description")
    assert len(told) == len(texts)
    assert told[-1] == 1


def test_what_stands_mostly_elsewhere_is_no_term(tmp_path: Path) -> None:
    texts = ["SQL, kindness, Python"] + ["We value kindness in all we do here."] * 9
    assert discover(corpus(tmp_path / "c.jsonl.gz", texts), 1).terms == []


@pytest.mark.parametrize("content", [b"", b"no json\n", b'{"text": "a"}\n', b"\x00\xff\n"])
def test_a_file_without_postings_is_said_to_be_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.jsonl").write_bytes(content)
    with pytest.raises(DataError, match="no row can be used"):
        discover(tmp_path / "c.jsonl")


def test_a_damaged_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl.gz").write_bytes(b"\x1f\x8bnothing")
    with pytest.raises(DataError, match="damaged"):
        discover(tmp_path / "c.jsonl.gz")
