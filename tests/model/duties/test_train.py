"""Lines find their sentences by their words, and what is learnt from some sources holds on others."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from truerole.core.reading import DUTIES
from truerole.model.duties.classifier import predict_duties
from truerole.model.duties.train import (
    FIRST_SHARE,
    TAUGHT,
    Corpus,
    fit_duties,
    line_digest,
    read_corpus,
    read_lines,
    source_numbers,
    taught_lines,
)

DASHBOARDS, PIPELINES = "Build dashboards and reports for shops", "Build pipelines that load the warehouse"
SOURCES = 12
KINDS = {DASHBOARDS: "analysis", PIPELINES: "data_engineering"}


def posting(i: int) -> dict[str, str]:
    work = [DASHBOARDS, PIPELINES] if i % 2 else [PIPELINES, DASHBOARDS]
    text = "\n".join(("What you will do", *(f"- {line}" for line in (*work, work[0]))))
    return {"id": f"p{i}", "src": f"s{i % SOURCES}", "description": text}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    path = tmp_path_factory.mktemp("corpus") / "postings.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(posting(i)) for i in range(2 * SOURCES)).encode()))
    return read_corpus(path)


def line(id: str, sentence: int, text: str, duty: str = "analysis", **more: str) -> str:
    return json.dumps({"id": id, "sentence": sentence, "text": text, "duty": duty, **more})


@pytest.mark.parametrize(
    ("id", "sentence", "text", "row"),
    [
        ("p1", 1, DASHBOARDS, 5),
        ("p1", 1, f"  {DASHBOARDS} ", 5),
        ("p1", 3, DASHBOARDS, 7),  # the line stands there twice
        ("p1", 9, DASHBOARDS, 7),
        ("p1", 0, PIPELINES, 6),
        ("p1", 1, "Build nothing", None),
        ("p99", 1, DASHBOARDS, None),
    ],
)
def test_a_line_is_found_by_its_words(corpus: Corpus, id: str, sentence: int, text: str, row: int | None) -> None:
    assert corpus.row(id, sentence, line_digest(text)) == row
    assert read_lines(corpus, [line(id, sentence, text)]).rows.tolist() == ([] if row is None else [row])


def test_two_duties_share_a_line(corpus: Corpus) -> None:
    read = read_lines(corpus, [line("p1", 1, DASHBOARDS, "analysis", second="business")])
    assert read.targets[0][DUTIES.index("analysis")] == pytest.approx(FIRST_SHARE)
    assert read.targets.sum() == pytest.approx(1)
    assert read.weights.tolist() == [1]


def test_lines_of_a_teacher(corpus: Corpus, tmp_path: Path) -> None:
    lines = np.array([line_digest(text) for text in (DASHBOARDS, PIPELINES, "another")])
    taught = np.eye(len(DUTIES), dtype=np.float16)[:3]
    np.savez(
        tmp_path / "t.npz",
        ids=np.array(["p1", "p0", "p0"]),
        sentences=np.ones(3, int),
        lines=lines,
        probabilities=taught,
    )
    found = taught_lines(corpus, tmp_path / "t.npz")
    assert found.rows.tolist() == [5, 1]
    assert found.targets.tolist() == taught[:2].tolist()
    assert found.weights.tolist() == [TAUGHT, TAUGHT]


@pytest.mark.slow
def test_what_is_learnt_holds_on_other_sources(corpus: Corpus) -> None:
    read = read_lines(
        corpus, [line(f"p{i}", 1, text, KINDS[text]) for i in range(2 * SOURCES) for text in (DASHBOARDS, PIPELINES)]
    )
    folds = source_numbers(corpus)
    assert all(len(set(folds[corpus.sources == source])) == 1 for source in np.unique(corpus.sources))
    model, unseen = fit_duties(corpus, read, None, folds)
    assert (unseen[read.rows].argmax(axis=1) == read.targets.argmax(axis=1)).all()
    first = corpus.postings[0]
    said = predict_duties(model, first.found, first.layout).alone.argmax(axis=1)
    assert [DUTIES[i] for i in said[1:3]] == ["data_engineering", "analysis"]
