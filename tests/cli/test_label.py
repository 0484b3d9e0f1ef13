import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.conftest import Ran
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel, add_labels, annotations, labelled_texts
from truerole.data.store.store import open_store
from truerole.model.reader import default_reader

Run = Callable[..., Ran]
EXAMPLES = load_examples()[::12]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in an empty folder with a store of some of the examples."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
    reader = default_reader()
    entries = [
        StoreEntry(
            Posting("mine", e.id, e.title, e.description), stored_reading_of(reader.read(e.description, e.title))
        )
        for e in EXAMPLES
    ]
    with open_store() as store:
        store.add(entries, reader.model.version)
    yield


def said() -> list[tuple[str, str]]:
    with open_store() as store:
        return [(one.role, one.annotator) for one in labelled_texts(store)]


def test_keys_label_skip_undo_explain_and_quit(truerole: Run) -> None:
    done = truerole("label", "--as", "ann", stdin="1 s 2 u 3 e ? q 5")
    assert done.code == 0
    assert "labels saved: 2" in done.err
    assert "undone: data engineer" in done.err
    assert said() == [("data_analyst", "ann"), ("data_scientist", "ann")]
    keys = "1 data analyst 2 data engineer 3 data scientist 4 ML engineer 5 other work s skip u undo e evidence"
    assert keys in " ".join(done.out.split())
    assert "The mix" in done.out  # the evidence, which is folded away until it is asked for
    assert done.out.index("The mix") > done.out.index("1 data analyst")
    assert "undo your last label" in done.out


@pytest.mark.parametrize("order", ["mix", "uncertain", "title", "novel", "random"])
def test_labelling_ends_when_nothing_is_left(truerole: Run, order: str) -> None:
    done = truerole("label", "next", "--order", order, stdin="5" * 99)
    assert done.code == 0
    assert "There is no posting to label" in done.err
    assert len(said()) == len(EXAMPLES)
    assert done.out.count("1 data analyst") == len(EXAMPLES)


def test_an_empty_store_says_what_to_do(truerole: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "other"))
    done = truerole("label", stdin="1")
    assert "Gather postings, or import a file with `truerole import`" in done.err
    assert truerole("label", "status").out == "0 texts labelled; `truerole label` asks you\n"


def test_import_lists_what_it_cannot_take(truerole: Run) -> None:
    Path("labels.csv").write_text(
        f'text,role\n"{EXAMPLES[0].description}",Data Analyst\n"{EXAMPLES[1].description}",wizard\n'
        f'"{EXAMPLES[0].description}",other\n,other\n'
    )
    done = truerole("label", "import", "labels.csv")
    assert done.code == 1
    assert "1 new, 0 known, 3 rejected (first: row 3: no role is called 'wizard'" in done.err
    assert "rejected rows are in labels.rejected.jsonl; mend them and import that file" in done.err
    assert "those of labels.csv to labels.rejected.jsonl" in " ".join(truerole("label", "import", "--help").out.split())
    rejected = [json.loads(line) for line in Path("labels.rejected.jsonl").read_text().splitlines()]
    assert [row["_row"] for row in rejected] == [3, 4, 5]
    rejected[0]["role"] = "other"
    Path("labels.rejected.jsonl").write_text(json.dumps(rejected[0]) + "\n")
    assert truerole("label", "import", "labels.rejected.jsonl").code == 0
    assert said() == [("data_analyst", "me"), ("other", "me")]


@pytest.mark.parametrize("name", ["labels.csv", "labels.csv.gz", "labels.jsonl", "labels.parquet"])
def test_what_went_out_comes_in_as_the_same(
    truerole: Run, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hostile = "=1+1 <script> \"'\n@x; $1$ \u202e 🙂"
    with open_store() as store:
        add_labels(store, [
            NewLabel(role="other", annotator="ann", why="random", posting=1, second="data_engineer", sure=2),
            NewLabel(role="data_engineer", annotator="=bob", why="read", text=hostile, title="=1+1"),
        ])  # fmt: skip
    done = truerole("label", "export", name, "--text")
    assert (done.code, done.err) == (0, f"truerole: labels written to {name}: 2\n")
    assert "0 new, 2 known, 0 rejected" in truerole("label", "import", name).err
    # In another store, the posting comes as a text of its own.
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "other"))
    assert "2 new, 0 known, 0 rejected" in truerole("label", "import", name).err
    with open_store() as store:
        first, second = labelled_texts(store)
        assert (first.text, first.second, first.sure, first.annotator) == (
            EXAMPLES[0].description, "data_engineer", 2, "ann"
        )  # fmt: skip
        assert (second.text, second.title, second.annotator) == (hostile, "=1+1", "=bob")


