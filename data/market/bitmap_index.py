"""Bitmap index behind every chart: for each value of each facet a compressed bitmap of postings.

Derived from the tables, and never the truth: made by blocks of postings, brought up to date posting by posting where
the version of a block in the store has grown, and rebuildable at any time. Roaring bitmaps after Lemire et al. (2016),
by pyroaring. What any filters leave of a skill is then counted as an intersection: some microseconds at a million
postings.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count, takewhile
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
)

from truerole.core.concurrency.background import give_way
from truerole.core.errors import StoreError
from truerole.core.reading import ROLES
from truerole.data.market.bitmap_arrays import bitmap_to_array, parse_bitmap, which_holds, zeros_up_to
from truerole.data.market.facets.dated import DatedPostings, date_postings
from truerole.data.market.facets.following_table import compute_again
from truerole.data.market.facets.mention_counts import MentionCounts, MentionSnapshot, count_mentions
from truerole.data.market.facets.skills import Bitmaps, list_facet, skill_bitmaps
from truerole.data.market.title_families import title_family
from truerole.data.store.engine import batched
from truerole.data.store.schema import BLOCK, bitmaps, blocks, changes, postings, readers, readings, skills
from truerole.data.store.store import Store

logger = logging.getLogger(__name__)

SAMPLE = "sample"
# Columns of one value a posting.
COLUMNS = (
    "role", "title_role", "agrees", "confident", "seniority", "stage", "deep_learning", "country", "workplace",
    "source", "month", "posted_on", SAMPLE,
)  # fmt: skip
# Derived: the two roles that share the work; what kind of title; a repetition; whether nobody can apply any more.
MIXED, FAMILY, COPY, CLOSED, ALL = "mixed", "family", "copy", "closed", "all"
YES, NO = "yes", "no"
# What is kept was made with other facets, or in another way, unless it says this; to be changed with either.
_FORM, _FORM_NOW = "form", "5"
# From this share on, a second role is a part of the work.
MIXED_THRESHOLD = 0.25

# Where more postings of a block have changed, it is read as a whole; where more have than these since it was kept in
# the store, or more are in it and it never was, it is kept anew.
_MANY, _FEW = BLOCK // 8, BLOCK // 64
# So many blocks are held one by one before they are joined: each has thousands of small bitmaps.
_AT_ONCE = 4

_NONE = BitMap()


class _Numbers(NamedTuple):
    """Numbers from `first` to `last`."""

    first: int
    last: int


class BlockState(NamedTuple):
    """State in which a block was indexed: the version, and the number of the last posting."""

    version: int
    last: int


@dataclass(frozen=True)
class BitmapIndex:
    """Immutable bitmap index of a snapshot of the store: bitmaps by facet and value, and the states of the blocks."""

    bits: Bitmaps = field(default_factory=dict)
    blocks: Mapping[int, BlockState] = field(default_factory=dict)
    _counts: dict[str, MentionCounts] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def version(self) -> tuple[tuple[int, BlockState], ...]:
        """Return a hashable version of the indexed state, equal for equal states of the store."""
        return tuple(sorted(self.blocks.items()))

    @cached_property
    def dated(self) -> DatedPostings:
        """Return the dated postings with the place of each in time."""
        return date_postings(self.bits)

    @cached_property
    def originals_by_place(self) -> NDArray[np.int64]:
        """Return the numbers of the dated postings that are no copies by their place in time, (places,)."""
        return np.bincount(self.dated.places(self._originals), minlength=self.dated.room)

    @cached_property
    def strata(self) -> NDArray[np.unsignedinteger[Any]]:
        """Return the role and source of each posting by number, as a single number, (numbers,)."""
        roles, sources = (self.bits.get(facet, {}).values() for facet in ("role", "source"))
        size = (BitMap.union(self.all, *roles, *sources).max() if self.all else -1) + 1
        strata = zeros_up_to((len(roles) + 1) * (len(sources) + 1), size)
        strata += which_holds(sources, size)
        for number, role in enumerate(roles, 1):
            give_way()
            strata[bitmap_to_array(role)] += number * (len(sources) + 1)
        return strata

    @property
    def _originals(self) -> BitMap:
        return self.dated.postings - self.bitmap(COPY, YES)

    def mention_counts(self, facet: str) -> MentionCounts:
        """Return the counts of a facet of skills, over all dated postings that are no copies."""
        if facet not in self._counts:
            self._counts[facet] = count_mentions(self._snapshot(facet))
        return self._counts[facet]

    def count_after(self, before: "BitmapIndex", changed: BitMap) -> None:
        """Count as an earlier index has counted, given the postings that have changed since."""
        if "dated" in vars(before):
            vars(self)["dated"] = date_postings(self.bits, before.dated, changed)
        for facet, counts in tuple(before._counts.items()):
            self._counts[facet] = counts.after(changed, self._snapshot(facet))
        compute_again(self, before)

    def _snapshot(self, facet: str) -> MentionSnapshot:
        return MentionSnapshot(self.dated, self.bits.get(facet, {}), self._originals)

    @property
    def all(self) -> BitMap:
        """Return all postings with a reading."""
        return self.bitmap(ALL, YES)

    def bitmap(self, facet: str, value: str) -> BitMap:
        """Return the postings with a value of a facet, an empty bitmap for an unknown value."""
        return self.bits.get(facet, {}).get(value, _NONE)

    @property
    def lists(self) -> list[dict[str, BitMap]]:
        """Return the postings of each skill in a list of alternatives, by the place of the list in the posting."""
        places = takewhile(self.bits.__contains__, map(list_facet, count()))
        return [self.bits[facet] for facet in places]

    def values(self, facet: str) -> list[str]:
        """Return the values of a facet, sorted."""
        return sorted(self.bits.get(facet, ()))

    def any(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the union of the bitmaps of several values of a facet."""
        return BitMap.union(_NONE, *(self.bitmap(facet, value) for value in values))

    def having(self, facet: str) -> BitMap:
        """Return the postings with a value, whichever, of a facet."""
        return BitMap.union(_NONE, *self.bits.get(facet, {}).values())

    def items(self, facet: str) -> Iterable[tuple[str, BitMap]]:
        """Return the (value, bitmap) pairs of a facet, in no order."""
        return self.bits.get(facet, {}).items()


