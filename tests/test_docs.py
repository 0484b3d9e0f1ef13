"""The papers tell the truth about the tree: every path that they name is there, every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))
TOP = ("model", "data", "scraper", "tests", "truerole", "benchmarks", "docs")


def paths_in(text: str) -> set[str]:
    """Return the files and folders of the tree that a paper names in code style."""
    named = re.findall(r"`([\w./*-]+)`", text)
    return {name for name in named if name.partition("/")[0] in TOP and "/" in name}


@pytest.mark.parametrize("paper", PAPERS)
def test_named_paths_exist(paper: str) -> None:
    named = paths_in((ROOT / paper).read_text("utf-8"))
    assert [name for name in sorted(named) if not any(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / paper).read_text("utf-8"))
    assert [link for link in links if not (ROOT / paper).parent.joinpath(link).exists()] == []


def test_the_glossary_is_one_of_the_field() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.M)
    terms = [term.strip() for term, _, _ in rows if term.strip() not in ("term", "---")]
    assert 55 <= len(terms) <= 80
    assert len(terms) == len(set(terms))
    assert all(where.strip() for _, _, where in rows)
    for word in "tokenizer bigram TF-IDF Viterbi MinHash LSH threshold upsert deduplicate".split():
        assert any(word in term for term in terms), word
