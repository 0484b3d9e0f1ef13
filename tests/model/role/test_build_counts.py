"""Postings become counts: labels kept, terms that enough of them hold, no text."""

import gzip
import json
import os
from itertools import islice
from pathlib import Path

import pytest

from truerole.model.role import build_counts
from truerole.model.role.build_counts import count_terms, read_labelled
from truerole.model.role.term_counts import Label, TermCounts, load_counts
from truerole.model.role.vectorizer import TERM_SECTIONS, Vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

REFERENCE = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared"))
CORPUS = REFERENCE / "corpus" / "postings.jsonl.gz"


def label(i: int) -> Label:
    return Label(f"p{i}", "site_2020", "data_engineer", None, 3)


def entries(counts: TermCounts, row: int) -> dict[tuple[str, str], int]:
    """Return the counts of one posting: {(place, term): count}."""
    part = slice(counts.starts[row], counts.starts[row + 1])
    names = [
        (TERM_SECTIONS[p], counts.terms[c]) for p, c in zip(counts.sections[part], counts.columns[part], strict=True)
    ]
    return dict(zip(names, counts.counts[part].tolist(), strict=True))


def test_terms_of_five_postings_are_counted() -> None:
    text = "Responsibilities:\n- feed the quokka\n- feed the quokka\n"
    rare = "Responsibilities:\n- feed the wombat\n"
    counts = count_terms([(label(i), text) for i in range(5)] + [(label(5), rare)])
    assert [la.id for la in counts.labels] == [f"p{i}" for i in range(6)]
    assert "quokka" in counts.terms
    assert "wombat" not in counts.terms, "one posting alone has it"
    assert entries(counts, 0)["responsibilities", "feed the"] == 2
    assert entries(counts, 5)["responsibilities", "feed"] == 1


def test_a_posting_without_a_known_word_is_a_row_without_entries() -> None:
    counts = count_terms([(label(0), ""), *((label(1 + i), "feed") for i in range(5)), (label(6), "?")])
    assert [len(entries(counts, row)) for row in range(7)] == [0, 1, 1, 1, 1, 1, 0]


def test_no_term_in_common() -> None:
    counts = count_terms([(label(0), "feed"), (label(1), "brush")])
    assert (counts.terms, len(counts.labels), len(counts.columns)) == ((), 2, 0)


POSTINGS = [
    {"id": "a", "src": "x_2020", "title": "Data Scientist", "description": "One."},
    {"id": "b", "src": "x_2020", "title": None, "description": "Two."},
    {"id": "c", "src": "y_2021", "title": "ML Engineer", "description": "Three."},
    {"id": "d", "src": "y_2021", "title": "Baker", "description": "Four."},
]
GOLD = {"role": "data_analyst", "second": "other", "sure": 2, "stage": "startup", "dl": 1, "seniority": "mid"}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, list[Path]]:
    """Return a file of postings and two of labels."""
    postings = tmp_path / "postings.jsonl.gz"
    postings.write_bytes(gzip.compress("\n".join(map(json.dumps, POSTINGS)).encode()))
    labels = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    labels[0].write_text(json.dumps({"id": "c", **GOLD}) + "\n")
    labels[1].write_text(json.dumps({"id": "a", **GOLD, "second": None}) + "\n")
    return postings, labels


def test_the_read_come_in_the_order_of_the_labels(files: tuple[Path, list[Path]]) -> None:
    found = list(read_labelled(*files))
    assert [text for _, text in found] == ["Three.", "One."]
    first = Label("c", "y_2021", "data_analyst", "other", 2, "startup", 1, "mid", title="ml_engineer")
    assert [la for la, _ in found] == [
        first,
        Label("a", "x_2020", "data_analyst", None, 2, "startup", 1, "mid", title="data_scientist"),
    ]


def test_main_saves_what_it_counts(files: tuple[Path, list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[TermCounts] = []
    monkeypatch.setattr(build_counts, "save_counts", saved.append)
    build_counts.main(str(files[0]), *map(str, files[1]))
    assert [la.id for la in saved[0].labels] == ["c", "a"]


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the reference data")
def test_the_shipped_counts_are_what_the_reader_counts_today() -> None:
    """Fails where tokens, sections, skills or features have changed and the counts were not made anew."""
    shipped = load_counts()
    rows = {la.id: row for row, la in enumerate(shipped.labels)}
    vocabulary, differ, n = Vocabulary(shipped.terms), 0, 0
    with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
        read = (posting for posting in map(json.loads, file) if posting["id"] in rows)
        for posting in islice(read, 0, 400, 10):
            document = prepare(posting["description"])
            found = vocabulary.count(document, extract_skills(document))
            named = {(TERM_SECTIONS[p], shipped.terms[t]): min(k, 255) for (p, t), k in found.items()}
            differ += named != entries(shipped, rows[posting["id"]])
            n += 1
    assert n == 40
    assert not differ, f"{differ} of {n} postings are counted otherwise"
