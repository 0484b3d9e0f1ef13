"""Postings of searched words, kept for the next search and brought up to date block by block, as the index is.

A page asks for the same words again at each click, while a gathering goes on: only the blocks of postings that have
changed since are searched again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex, BlockState
from truerole.data.market.search.query import Term, match_words
from truerole.data.store.schema import BLOCK
from truerole.data.store.store import Store

# Searches that are kept of a store: a bitmap takes a bit or two a posting at the most. Where more than this share of
# the blocks has changed, all are searched.
_KEPT, _MANY = 32, 1 / 4


@dataclass(frozen=True, slots=True)
class _Found:
    """Postings with the words, all from number `floor` on, of the blocks in these states."""

    blocks: Mapping[int, BlockState]
    floor: int
    postings: BitMap


# What is searched for: the terms, how many are wanted at the most, and whether one of the terms will do.
_Words = tuple[tuple[Term, ...], int | None, bool]
_CACHE: WeakKeyDictionary[Store, dict[_Words, _Found]] = WeakKeyDictionary()
_LOCK = Lock()


def match_kept(
    store: Store, index: BitmapIndex, terms: tuple[Term, ...], most: int | None = None, *, any_of: bool = False
) -> BitMap:
    """Match the words of postings as `match_words`, by the findings of earlier searches; more than `most` may come."""
    words = terms, most, any_of
    with _LOCK:
        kept = _CACHE.setdefault(store, {})
        before = kept.pop(words, None)
    found = (_updated(store, index, words, before) if before else None) or _searched(store, index, words)
    with _LOCK:
        kept[words] = found
        while len(kept) > _KEPT:
            del kept[next(iter(kept))]
    return found.postings


def _searched(store: Store, index: BitmapIndex, words: _Words) -> _Found:
    terms, most, any_of = words
    found = match_words(store, terms, most, any_of=any_of)
    floor = found.min() if most is not None and len(found) == most else 0
    return _Found(index.blocks, floor, found)


def _updated(store: Store, index: BitmapIndex, words: _Words, before: _Found) -> _Found | None:
    """Search the blocks that have changed again; None where to search all is quicker, or too few would be known."""
    terms, most, any_of = words
    both = before.blocks.keys() | index.blocks.keys()
    changed = [block for block in both if before.blocks.get(block) != index.blocks.get(block)]
    if len(changed) > max(1, _MANY * len(both)):
        return None
    found = before.postings
    for block in changed:
        first, last = max(block * BLOCK, before.floor), (block + 1) * BLOCK - 1
        if first <= last:
            here = match_words(store, terms, any_of=any_of, between=(first, last))
            found = (found - BitMap(range(first, last + 1))) | here
    enough = not before.floor or (most is not None and len(found) >= most)
    return _Found(index.blocks, before.floor, found) if enough else None
