"""Counts of the postings that name each skill, by source, role and month: kept up to date as the market changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.core.concurrency.background import give_way
from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.facets.dated import DatedPostings

if TYPE_CHECKING:
    from scipy.sparse import csc_array

Counts = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]

# The share of the base from which on the delta becomes a part of it.
_LARGEST_DELTA = 1 / 8

# The share of all places, which are many where sources are, up to which postings are sorted by place.
_FEW = 1 / 16

_NONE, _NOWHERE = BitMap(), np.zeros(0, np.int32)


class MentionSnapshot(NamedTuple):
    """Snapshot of a store: dated postings, the postings of each skill, and the dated postings that count."""

    dated: DatedPostings
    skills: Mapping[str, BitMap]
    counted: BitMap


@dataclass(frozen=True)
class MentionCounts:
    """Counts of the postings that name each skill by their place in time: sparse arrays, (skills, places), to add up.

    To add two takes as long as to count them all, so what has changed since the base is kept beside it for a while.
    """

    snapshot: MentionSnapshot
    skills: tuple[str, ...]
    base: "csc_array"
    delta: "csc_array"

    def sums(self, groups: NDArray[np.int64], count: int) -> Counts:
        """Sum the counts by groups of places, (skills, count), given the group of each place, -1 for none."""
        held, sums = np.flatnonzero(groups >= 0), np.zeros(len(self.skills) * count)
        for part in (self.base, self.delta):
            chosen = part[:, held]
            cell = chosen.indices * np.int64(count) + np.repeat(groups[held], np.diff(chosen.indptr))
            sums += np.bincount(cell, chosen.data, len(sums))
        return sums.reshape(len(self.skills), count)

    def after(self, changed: BitMap, now: MentionSnapshot) -> "MentionCounts":
        """Return the counts after a change of postings: their earlier mentions taken away, the present ones added."""
        if not now.dated.has_places_of(self.snapshot.dated):
            return count_mentions(now)
        skills = self.skills + tuple(sorted(now.skills.keys() - set(self.skills)))
        base, delta = (_with_rows(part, len(skills)) for part in (self.base, self.delta))
        for sign, snapshot in ((-1, self.snapshot), (1, now)):
            delta = delta + sign * _by_skill(snapshot._replace(counted=snapshot.counted & changed), skills)
        if delta.nnz > _LARGEST_DELTA * base.nnz:
            base, delta = base + delta, _by_skill(_of_none(now), skills)
        return MentionCounts(now, skills, base, delta)


def count_mentions(snapshot: MentionSnapshot) -> MentionCounts:
    """Count the postings of a snapshot that name each skill."""
    skills = tuple(sorted(snapshot.skills))
    return MentionCounts(snapshot, skills, _by_skill(snapshot, skills), _by_skill(_of_none(snapshot), skills))


def _of_none(snapshot: MentionSnapshot) -> MentionSnapshot:
    return snapshot._replace(counted=_NONE)


def _with_rows(counts: "csc_array", rows: int) -> "csc_array":
    if counts.shape[0] < rows:
        counts = counts.copy()
        counts.resize(rows, counts.shape[1])
    return counts


def _by_skill(snapshot: MentionSnapshot, skills: tuple[str, ...]) -> "csc_array":
    """Count the postings that name each skill at each place, (skills, places), as a sparse array, place by place."""
    from scipy.sparse import csr_array

    dated = snapshot.dated
    numbers, places, starts = [_NOWHERE], [_NOWHERE], [0]
    for skill in skills:
        give_way()
        named = snapshot.skills.get(skill, _NONE) & snapshot.counted
        places.append(_NOWHERE)
        if named:
            found, times = _count_places(dated.place[bitmap_to_array(named)], dated.room)
            places[-1] = found.astype(np.int32)
            numbers.append(times.astype(np.int32))
        starts.append(starts[-1] + len(places[-1]))
    parts = np.concatenate(numbers), np.concatenate(places), np.array(starts, np.int32)
    return csr_array(parts, shape=(len(skills), dated.room)).tocsc()


def _count_places(places: Integers, room: int) -> tuple[Integers, Integers]:
    """Return the different places, ascending, and how often each is there; fewer are sorted, many are counted."""
    if len(places) < _FEW * room:
        return np.unique(places, return_counts=True)
    times = np.bincount(places)
    held = np.flatnonzero(times)
    return held, times[held]