def refresh(store: Store, before: BitmapIndex | None = None) -> BitmapIndex:
    """Return the index of the store's present state, reusing the unchanged bitmaps of an earlier index.

    Of a block the postings that are new or have changed are read. One that was read as a whole is kept in the store, so
    that the next start need not read its postings again.
    """
    before = before or BitmapIndex()
    now = store.versions()
    gone = BitMap.union(BitMap(), *(whole_block(block) for block in before.blocks.keys() - now.keys()))
    fresh, replaced = list[Bitmaps](), gone
    states = {block: was for block, was in before.blocks.items() if now.get(block) == was.version}
    for some in batched(sorted(now.keys() - states.keys()), _AT_ONCE):
        loaded = [_load(store, block, before.blocks.get(block)) for block in some]
        states |= zip(some, (each.state for each in loaded), strict=True)
        replaced = replaced.union(*(each.replaced for each in loaded))
        fresh.append(_merged({}, [each.bits for each in loaded], _NONE))
    if states == before.blocks:
        return before
    changed = replaced.union(*(bits.get(ALL, {}).get(YES, _NONE) for bits in fresh))
    index = BitmapIndex(_merged(before.bits, fresh, replaced), dict(sorted(states.items())))
    index.count_after(before, changed)
    return index


def whole_block(block: int) -> BitMap:
    """Return all numbers that postings of a block may have."""
    return BitMap(range(block * BLOCK, (block + 1) * BLOCK))


