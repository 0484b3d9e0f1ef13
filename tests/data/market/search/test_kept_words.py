"""Kept postings of searched words: after any changes what a search of all postings finds, by a search of few."""

import random
from unittest.mock import patch

import pytest
from sqlalchemy import update

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.market.bitmap_index import refresh
from truerole.data.market.search import kept_words
from truerole.data.market.search.kept_words import match_kept
from truerole.data.market.search.query import Term, match_words
from truerole.data.store.schema import postings
from truerole.data.store.store import Store, bump_versions

WORDS = ("python", "sql", "spark")
SQL: tuple[Term, ...] = (("sql",),)


def entry(number: int, text: str) -> StoreEntry:
    return StoreEntry(Posting("board", str(number), "Engineer", text), FACTS)


@pytest.mark.parametrize(
    ("terms", "any_of"), [(SQL, False), ((("python",), ("sql",)), False), ((("python",), ("spark",)), True)]
)
@pytest.mark.parametrize("most", [None, 4, 100])
def test_after_any_changes_it_is_what_is_found_anew(
    store: Store, terms: tuple[Term, ...], any_of: bool, most: int | None
) -> None:
    draw = random.Random(3)

    def text() -> str:
        return " ".join(draw.sample(WORDS, draw.randrange(len(WORDS) + 1)))

    store.add([entry(n, text()) for n in range(40)], "v1")
    for step in range(6):
        found = match_kept(store, refresh(store), terms, most, any_of=any_of)
        anew = match_words(store, terms, most, any_of=any_of)
        assert (found[-most:] if most else found) == anew
        changed = draw.sample(range(1, 41), 9)
        with store.write_transaction() as connection:
            for number in changed:
                connection.execute(update(postings).where(postings.c.number == number).values(description=text()))
            bump_versions(connection, changed)
        store.add([entry(100 + 3 * step + n, text()) for n in range(step)], "v1")


def test_what_is_known_is_not_searched_again(store: Store) -> None:
    store.add([entry(n, "sql") for n in range(3)], "v1")
    with patch.object(kept_words, "match_words", wraps=match_words) as searched:
        for _ in range(3):
            assert len(match_kept(store, refresh(store), SQL)) == 3
        assert searched.call_count == 1
        store.add([entry(3, "sql")], "v1")
        assert len(match_kept(store, refresh(store), SQL)) == 4
        assert [call.kwargs.get("between") for call in searched.call_args_list] == [None, (0, (1 << 14) - 1)]


def test_few_searches_are_kept(store: Store) -> None:
    store.add([entry(1, "sql")], "v1")
    index = refresh(store)
    with patch.object(kept_words, "match_words", wraps=match_words) as searched:
        for n in (*range(kept_words._KEPT + 1), 0):
            match_kept(store, index, ((f"word{n}",),))
    assert searched.call_count == kept_words._KEPT + 2
