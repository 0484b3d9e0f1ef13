import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.data.store.test_store import entry
from truerole.core.clock import now
from truerole.core.errors import DataError, StoreError
from truerole.data.labels import labels
from truerole.data.labels.labels import (
    Annotation,
    NewLabel,
    add_labels,
    annotations,
    corrections,
    effective_annotation,
    labelled_texts,
    labels_version,
    undo_label,
)
from truerole.data.store import schema
from truerole.data.store.store import Store, open_store

POSTING = {"posting": 1, "role": "other", "annotator": "ann", "why": "uncertain"}
OWN = {"text": "You bake bread and keep the books.", "role": "other", "annotator": "ann", "why": "read"}


def given(**fields: object) -> NewLabel:
    return NewLabel(**(POSTING | fields))


@pytest.fixture
def filled(store: Store) -> Store:
    store.add([entry(n) for n in range(1, 6)], "v1")
    return store


def said(store: Store) -> list[tuple[str, str, str]]:
    return [(one.text, one.role, one.annotator) for one in labelled_texts(store)]


def test_what_is_kept_is_what_was_given(filled: Store) -> None:
    one = given(second="data_engineer", sure=2, model="v1", read_role="data_analyst", read_share=0.7)
    assert add_labels(filled, [one]) == [1]
    (opinion,) = annotations(filled)
    assert opinion.target == ("posting", 1)
    assert (opinion.second, opinion.sure, opinion.why, opinion.model) == ("data_engineer", 2, "uncertain", "v1")
    assert (opinion.read_role, opinion.read_share) == ("data_analyst", 0.7)
    (labelled,) = labelled_texts(filled)
    assert (labelled.title, labelled.text, labelled.source, labelled.posting) == ("Title 1", "Text 1", "board", 1)
    assert [c.number for c in corrections(filled)] == [1]


def test_a_new_label_takes_the_place_of_ones_own_and_is_undone(filled: Store) -> None:
    add_labels(filled, [given(role="data_analyst")])
    add_labels(filled, [given(role="data_engineer")])
    assert said(filled) == [("Text 1", "data_engineer", "ann")]
    undone = undo_label(filled, "ann")
    assert undone is not None
    assert (undone.role, undone.target) == ("data_engineer", ("posting", 1))
    assert said(filled) == [("Text 1", "data_analyst", "ann")]
    assert undo_label(filled, "bob") is None
    undo_label(filled, " ann\n")
    assert (said(filled), undo_label(filled, "ann"), labels.count_labelled(filled)) == ([], None, 0)
    with filled.read_transaction() as connection:
        assert len(connection.execute(select(schema.labels)).all()) == 2  # nothing is ever removed


def test_texts_that_are_no_postings_are_kept_once_and_never_count_in_the_market(filled: Store) -> None:
    before = filled.count(), filled.versions()
    add_labels(
        filled, [NewLabel(**OWN, title="Baker"), NewLabel(**(OWN | {"annotator": "bob", "text": f"  {OWN['text']}\n"}))]
    )
    add_labels(filled, [NewLabel(**(OWN | {"role": "data_analyst", "text": OWN["text"].replace(" ", "\n")}))])
    assert (filled.count(), filled.versions()) == before
    with filled.read_transaction() as connection:
        (row,) = connection.execute(select(schema.label_texts)).all()
    assert (row.title, row.text) == ("Baker", OWN["text"])
    assert said(filled) == [(OWN["text"], "data_analyst", "ann")]
    assert labelled_texts(filled)[0].source == "read"


def opinion(number: int, role: str, annotator: str) -> Annotation:
    return Annotation(number, ("posting", 1), role, None, 3, annotator, now(), "random", None, None, None)


@pytest.mark.parametrize(
    ("roles", "counts"),
    [
        (["other"], 0),
        (["other", "data_analyst"], 1),
        (["other", "other", "data_analyst"], 1),  # from three on the most
        (["other", "data_engineer", "data_analyst"], 2),
        (["other", "data_analyst", "data_analyst", "other"], 3),
    ],
)
def test_of_several_labellers_the_latest_counts_or_the_most(roles: Sequence[str], counts: int) -> None:
    found = [opinion(number, role, f"labeller {number}") for number, role in enumerate(roles)]
    assert effective_annotation(found).number == counts


def test_the_version_changes_with_each_label_and_each_undoing(filled: Store) -> None:
    versions = [labels_version(filled)]
    add_labels(filled, [given()])
    versions.append(labels_version(filled))
    add_labels(filled, [given(posting=2)])
    versions.append(labels_version(filled))
    undo_label(filled, "ann")
    versions.append(labels_version(filled))
    assert len(set(versions)) == 4
    assert labels_version(filled) == versions[-1]


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "wizard"},
        {"second": "wizard"},
        {"second": "other"},
        {"sure": 0},
        {"sure": 4},
        {"why": "whim"},
        {"posting": None},
        {"posting": None, "text": " \n"},
        {"text": "Both a posting and a text."},
    ],
)
def test_what_is_no_label_is_refused_and_nothing_is_written(filled: Store, fields: dict[str, object]) -> None:
    with pytest.raises(DataError, match="a label"):
        add_labels(filled, [given(), given(**fields)])
    assert labels.count_labelled(filled) == 0


def test_a_label_of_a_posting_that_there_is_not(filled: Store) -> None:
    with pytest.raises(StoreError):
        add_labels(filled, [given(posting=99)])
    assert labels.count_labelled(filled) == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [("", "me"), (None, "me"), (" Ann \n Lee ", "Ann Lee"), ("x" * 200, "x" * 80), ("\0\ud800", "\ufffd")],
)
def test_names_of_labellers(filled: Store, name: str | None, kept: str) -> None:
    add_labels(filled, [given(annotator=name)])
    assert annotations(filled)[0].annotator == kept
    assert undo_label(filled, name) is not None


def test_hostile_texts_are_kept_as_texts(filled: Store) -> None:
    hostile = "<script>alert(1)</script> '); DROP TABLE labels; -- \0 \ud800 $1$ :red[x]"
    add_labels(filled, [NewLabel(**(OWN | {"text": hostile, "title": hostile}))])
    (one,) = labelled_texts(filled)
    assert one.text == one.title == hostile.replace("\0", " ").replace("\ud800", "\ufffd")


def test_nothing_is_written_where_one_may_only_look(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_labels(filled, [given()])
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    for write in (lambda: add_labels(filled, [given()]), lambda: undo_label(filled, "ann")):
        with pytest.raises(StoreError, match="TRUEROLE_READONLY is set"):
            write()
    assert len(labelled_texts(filled)) == 1
    monkeypatch.setenv("TRUEROLE_READONLY", "0")
    add_labels(filled, [given()])


def test_postings_without_a_text_are_none_to_learn_from(filled: Store) -> None:
    filled.add([entry(9, description="")], "v1")
    add_labels(filled, [given(posting=6)])
    assert (labelled_texts(filled), labels.count_labelled(filled)) == ([], 1)


def test_a_store_that_had_no_labels_gets_them(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript((Path(__file__).parents[1] / "store" / "first_schema.sql").read_text())
    old.execute("INSERT INTO schema_changes VALUES ('begin', '2026-01-01 00:00:00')")
    old.commit()
    old.close()
    with open_store(f"sqlite:///{tmp_path / 'old.db'}") as store:
        store.add([entry(1)], "v1")
        add_labels(store, [given()])
        assert len(labelled_texts(store)) == 1
        with store.read_transaction() as connection:
            assert connection.scalar(text("SELECT count(*) FROM schema_changes WHERE name = 'teach'")) == 1
