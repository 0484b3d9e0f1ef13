import json
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.posting import Salary
from truerole.data.labels.examples import load_examples
from truerole.data.market import sample
from truerole.workflows.build_sample import build_sample

EXAMPLE = load_examples()[0]


def corpus(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_facts_of_each_posting(tmp_path: Path) -> None:
    row = {"id": "a", "src": "x_us_2020", "title": EXAMPLE.title, "description": EXAMPLE.description}
    rows = [
        row | {"date": "2026-07-23", "location": "Leeds, UK"},
        row | {"id": "b", "date": "yesterday", "title": " Two \n lines "},
        row | {"id": "c", "src": ""},
        row | {"id": "d", "description": ""},
    ]
    told: list[int] = []
    found = build_sample(
        corpus(tmp_path / "c.jsonl", *rows), tmp_path / "s.parquet", lambda progress: told.append(progress.failed)
    )
    assert (found, told) == (2, [0, 0, 1, 2])
    (first, second), _ = sample.load_sample(tmp_path / "s.parquet")
    assert (first.posting.country, first.month, first.posting.source) == ("gb", "2026-07", "x_us_2020")
    assert (second.posting.country, second.month, second.posting.title) == ("us", None, "Two lines")
    assert (first.reading.role, first.posting.description) == (EXAMPLE.role, "")
    assert sum(first.reading.duties or ()) == 100


def test_pay_and_workplace_that_a_text_states_are_facts(tmp_path: Path) -> None:
    said = "\nThis is a hybrid role.\nThe salary range is $90,000 - $110,000."
    row = {"id": "a", "src": "x_us_2020", "title": "Analyst", "description": EXAMPLE.description + said}
    in_title = row | {"id": "b", "title": "Analyst, up to £60k", "description": EXAMPLE.description, "src": "x_uk_2020"}
    build_sample(corpus(tmp_path / "c.jsonl", row, in_title), tmp_path / "s.parquet")
    (first, second), _ = sample.load_sample(tmp_path / "s.parquet")
    assert first.posting.salary == Salary(90_000, 110_000, "USD", "year", "published")
    assert first.posting.workplace == "hybrid"
    assert second.posting.salary == Salary(None, 60_000, "GBP", "year", "published")


def test_which_posting_repeats_another(tmp_path: Path) -> None:
    texts = [EXAMPLE.description, " ".join(EXAMPLE.description.split()).upper(), load_examples()[1].description]
    ids = {"a": 0, "b": 2, "bad": 3, "c": 1, "d": 0, "e": 2}
    rows = [{"id": i, "src": "x", "title": "Analyst", "description": [*texts, ""][n]} for i, n in ids.items()]
    build_sample(corpus(tmp_path / "c.jsonl", *rows), tmp_path / "s.parquet")
    entries, _ = sample.load_sample(tmp_path / "s.parquet")
    alike = {e.posting.external_id: e.duplicate_of for e in entries}
    assert alike == {"a": None, "b": None, "c": "a", "d": "a", "e": "b"}


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no posting in it can be read"):
        build_sample(corpus(tmp_path / "c.jsonl", {"id": "a"}), tmp_path / "s.parquet")
    assert not (tmp_path / "s.parquet").exists()
