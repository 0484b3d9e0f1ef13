"""Postings whose role is known, read and compared."""

import csv
import json
from pathlib import Path

import pytest

from truerole.core.errors import DataError
from truerole.core.progress import Progress
from truerole.core.reading import ROLES
from truerole.data.labels.examples import load_examples
from truerole.model.reader import default_reader
from truerole.model.role.term_counts import load_label_ids
from truerole.workflows.evaluate_file import FileEvaluation, caveats, evaluate_file

EXAMPLES = {role: next(e for e in load_examples() if e.role == role and e.sure == 3) for role in ROLES}
GERMAN = "Du baust mit uns die Plattform und sorgst für die Qualität der Daten. Wir sind ein Team und freuen uns."


def row(role: str = "data_engineer", **fields: object) -> dict[str, object]:
    return {"id": role, "description": EXAMPLES[role].description, "role": role, "src": "mine", **fields}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), "utf-8")
    return path


def test_each_role_is_compared_with_what_was_read(tmp_path: Path) -> None:
    gold = [row(role, title=EXAMPLES[role].title) for role in ROLES]
    measured = evaluate_file(write(tmp_path / "gold.jsonl", *gold))
    right = [default_reader().read(EXAMPLES[role].description).role == role for role in ROLES]
    assert (measured.evaluation.overall.right, measured.evaluation.overall.n) == (sum(right), 5)
    assert {role: f.n for role, f in measured.evaluation.roles.items()} == dict.fromkeys(ROLES, 1)
    assert (measured.errors, measured.first_error, measured.known) == (0, None, 0)
    assert list(caveats(measured)) == []


def test_titles_are_compared_too(tmp_path: Path) -> None:
    gold = [row(title="Data Scientist"), row(title="Data Engineer"), row(title="Baker"), row()]
    titles = evaluate_file(write(tmp_path / "gold.jsonl", *gold)).evaluation.titles
    assert (titles.precision, titles.recall, titles.n) == (1, 1, 1)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row(role="other") | {"role": "wizard"}, "role and second must be of data_analyst, data_engineer"),
        (row() | {"role": None}, "role and second must be of"),
        (row() | {"role": ["other"]}, "role and second must be of"),
        (row(second="wizard"), "role and second must be of"),
        ({"id": "a", "description": "We bake."}, "role and second must be of"),
        (row(description=GERMAN), "no verdict to compare (not English)"),
        (row(description="SQL"), "no verdict to compare (too short to tell)"),
        (row(description=" "), "no text to read"),
        (row(description="We move data. " * 8000), "100,000"),
        (row(description=None), "there is no description"),
        ("{broken", "the line is not JSON"),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_rows_that_cannot_be_used(tmp_path: Path, bad: object, words: str) -> None:
    measured = evaluate_file(write(tmp_path / "gold.jsonl", row(), bad, row()))
    assert (measured.evaluation.overall.n, measured.errors) == (2, 1)
    assert measured.first_error.startswith("row 2: ")
    assert words in measured.first_error
    assert "\n" not in measured.first_error
    assert next(caveats(measured)).startswith("1 rows could not be used (first: row 2: ")
    with pytest.raises(DataError, match="no row can be used"):
        evaluate_file(write(tmp_path / "bad.jsonl", bad))


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no row can be used \(it is empty\)"):
        evaluate_file(write(tmp_path / "gold.jsonl"))


@pytest.mark.parametrize("name", ["none.jsonl", "gold.csv"])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=name):
        evaluate_file(tmp_path / name)


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({}, "mine"),
        ({"src": None, "source": "yours"}, "yours"),
        ({"src": None}, "unknown"),
        ({"src": 7}, "7"),
        ({"src": "a\ud83d"}, "a\ufffd"),
    ],
    ids=str,
)
def test_sources(tmp_path: Path, fields: dict[str, object], source: str) -> None:
    assert list(evaluate_file(write(tmp_path / "gold.jsonl", row(**fields))).evaluation.sources) == [source]


@pytest.mark.parametrize(
    ("sure", "least"),
    [(1, 1), (2, 2), (3, 3), (2.0, 2), (None, 3), ("2", 2), ("x", 3), (0, 3), ([], 3), (99, 3)],
    ids=str,
)
def test_sureness(tmp_path: Path, sure: object, least: int) -> None:
    found = evaluate_file(write(tmp_path / "gold.jsonl", row(sure=sure))).evaluation.sure
    assert {k: share.n for k, share in found.items()} == {k: int(k <= least) for k in (1, 2, 3)}


def test_postings_that_the_model_was_fitted_to_are_told(tmp_path: Path) -> None:
    gold = [row(id=i) for i in (load_label_ids()[0], "unread", "mine", None, 5, ["a"], {"b": 1})]
    measured = evaluate_file(write(tmp_path / "gold.jsonl", *gold))
    assert (measured.known, measured.errors, measured.evaluation.overall.n) == (1, 0, 7)
    assert "1 of these postings are among those that the model was fitted to" in next(caveats(measured))


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[Progress] = []
    evaluate_file(write(tmp_path / "gold.jsonl", row(), "{", row()), told.append)
    assert [(p.done, p.failed) for p in told] == [(1, 0), (2, 1), (3, 1)]
    assert told[-1].share == 1


@pytest.mark.parametrize("name", ["gold.parquet", "gold.csv"])
def test_a_table_is_measured_as_json_lines_are(tmp_path: Path, name: str) -> None:
    gold = [row(role, second=None, sure=2) for role in ROLES]
    if name.endswith(".csv"):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, gold[0])
            writer.writeheader()
            writer.writerows(gold)
    else:
        parquet, pyarrow = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
        parquet.write_table(pyarrow.Table.from_pylist(gold), tmp_path / name)
    plain: FileEvaluation = evaluate_file(write(tmp_path / "gold.jsonl", *gold))
    assert evaluate_file(tmp_path / name) == plain
