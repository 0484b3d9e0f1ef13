"""What another reader changes: counted where there are texts, drawn the same each time, forgotten whole."""

from dataclasses import replace

from tests.data.store.test_store import FACTS, entry
from truerole.data.store.model_diff import (
    count_role_changes,
    count_without_text,
    delete_readings,
    sample_texts,
    stored_roles,
)
from truerole.data.store.store import Store, switch_model_version

OTHER = replace(FACTS, role="other")


def filled(store: Store) -> None:
    """Read nine postings by v1, all but one also by v2: three differently, the last one has no text."""
    texts = [entry(n) for n in range(1, 9)]
    texts = [replace(e, posting=replace(e.posting, description=f"Text {n}. " * 20)) for n, e in enumerate(texts)]
    bare = replace(entry(9), posting=replace(entry(9).posting, description=""))
    store.add([*texts, bare], "v1")
    store.add_readings([(n, OTHER if n in (2, 5, 6, 9) else FACTS) for n in (1, 2, 3, 4, 5, 6, 7, 9)], "v2")


def test_only_postings_with_a_text_that_both_have_read_are_compared(store: Store) -> None:
    filled(store)
    assert count_role_changes(store, "v1", "v2") == count_role_changes(store, "v2", "v1") == (3, 7)
    assert count_role_changes(store, "v1", "v1") == (0, 8)
    assert count_role_changes(store, "v1", "nobody") == (0, 0)
    assert count_without_text(store) == 1


def test_no_verdict_is_another_reading(store: Store) -> None:
    filled(store)
    store.add_readings([(1, replace(FACTS, role=None)), (2, FACTS)], "v3")
    assert count_role_changes(store, "v1", "v3") == (1, 2)


def test_texts_are_drawn_and_are_the_same_each_time(store: Store) -> None:
    assert sample_texts(store, 5) == []
    filled(store)
    assert {text.number for text in sample_texts(store, 100)} == set(range(1, 9))
    few = sample_texts(store, 3)
    assert (len(few), few) == (3, sample_texts(store, 3))
    assert all(text.text.startswith("Text") for text in few)


def test_what_a_reader_read(store: Store) -> None:
    filled(store)
    assert stored_roles(store, "v2", [2, 3, 8]) == {2: "other", 3: FACTS.role}
    assert stored_roles(store, "nobody", [2]) == {}


def test_what_a_reader_read_is_forgotten_unless_it_counts(store: Store) -> None:
    filled(store)
    assert (delete_readings(store, "v1"), delete_readings(store, "nobody")) == (0, 0)
    assert delete_readings(store, "v2") == 8
    assert stored_roles(store, "v2", [1, 2, 3]) == {}
    assert len(stored_roles(store, "v1", list(range(1, 10)))) == 9
    store.add_readings([(n, FACTS) for n in range(1, 10)], "v2")
    switch_model_version(store, "v2")
    assert delete_readings(store, "v1") == 9
    assert store.model_version() == "v2"
