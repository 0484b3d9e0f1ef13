"""`truerole label lines` and `truerole label export --lines`: labels of lines go in and come out by file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_label import EXAMPLES, workplace  # noqa: F401
from tests.conftest import Ran
from truerole.data.labels.line_labels import annotated_lines
from truerole.data.store.store import open_store

Run = Callable[..., Ran]
POSTING = {"source": "mine", "board": "", "external_id": EXAMPLES[0].id, "line": "Keep the books.", "duty": "business"}
OWN = {"text": "Bake bread.\nKeep the books.", "title": "Baker", "line": "Bake bread.", "duty": "none"}


def write(*rows: dict | str) -> Path:
    path = Path("lines.jsonl")
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n", "utf-8")
    return path


def said() -> list[tuple[str, str, str, str]]:
    with open_store() as store:
        return [(one.target[0], one.line, one.duty, one.annotator) for one in annotated_lines(store)]


def test_labels_of_lines_go_in_and_come_out(truerole: Run) -> None:
    done = truerole("label", "lines", str(write(POSTING, OWN | {"labeller": "bob"})), "--as", "ann")
    assert (done.code, done.err.strip()) == (0, "truerole: labels of lines: 2 new, 0 rejected")
    kept = said()
    assert kept == [("posting", "Keep the books.", "business", "ann"), ("text", "Bake bread.", "none", "bob")]
    done = truerole("label", "export", "out.jsonl", "--lines")
    assert (done.code, done.err.strip()) == (0, "truerole: labels of lines written to out.jsonl: 2")
    rows = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert [(row["external_id"], row["labeller"]) for row in rows] == [(EXAMPLES[0].id, "ann"), (None, "bob")]
    assert truerole("label", "lines", "out.jsonl").code == 0
    assert sorted(said()) == sorted(kept), "they are of the same postings, texts and lines"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (OWN | {"duty": "baking"}, "no duty is called 'baking'"),
        (OWN | {"line": " "}, "a line has 1 to 1,000 characters, not 0"),
        (OWN | {"text": ""}, "of a posting or of a text that is not empty"),
        (POSTING | {"external_id": "gone"}, "the store has no such posting, and the row has no text"),
        ("{", "row 1"),
    ],
)
def test_a_row_that_is_no_label_is_one_line(truerole: Run, row: dict | str, problem: str) -> None:
    done = truerole("label", "lines", str(write(row, OWN)))
    first, last = done.err.strip().splitlines()
    assert first.startswith("truerole: lines.jsonl: row 1: ")
    assert problem in first
    assert (done.code, last) == (1, "truerole: labels of lines: 1 new, 1 rejected")


def test_lines_are_written_as_json_alone(truerole: Run) -> None:
    done = truerole("label", "export", "out.csv", "--lines")
    assert done.code
    assert "out.csv: labels of lines are written as JSON lines" in done.err


def test_where_nothing_may_be_written_no_line_is_taken(truerole: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    done = truerole("label", "lines", str(write(OWN)))
    assert done.code
    assert "TRUEROLE_READONLY" in done.err
