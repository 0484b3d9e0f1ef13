import pytest

from tests.data.store.test_store import entry
from truerole.core.errors import DataError, StoreError
from truerole.core.labels import TaughtLine
from truerole.data.labels.labels import labels_version
from truerole.data.labels.line_labels import (
    NewLineLabel,
    add_line_labels,
    annotated_lines,
    taught_lines,
    undo_line_label,
)
from truerole.data.store.store import Store

OWN = "You bake bread. You keep the books."
FIRST, SECOND = "You bake bread.", "You keep the books."


@pytest.fixture
def filled(store: Store) -> Store:
    store.add([entry(n) for n in range(1, 3)], "v1")
    return store


def given(**fields: object) -> NewLineLabel:
    return NewLineLabel(**({"line": FIRST, "duty": "business", "annotator": "ann", "text": OWN} | fields))


def said(store: Store) -> list[tuple[str, str, str]]:
    return [(one.line, one.duty, one.annotator) for one in annotated_lines(store)]


def test_what_is_kept_is_what_was_given(filled: Store) -> None:
    line = " Text \n 1 "
    assert add_line_labels(filled, [given(posting=1, text=None, line=line, model="v1", read_duty="none")]) == [1]
    assert add_line_labels(filled, [given(title="Baker")]) == [2]
    of_posting, own = annotated_lines(filled)
    assert (of_posting.target, of_posting.line, of_posting.text) == (("posting", 1), "Text 1", "Text 1")
    assert of_posting.identity == entry(1).posting.identity
    assert (of_posting.model, of_posting.read_duty) == ("v1", "none")
    assert (own.target, own.title, own.text, own.identity) == (("text", 1), "Baker", OWN, None)
    assert taught_lines(filled) == [TaughtLine("Text 1", "Text 1", "business"), TaughtLine(OWN, FIRST, "business")]


@pytest.mark.parametrize(
    ("labels", "annotated", "taught"),
    [
        ([{}, {"duty": "general"}], [(FIRST, "general", "ann")], ["general"]),
        ([{}, {"line": SECOND}], [(FIRST, "business", "ann"), (SECOND, "business", "ann")], ["business", "business"]),
        ([{}, {"annotator": "bob", "duty": "none"}], [(FIRST, "business", "ann"), (FIRST, "none", "bob")], ["none"]),
        ([{}, {"line": "You  bake\tbread.", "duty": "none"}], [(FIRST, "none", "ann")], ["none"]),
    ],
)
def test_the_latest_label_of_a_line_counts(store: Store, labels: list, annotated: list, taught: list[str]) -> None:
    for fields in labels:
        add_line_labels(store, [given(**fields)])
    assert said(store) == annotated
    assert [one.duty for one in taught_lines(store)] == taught


def test_a_label_is_undone_by_who_gave_it_and_the_one_before_counts_again(store: Store) -> None:
    add_line_labels(store, [given(), given(duty="general"), given(annotator="bob", line=SECOND)])
    undone = undo_line_label(store, "ann")
    assert undone
    assert (undone.duty, said(store)[0]) == ("general", (FIRST, "business", "ann"))
    assert undo_line_label(store, "ann", 3) is None, "it is another's"
    assert undo_line_label(store, "ann", 1)
    assert undo_line_label(store, "ann") is None
    assert said(store) == [(SECOND, "business", "bob")]


def test_each_label_of_a_line_changes_the_version_and_none_leaves_it_as_it_was(store: Store) -> None:
    versions = [labels_version(store)]
    assert versions == ["0.0"], "as the cards of earlier models say"
    add_line_labels(store, [given()])
    versions.append(labels_version(store))
    undo_line_label(store, "ann")
    versions.append(labels_version(store))
    assert len(set(versions)) == 3


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"duty": "baking"}, "no duty is called 'baking'; there are analysis, "),
        ({"line": " \n"}, "a line has 1 to 1,000 characters, not 0"),
        ({"line": "a" * 1_001}, "not 1,001"),
        ({"text": " "}, "is of a posting or of a text"),
        ({"posting": 1}, "is of a posting or of a text"),
    ],
)
def test_what_is_no_label_of_a_line_is_refused(filled: Store, fields: dict, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        add_line_labels(filled, [given(), given(**fields)])
    assert annotated_lines(filled) == []


def test_surrogates_and_nulls_are_kept_as_plain_text(store: Store) -> None:
    add_line_labels(store, [given(line="You\0bake \ud800 bread.", text="You\0bake \ud800 bread.")])
    (one,) = annotated_lines(store)
    one.line.encode()
    assert "\0" not in one.line + one.text


def test_where_nothing_may_be_written_no_line_is_labelled(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    with pytest.raises(StoreError, match="TRUEROLE_READONLY"):
        add_line_labels(store, [given()])
    with pytest.raises(StoreError, match="TRUEROLE_READONLY"):
        undo_line_label(store, "ann")