def test_cells_are_no_formulas_and_texts_of_postings_stay_unless_asked_for(truerole: Run) -> None:
    with open_store() as store:
        add_labels(store, [NewLabel(role="other", annotator="=ann", why="random", posting=1)])
        add_labels(store, [NewLabel(role="data_engineer", annotator="=ann", why="random", posting=1)])
        add_labels(store, [NewLabel(role="data_engineer", annotator="bob", why="random", posting=1)])
    truerole("label", "export", "labels.csv")
    rows = list(csv.DictReader(Path("labels.csv").read_text().splitlines()))
    assert [(r["labeller"], r["role"], r["counts"], r["text"]) for r in rows] == [
        ("'=ann", "data_engineer", "false", ""),
        ("bob", "data_engineer", "true", ""),
    ]
    truerole("label", "export", "labels.parquet")
    assert parquet.read_table("labels.parquet").to_pylist()[0]["labeller"] == "=ann"


def test_status_tells_who_said_what(truerole: Run) -> None:
    with open_store() as store:
        for who, roles in (("ann", ["other", "other", "data_analyst"]), ("bob\x1b[31m", ["other", "data_analyst"])):
            given = {"annotator": who, "why": "random", "read_role": "other"}
            add_labels(store, [NewLabel(role=role, posting=n, **given) for n, role in enumerate(roles, 1)])
    out = " ".join(truerole("label", "status").out.split())
    assert "3 texts labelled:" in out
    assert "By: ann 3, bob[31m 2" in out
    assert "ann and bob[31m agree on 1 of 2 texts; beyond chance (Cohen's kappa): 0.00" in out
    assert "Annotators disagree on 1 text" in out
    assert "On postings drawn at random the model was right 1 of 3 times (probably between 6 % and 79 % of all)" in out
    assert "\x1b" not in out


def test_undo(truerole: Run) -> None:
    truerole("label", stdin="1")
    assert "undone: data analyst" in truerole("label", "undo").err
    assert "there is no label of yours to undo" in truerole("label", "undo").err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["import", "none.csv"], "none.csv: No such file or directory"),
        (["import", "empty.csv"], "empty.csv: is empty"),
        (["import", "roles.txt"], "roles.txt: name it .jsonl or .csv"),
        (["import", "plain.csv"], "plain.csv: no column is known to hold the `role`"),
        (["import", "cut.parquet"], "cut.parquet: is damaged"),
        (["export", "labels.txt"], "labels.txt: name it .jsonl or .csv"),
        (["export", "none/labels.csv"], "none: no such folder"),
    ],
)
def test_one_line_and_exit_code_2(truerole: Run, args: list[str], words: str) -> None:
    for name, content in {"empty.csv": "", "roles.txt": "x", "plain.csv": "a,b\n1,2\n", "cut.parquet": "PAR1"}.items():
        Path(name).write_text(content)
    done = truerole("label", *args)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1].startswith("truerole: ")
    assert words in done.err.splitlines()[-1]


@pytest.mark.parametrize("args", [[], ["next"], ["undo"], ["import", "labels.csv"]])
def test_where_one_may_only_look(truerole: Run, args: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    Path("labels.csv").write_text(f'text,role\n"{EXAMPLES[0].description}",other\n')
    done = truerole("label", *args, stdin="1")
    assert (done.code, "TRUEROLE_READONLY is set" in done.err) == (2, True)
    with open_store() as store:
        assert annotations(store) == []
    assert truerole("label", "status").code == 0