def _merged(old: Bitmaps, fresh: Sequence[Bitmaps], gone: BitMap) -> Bitmaps:
    """Return the bitmaps of old and fresh postings, without the `gone` of the old; the fresh are used up.

    Most of the values of a large store are rare, skills above all: only those that change are looked at.
    """
    merged = {facet: _without(values, gone) if gone else dict(values) for facet, values in old.items()}
    for facet in {facet for bits in fresh for facet in bits}:
        values, parts = merged.setdefault(facet, {}), [bits[facet] for bits in fresh if facet in bits]
        for value in {value for part in parts for value in part}:
            give_way()
            values[value] = BitMap.union(values.get(value, _NONE), *(part.pop(value, _NONE) for part in parts))
    return {facet: values for facet, values in merged.items() if values}


def _without(values: dict[str, BitMap], gone: BitMap) -> dict[str, BitMap]:
    left = {}
    for value, bits in values.items():
        give_way()
        if kept := bits - gone if bits.intersect(gone) else bits:
            left[value] = kept
    return left


class _Loaded(NamedTuple):
    """State of a block, bitmaps of postings, and the postings whose earlier bits these replace."""

    state: BlockState
    bits: Bitmaps
    replaced: BitMap


def _load(store: Store, block: int, was: BlockState | None) -> _Loaded:
    """Load the facets of a block's postings that are newer than an earlier state of the index."""
    with store.read_transaction() as connection:
        row = connection.execute(select(blocks).where(blocks.c.block == block)).one_or_none()
        version, rewritten = (row.version, row.rewritten) if row else (0, 0)
        state = BlockState(version, _last(connection, block))
        changed = _changed(connection, block, was.version) if was and rewritten <= was.version else None
        if was and changed is not None:
            new = build_bitmaps(connection, _Numbers(was.last + 1, state.last)) if state.last > was.last else {}
            return _Loaded(state, _merged({}, [new, _of(connection, changed)], BitMap()), changed)
        bits, unkept = _from_kept(connection, block, rewritten, state.last)
    if unkept > _FEW:
        # It is a convenience: where nothing may be written, or another program writes, all else goes on.
        with suppress(StoreError):
            _keep(store, block, version, bits)
    return _Loaded(state, bits, whole_block(block) if was else BitMap())


def _last(connection: Connection, block: int) -> int:
    """Return the number of the last posting of a block, or of the one before where the block is empty."""
    last = connection.scalar(select(func.max(postings.c.number)).where(_within(postings.c.number, block)))
    return last or block * BLOCK - 1


def _changed(connection: Connection, block: int, since: int) -> BitMap | None:
    """Return the postings of a block that changed after a version; None if reading the whole block is quicker."""
    here = select(changes.c.posting).where(_within(changes.c.posting, block), changes.c.version > since)
    numbers = connection.scalars(here.limit(_MANY + 1)).all()
    return BitMap(numbers) if len(numbers) <= _MANY else None


def changed_since(connection: Connection, block: int, was: BlockState) -> BitMap | None:
    """Return the postings of a block that are new, have changed or are gone since a state of the block.

    None where nobody knows which, or reading the whole block is quicker.
    """
    rewritten = connection.scalar(select(blocks.c.rewritten).where(blocks.c.block == block)) or 0
    changed = _changed(connection, block, was.version) if rewritten <= was.version else None
    if changed is None:
        return None
    changed |= BitMap(range(was.last + 1, _last(connection, block) + 1))
    return changed if len(changed) <= _MANY else None


def postings_of_block(column: ColumnElement[int], block: int, only: BitMap | None = None) -> ColumnElement[bool]:
    """Return the condition that a column holds the number of a posting of a block, or of `only` these.

    New postings follow each other: their numbers are no list of parameters, which takes long to make.
    """
    if only is None:
        return _within(column, block)
    return column.between(only[0], only[-1]) if only and only[-1] - only[0] < len(only) else column.in_(tuple(only))


