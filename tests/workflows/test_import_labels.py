import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.data.store.test_store import entry
from truerole.core.errors import DataError, StoreError
from truerole.core.posting import ImportRow
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel, add_labels, annotations, labelled_texts
from truerole.data.labels.read_file import LabelFile
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.workflows.import_labels import LabelImportSummary, import_labels

ENGINEER, ANALYST = (next(e for e in load_examples() if e.role == role) for role in ("data_engineer", "data_analyst"))
TEXT = {"text": ENGINEER.description, "role": "data_engineer"}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes rows to a file of JSON lines."""

    def lines(*rows: object) -> Path:
        path = tmp_path / "labels.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return path

    return lines


@pytest.fixture
def filled(store: Store) -> Store:
    store.add([entry(n) for n in range(1, 6)], default_reader().model.version)
    return store


def taken(store: Store, path: Path, annotator: str = "ann") -> tuple[LabelImportSummary, list[ImportRow]]:
    refused: list[ImportRow] = []
    return import_labels(store, LabelFile(path, annotator), refused.append, workers=1), refused


def test_texts_and_postings(filled: Store, write: Callable[..., Path]) -> None:
    path = write(
        TEXT | {"title": "Data Scientist", "second": "ML Engineer", "sure": 2, "labeller": "bob"},
        {"posting": 2, "role": "other"},
        {"id": "3", "source": "board", "role": "Data-Analyst", "sure": "1.0"},
    )
    assert taken(filled, path) == (LabelImportSummary(3, 0, 0, None), [])
    own, second, third = sorted(labelled_texts(filled), key=lambda one: one.posting or 0)
    assert (own.title, own.text, own.role, own.second) == (
        "Data Scientist",
        TEXT["text"],
        "data_engineer",
        "ml_engineer",
    )
    assert (own.sure, own.annotator, own.why, own.source) == (2, "bob", "import", "import")
    assert (second.posting, second.role, second.annotator, second.sure) == (2, "other", "ann", 3)
    assert (third.posting, third.role, third.sure) == (3, "data_analyst", 1)
    said = {one.target[0]: one for one in annotations(filled)}
    # What the model says comes along: of the text it is read, of a posting it is known.
    assert (said["text"].read_role, said["text"].model) == ("data_engineer", default_reader().model.version)
    assert said["text"].read_share > 0.5
    assert (said["posting"].read_role, said["posting"].read_share) == ("data_analyst", 0.7)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (TEXT | {"role": "data wizard"}, "no role is called 'data wizard'; there are data_analyst"),
        (TEXT | {"role": None}, "there is no role"),
        (TEXT | {"role": 7}, "no role is called '7'"),
        (TEXT | {"second": "wizard"}, "no role is called 'wizard'"),
        (TEXT | {"second": "data engineer"}, "the second role is the first one"),
        (TEXT | {"sure": 4}, "`sure` is '4'; it runs from 1 to 3"),
        (TEXT | {"text": " \n "}, "there is no text"),
        (TEXT | {"text": "<p></p>"}, "there is no text"),
        (TEXT | {"text": "word " * 20_001}, "the text has 100,004 characters; 100,000 are the most"),
        ({"posting": 99, "role": "other"}, "the store has no such posting"),
        ({"posting": "p1", "role": "other"}, "names a posting without its source"),
        ({"posting": "9", "source": "board", "role": "other"}, "the store has no such posting"),
    ],
)
def test_what_is_no_label_is_listed_and_the_rest_is_kept(
    filled: Store, write: Callable[..., Path], row: dict[str, object], why: str
) -> None:
    summary, refused = taken(filled, write(row, {"text": ANALYST.description, "role": "data_analyst"}))
    assert (summary.new, summary.rejected) == (1, 1)
    assert summary.first_error is not None
    assert summary.first_error.startswith(f"row 1: {why}")
    assert refused[0].problem is not None
    assert dict(refused[0].fields) == row


def test_duplicates_are_listed(filled: Store, write: Callable[..., Path]) -> None:
    other_white_space = {"text": "  " + TEXT["text"].replace(" ", "  "), "role": "other"}
    rows = [TEXT, TEXT, other_white_space, TEXT | {"labeller": "bob"}, {"posting": 1, "role": "other"}]
    summary, refused = taken(filled, write(*rows, {"posting": "1", "source": "board", "role": "other"}))
    assert (summary.new, summary.rejected) == (3, 3)
    same = "has a label of the same text by the same labeller already"
    assert [(o.number, o.problem) for o in refused] == [
        (2, f"row 1 {same}: data_engineer"),
        (3, f"row 1 {same}: data_engineer"),
        (6, f"row 5 {same}: other"),
    ]


def test_the_same_again_is_known_and_another_label_takes_its_place(filled: Store, write: Callable[..., Path]) -> None:
    taken(filled, write(TEXT, {"posting": 1, "role": "other"}))
    summary, refused = taken(filled, write(TEXT, {"posting": 1, "role": "data_engineer"}))
    assert (summary.new, summary.known, refused) == (1, 1, [])
    assert {one.posting: one.role for one in labelled_texts(filled)} == {None: "data_engineer", 1: "data_engineer"}


def test_a_posting_that_the_store_lacks_may_bring_its_text(filled: Store, write: Callable[..., Path]) -> None:
    assert taken(filled, write(TEXT | {"id": "99", "source": "elsewhere"}))[0].new == 1
    assert labelled_texts(filled)[0].posting is None


def test_texts_that_the_model_cannot_read_are_labelled_all_the_same(filled: Store, write: Callable[..., Path]) -> None:
    german = "Wir suchen eine Person für unsere Datenabteilung, die Berichte erstellt und mit allen spricht. " * 3
    assert taken(filled, write({"text": german, "role": "data_analyst"}))[0].new == 1
    (said,) = annotations(filled)
    assert (said.read_role, said.read_share) == (None, None)


@pytest.mark.slow
def test_many_and_by_several_processes(filled: Store, write: Callable[..., Path]) -> None:
    rows = [{"text": f"{ENGINEER.description}\nNumber {n}.", "role": "data_engineer"} for n in range(300)]
    refused: list[ImportRow] = []
    told: list[tuple[int, int]] = []
    summary = import_labels(
        filled, LabelFile(write(*rows, rows[0]), "ann"), refused.append, 2, lambda p: told.append((p.done, p.failed))
    )
    assert (summary.new, summary.rejected, len(refused)) == (300, 1, 1)
    assert told[-1] == (301, 1)
    assert [one.text[-12:] for one in labelled_texts(filled)][:2] == [row["text"][-12:] for row in rows[:2]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("text,kind\na,b\n", "no column is known to hold the `role`; there are text, kind"),
        ("role\nother\n", "no column is known to hold the `text` or the id of the `posting`"),
    ],
)
def test_files_that_hold_no_labels(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(DataError, match=r"labels\.csv: ") as error:
        LabelFile(tmp_path / "labels.csv", "me")
    assert words in str(error.value)


def test_nothing_is_taken_where_one_may_only_look(
    filled: Store, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    with pytest.raises(StoreError, match="TRUEROLE_READONLY"):
        taken(filled, write(TEXT))


def test_a_label_known_by_another_labeller_is_new(filled: Store, write: Callable[..., Path]) -> None:
    add_labels(filled, [NewLabel(role="data_engineer", annotator="bob", why="read", text=TEXT["text"])])
    assert taken(filled, write(TEXT))[0].new == 1
