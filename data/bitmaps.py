"""The index behind every chart: for each value of each facet, the postings that have it, as one compressed bitmap.

Derived from the tables, and never the truth: kept by blocks of postings, read again where a block's version in the
store has grown, and rebuildable at any time. Roaring bitmaps after Lemire et al. (2016), by pyroaring. What any filters
leave of a skill is then counted as an intersection: some microseconds at a million postings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from pyroaring import BitMap
from sqlalchemy import Connection, delete, insert, select

from data.schema import BLOCK, bitmaps, blocks, postings, readers, readings, skill_names, skills
from data.store import Store

Key = tuple[str, str]
Bits = dict[Key, BitMap]

# Facets of one value a posting.
FACETS = (
    "role", "title_role", "agrees", "confident", "seniority", "stage", "deep_learning", "country", "workplace",
    "source", "month", "sample",
)  # fmt: skip
# And of many: every skill that a posting names, and those that it requires.
SKILL, REQUIRED, ALL = "skill", "required", "all"
_POSTING = tuple(postings.c[f] for f in FACETS if f in postings.c)
_READING = tuple(readings.c[f] for f in FACETS if f in readings.c)


@dataclass
class Bitmaps:
    """Hold the bitmaps of a store as last refreshed; `version` differs whenever they do.

    Bitmaps handed out are never changed afterwards, so that threads may share them.
    """

    versions: dict[int, int] = field(default_factory=dict)
    merged: Bits = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def version(self) -> tuple[tuple[int, int], ...]:
        """Return what tells this state of the store from any other."""
        return tuple(sorted(self.versions.items()))

    @property
    def all(self) -> BitMap:
        """Return all postings that are read."""
        return self.of(ALL, "")

    def of(self, facet: str, value: str) -> BitMap:
        """Return the postings with a value of a facet."""
        return self.merged.get((facet, value), _NONE)

    def values(self, facet: str) -> list[str]:
        """Return the values of a facet, sorted."""
        return sorted(value for name, value in self.merged if name == facet)

    def refresh(self, store: Store) -> bool:
        """Read again the blocks that have changed, and keep them in the store; say whether any had."""
        with self._lock:
            current = store.versions()
            stale = {b: version for b, version in current.items() if self.versions.get(b) != version}
            if not stale:
                return False
            merged = dict(self.merged)
            for block in stale:
                version, fresh = _load(store, block)
                _replace(merged, block, fresh)
                current[block] = version
            self.merged, self.versions = merged, current
            return True


_NONE = BitMap()


def _replace(merged: Bits, block: int, fresh: Bits) -> None:
    first, last = block * BLOCK, (block + 1) * BLOCK
    here = BitMap(range(first, last))
    for key in fresh.keys() | {key for key, bits in merged.items() if bits.intersect(here)}:
        rest = merged.get(key, _NONE) - here | fresh.get(key, _NONE)
        if rest:
            merged[key] = rest
        else:
            merged.pop(key, None)


def _load(store: Store, block: int) -> tuple[int, Bits]:
    """Return a block's version and bitmaps: those kept in the store if they are of that version, else made anew."""
    with store.reading() as connection:
        version = connection.scalar(select(blocks.c.version).where(blocks.c.block == block)) or 0
        kept = _kept(connection, block, version)
        fresh = kept or of_block(connection, block)
    if not kept:
        _keep(store, block, version, fresh)
    return version, fresh


def _kept(connection: Connection, block: int, version: int) -> Bits:
    found = select(bitmaps.c.facet, bitmaps.c.value, bitmaps.c.postings)
    rows = connection.execute(found.where(bitmaps.c.block == block, bitmaps.c.version == version))
    return {(row.facet, row.value): BitMap.deserialize(row.postings) for row in rows}


def _keep(store: Store, block: int, version: int, bits: Bits) -> None:
    with store.writing() as connection:
        if connection.scalar(select(blocks.c.version).where(blocks.c.block == block)) != version:
            return  # it has changed again; who reads it next keeps that state
        connection.execute(delete(bitmaps).where(bitmaps.c.block == block))
        rows = [
            {"block": block, "facet": f, "value": v, "version": version, "postings": found.serialize()}
            for (f, v), found in bits.items()
        ]
        if rows:
            connection.execute(insert(bitmaps), rows)


def of_block(connection: Connection, block: int) -> Bits:
    """Return the bitmaps of a block as the tables say them: by the current reader alone."""
    numbers: defaultdict[Key, list[int]] = defaultdict(list)
    within = readings.c.posting.between(block * BLOCK, (block + 1) * BLOCK - 1)
    joined = postings.join(readings, readings.c.posting == postings.c.number).join(readers)
    rows = select(postings.c.number, *_POSTING, *_READING).select_from(joined).where(within, readers.c.current)
    for row in connection.execute(rows.order_by(postings.c.number)):
        for key in _keys(row._asdict()):
            numbers[key].append(row.number)
    _add_skills(connection, block, numbers)
    return {key: BitMap(found) for key, found in numbers.items()}


def _keys(row: Mapping[str, object]) -> Iterable[Key]:
    yield ALL, ""
    for facet in FACETS:
        if row[facet] is not None:
            yield facet, text_of(row[facet])


def text_of(value: object) -> str:
    """Return a value of a facet as the index has it: yes and no for what is true or false."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _add_skills(connection: Connection, block: int, numbers: defaultdict[Key, list[int]]) -> None:
    within = skills.c.posting.between(block * BLOCK, (block + 1) * BLOCK - 1)
    joined = skills.join(skill_names, skill_names.c.number == skills.c.skill).join(readers)
    rows = select(skills.c.posting, skill_names.c.skill, skills.c.need).select_from(joined)
    for row in connection.execute(rows.where(within, readers.c.current)):
        numbers[SKILL, row.skill].append(row.posting)
        if row.need == "required":
            numbers[REQUIRED, row.skill].append(row.posting)


def check(store: Store) -> list[str]:
    """Return what in the kept index differs from the tables, a line for each block; nothing where all is well."""
    wrong = []
    for block, version in sorted(store.versions().items()):
        with store.reading() as connection:
            kept = _kept(connection, block, version)
            if kept and kept != of_block(connection, block):
                wrong.append(f"block {block}: the index differs from the tables; `truerole db rebuild` makes it anew")
    return wrong


def rebuild(store: Store) -> Bitmaps:
    """Throw the kept index away and make it anew."""
    with store.writing() as connection:
        connection.execute(delete(bitmaps))
    made = Bitmaps()
    made.refresh(store)
    return made