def _of(connection: Connection, numbers: BitMap) -> Bitmaps:
    return _merged({}, [build_bitmaps(connection, some) for some in batched(tuple(numbers))], _NONE)


def _from_kept(connection: Connection, block: int, rewritten: int, last: int) -> tuple[Bitmaps, int]:
    """Return the bitmaps of a whole block, from those kept in the store as far as they go.

    `last` is the number of the block's last posting. The second value is the number of postings that were read.
    """
    version, kept = _kept(connection, block)
    changed = _changed(connection, block, version) if kept and rewritten <= version else None
    if changed is None:
        bits = build_bitmaps(connection, _Numbers(block * BLOCK, (block + 1) * BLOCK - 1))
        return bits, len(bits.get(ALL, {}).get(YES, _NONE))
    new = _Numbers(kept[ALL][YES].max() + 1 if ALL in kept else block * BLOCK, last)
    changed -= BitMap(range(new.first, last + 1))
    added = build_bitmaps(connection, new) if last >= new.first else {}
    bits = _merged(kept, [_of(connection, changed), added], changed) if changed or added else kept
    return bits, len(changed) + max(last + 1 - new.first, 0)


def _version(connection: Connection, block: int) -> int:
    return connection.scalar(select(blocks.c.version).where(blocks.c.block == block)) or 0


def _within(column: ColumnElement[int], block: int) -> ColumnElement[bool]:
    return column.between(block * BLOCK, (block + 1) * BLOCK - 1)


def _kept(connection: Connection, block: int) -> tuple[int, Bitmaps]:
    """Return the kept bitmaps of a block, with the version that they are of; no bitmaps where none of this form are."""
    rows = connection.execute(select(bitmaps).where(bitmaps.c.block == block)).all()
    bits: Bitmaps = {}
    for row in rows:
        bits.setdefault(row.facet, {})[row.value] = BitMap.deserialize(row.postings)
    return (rows[0].version, bits) if _FORM_NOW in bits.pop(_FORM, {}) else (0, {})


def _keep(store: Store, block: int, version: int, bits: Bitmaps) -> None:
    if not store.writable:
        return
    with store.write_transaction(patient=False) as connection:
        if _version(connection, block) != version:
            return  # it has changed again; who reads it next keeps that state
        connection.execute(delete(bitmaps).where(bitmaps.c.block == block))
        rows = [
            {"block": block, "facet": facet, "value": value, "version": version, "postings": found.serialize()}
            for facet, values in {**bits, _FORM: {_FORM_NOW: _NONE}}.items()
            for value, found in values.items()
        ]
        connection.execute(insert(bitmaps), rows)


def build_bitmaps(connection: Connection, numbers: _Numbers | Sequence[int]) -> Bitmaps:
    """Build the bitmaps of postings from the tables, with the readings of the current model version.

    The database joins the numbers of a value into one text: no row becomes an object, and other threads go on.
    """
    here = and_(_among(readings.c.posting, numbers), readers.c.current)
    among = numbers._asdict() if isinstance(numbers, _Numbers) else {"numbers": list(numbers)}
    found = dict[str, dict[str, BitMap]]()
    for facet in (*COLUMNS, *_CONDITIONS):
        give_way()
        rows = connection.execute(_grouped(facet, isinstance(numbers, _Numbers)), among)
        values = {facet_value(value): parse_bitmap(text) for value, text in rows}
        found[facet] = values if facet in COLUMNS else {value: bits for value, bits in values.items() if value == YES}
    found |= skill_bitmaps(connection, _among(skills.c.posting, numbers))
    found[FAMILY] = _gathered(_families(connection, here))
    found[MIXED] = _mixed(connection, here)
    return {facet: values for facet, values in found.items() if values}


def _among(column: ColumnElement[int], numbers: _Numbers | Sequence[int]) -> ColumnElement[bool]:
    return column.between(*numbers) if isinstance(numbers, _Numbers) else column.in_(numbers)


