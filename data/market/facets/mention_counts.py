"""Counts of the postings that name each skill, by source, role and month: kept up to date as the market changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.facets.dated import DatedPostings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Counts = NDArray[np.float64]

# What has changed becomes a part of the first counts where it is more than one of so many of them.
_MANY = 8

_NONE, _NOWHERE = BitMap(), np.zeros(0, np.int32)


class Mentions(NamedTuple):
    """Mentions of skills in a snapshot of the store: by dated postings; `counted` are those, all dated, that count."""

    dated: DatedPostings
    skills: Mapping[str, BitMap]
    counted: BitMap


@dataclass(frozen=True)
class MentionCounts:
    """Counts of the postings that name each skill by their place in time: sparse arrays, (skills, places), to add up.

    To add two takes as long as to count them all, so what has changed since the first is kept beside it for a while.
    """

    of: Mentions
    skills: tuple[str, ...]
    first: "csr_array"
    since: "csr_array"

    def sums(self, groups: NDArray[np.int64], count: int) -> Counts:
        """Sum the counts by groups of places, (skills, count), given the group of each place, -1 for none."""
        from scipy.sparse import csr_array

        held = np.flatnonzero(groups >= 0)
        chosen = csr_array((np.ones(len(held)), (held, groups[held])), shape=(len(groups), count))
        return np.asarray(sum((part @ chosen).toarray() for part in (self.first, self.since)), np.float64)

    def after(self, changed: BitMap, now: Mentions) -> "MentionCounts":
        """Return the counts after postings have changed: what these were is taken away, what they are is added."""
        if not now.dated.has_places_of(self.of.dated):
            return count_mentions(now)
        skills = self.skills + tuple(sorted(now.skills.keys() - set(self.skills)))
        first, since = (_with_rows(part, len(skills)) for part in (self.first, self.since))
        for sign, mentions in ((-1, self.of), (1, now)):
            since = since + sign * _by_skill(mentions._replace(counted=mentions.counted & changed), skills)
        if since.nnz > first.nnz // _MANY:
            first, since = first + since, _by_skill(_of_none(now), skills)
        return MentionCounts(now, skills, first, since)


def count_mentions(mentions: Mentions) -> MentionCounts:
    """Count the mentions of a snapshot."""
    skills = tuple(sorted(mentions.skills))
    return MentionCounts(mentions, skills, _by_skill(mentions, skills), _by_skill(_of_none(mentions), skills))


def _of_none(mentions: Mentions) -> Mentions:
    return mentions._replace(counted=_NONE)


def _with_rows(counts: "csr_array", rows: int) -> "csr_array":
    if counts.shape[0] < rows:
        counts = counts.copy()
        counts.resize(rows, counts.shape[1])
    return counts


def _by_skill(mentions: Mentions, skills: tuple[str, ...]) -> "csr_array":
    """Count the postings that name each of some skills at each place, (skills, places), as a sparse array."""
    from scipy.sparse import csr_array

    dated = mentions.dated
    numbers, places, starts = [_NOWHERE], [_NOWHERE], [0]
    for skill in skills:
        named = mentions.skills.get(skill, _NONE) & mentions.counted
        if named:
            by_place = np.bincount(dated.place[bitmap_to_array(named)])
            places.append(np.flatnonzero(by_place).astype(np.int32))
            numbers.append(by_place[places[-1]].astype(np.int32))
        starts.append(starts[-1] + (len(places[-1]) if named else 0))
    parts = np.concatenate(numbers), np.concatenate(places), np.array(starts, np.int32)
    return csr_array(parts, shape=(len(skills), dated.room))