# Facets of postings of which a column says something.
_CONDITIONS = {ALL: readings.c.posting, COPY: postings.c.alike, CLOSED: postings.c.closed_on}
_READ = postings.join(readings, readings.c.posting == postings.c.number).join(readers)


@cache
def _grouped(facet: str, between: bool) -> Select[tuple[Any, str]]:
    """Group the postings `among` which a block is read by a facet: made once, as sixteen are needed for every block."""
    column = _CONDITIONS.get(facet)
    value = postings.c[facet] if facet in postings.c else readings.c[facet] if column is None else column.is_not(None)
    first: BindParameter[int] = bindparam("first")
    last: BindParameter[int] = bindparam("last")
    numbers: BindParameter[list[int]] = bindparam("numbers", expanding=True)
    among = readings.c.posting.between(first, last) if between else readings.c.posting.in_(numbers)
    joined = func.aggregate_strings(cast(postings.c.number, String), ",")
    chosen = select(value, joined).select_from(_READ).where(among, readers.c.current, value.is_not(None))
    return chosen.group_by(value)


def facet_value(value: object) -> str:
    """Convert a column value to the text of a facet value; booleans to "yes" and "no"."""
    return (YES if value else NO) if isinstance(value, bool) else str(value)


def _families(connection: Connection, here: ColumnElement[bool]) -> Iterator[tuple[str, int]]:
    for number, title in connection.execute(select(postings.c.number, postings.c.title).select_from(_READ).where(here)):
        give_way()
        if family := title_family(title):
            yield family, number


def _gathered(found: Iterable[tuple[str, int]]) -> dict[str, BitMap]:
    numbers: dict[str, list[int]] = {}
    for value, number in found:
        numbers.setdefault(value, []).append(number)
    return {value: BitMap(of) for value, of in numbers.items()}


def _mixed(connection: Connection, here: ColumnElement[bool]) -> dict[str, BitMap]:
    columns = (postings.c.number, *(readings.c[role] for role in ROLES))
    rows = connection.execute(select(*columns).select_from(_READ).where(here, readings.c.role.is_not(None))).all()
    if not rows:
        return {}
    table = np.array([tuple(row) for row in rows])
    order = np.argsort(-table[:, 1:], axis=1)[:, :2]
    second = np.take_along_axis(table[:, 1:], order[:, 1:], axis=1)[:, 0]
    pairs = np.sort(order, axis=1)
    shared = second >= MIXED_THRESHOLD
    return _gathered(
        (f"{ROLES[a]}+{ROLES[b]}", int(number)) for number, (a, b) in zip(table[shared, 0], pairs[shared], strict=True)
    )


def check_index(store: Store) -> list[str]:
    """Compare the kept index with the tables, and return a line for each block that differs."""
    with store.read_transaction() as connection:
        numbers = connection.scalars(select(blocks.c.block).order_by(blocks.c.block)).all()
    return [line for block in numbers for line in _check(store, block)]


def _check(store: Store, block: int) -> list[str]:
    with store.read_transaction() as connection:
        rewritten = connection.scalar(select(blocks.c.rewritten).where(blocks.c.block == block)) or 0
        made_anew = build_bitmaps(connection, _Numbers(block * BLOCK, (block + 1) * BLOCK - 1))
        if _from_kept(connection, block, rewritten, _last(connection, block))[0] != made_anew:
            return [f"block {block}: the index differs from the tables; `truerole db rebuild` makes it anew"]
    return []


def rebuild_index(store: Store) -> BitmapIndex:
    """Delete the kept index and build the whole anew."""
    with store.write_transaction() as connection:
        connection.execute(delete(bitmaps))
    logger.info("rebuilding of the index begun")
    index = refresh(store)
    counts = {"postings": len(index.all)}
    logger.info("rebuilding of the index ended: %d postings", counts["postings"], extra={"counts": counts})
    return index
