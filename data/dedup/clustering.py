"""Put postings that show one job into one group, as they come; pure: `store_clusters.py` brings what the store knows.

A group has a first posting, which the others name: the one nearest to the employer, of these the earliest. A posting
joins by what its own board calls the job, or by its text. It is compared with the postings that have keys, the first
one and those whose text was another, so that looking stays quick and texts do not drift; and its title and place must
fit all that the group has: who says "Germany" does not make one job of Berlin and Munich.
"""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from truerole.data.dedup.match_rules import (
    DuplicateKind,
    Fingerprint,
    JobKey,
    compatible,
    duplicate_kind,
    text_similarity,
)
from truerole.data.dedup.minhash import SAME_TEXT_THRESHOLD, lsh_bands

_MOST_CITIES = 3
# So many postings of different jobs are found by one key: a text shown in thousands of towns must not be compared with
# itself as often. Those of a company are found by the key of their town.
_CROWD = 50


def blocking_keys(shown: Fingerprint) -> list[int]:
    """Return the keys by which a posting is found: those of its sketches, and of company, title and city together."""
    return list(dict.fromkeys([*lsh_bands(shown.text), *lsh_bands(shown.own), *_job_keys(shown)]))


def _job_keys(shown: Fingerprint) -> list[int]:
    if not shown.company or not shown.job_key.title or not shown.text:
        return []
    cities = sorted({place.names[0] for place in shown.job_key.places if place.names}) or [""]
    title = [*sorted(shown.job_key.title.words), "/", *sorted(shown.job_key.title.levels)]
    return [_hash("".join(shown.company), *title, "@", city) for city in cities[:_MOST_CITIES]]


def _hash(*words: str) -> int:
    return int.from_bytes(blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


class Clusters:
    """Hold what is known of some groups; add new postings to them in the order of their numbers."""

    def __init__(self) -> None:
        self._shown: dict[int, Fingerprint] = {}
        self._first: dict[int, int] = {}
        self._looks: defaultdict[int, set[JobKey]] = defaultdict(set)
        self._by_key: defaultdict[int, set[int]] = defaultdict(set)
        self._by_origin: defaultdict[str, set[int]] = defaultdict(set)
        # Of each posting that was the first of a group the one that took its place.
        self.moved: dict[int, int] = {}
        # The keys of those added postings by which others are to be found.
        self.keys: dict[int, Sequence[int]] = {}

    def __contains__(self, number: int) -> bool:
        """Say whether a posting is known."""
        return number in self._shown

    def learn(self, shown: Fingerprint, first: int | None = None, keys: Sequence[int] = ()) -> None:
        """Take in a posting that was grouped before; `first` is None for one that is the first of its group itself."""
        self._shown[shown.number] = shown
        self._first[shown.number] = shown.number if first is None else first
        self.look(self.first_of(shown.number), shown.job_key)
        for key in keys:
            self._by_key[key].add(shown.number)
        if shown.origin:
            self._by_origin[shown.origin].add(shown.number)

    def look(self, first: int, look: JobKey) -> None:
        """Take in how a posting of a group looks."""
        self._looks[first].add(look)

    def first_of(self, number: int) -> int:
        """Return the first posting of the group of one; itself where it is that."""
        first = self._first[number]
        while first in self.moved:
            first = self.moved[first]
        return first

    def kind(self, number: int) -> DuplicateKind:
        """Return as what a posting stands beside the first one of its group."""
        shown, first = self._shown[number], self._shown[self.first_of(number)]
        shows = {m for m in self._by_origin.get(shown.origin or "", ()) if self.first_of(m) == first.number}
        return "same" if any(duplicate_kind(self._shown[m], first) == "same" for m in shows | {number}) else "copy"

    def add(self, shown: Fingerprint, keys: Sequence[int]) -> int:
        """Put a posting with its keys into the group of its job, or begin one, and return the first posting of it."""
        named = {self.first_of(n) for n in self._by_origin.get(shown.origin or "", ())}
        likeness, near = self._nearest(shown, keys)
        joined = named if near is None or not self._joins(shown, near, named) else named | {near}
        first = min((*joined, shown.number), key=lambda n: (self._rank(shown, n), n))
        self._join(joined - {first}, first)
        if near not in joined or likeness < SAME_TEXT_THRESHOLD or first == shown.number:
            self.keys[shown.number] = [key for key in keys if len(self._by_key.get(key, ())) < _CROWD]
        self.learn(shown, first, self.keys.get(shown.number, ()))
        return first

    def _nearest(self, shown: Fingerprint, keys: Sequence[int]) -> tuple[float, int | None]:
        """Return how alike the text of the best fitting group is, and its first posting: one job before a copy."""
        found = []
        for number in {number for key in keys for number in self._by_key.get(key, ())}:
            other = self._shown[number]
            if compatible(shown.job_key, other.job_key) and (likeness := text_similarity(shown, other)):
                first = self.first_of(number)
                if all(compatible(shown.job_key, look) for look in self._looks[first]):
                    found.append((duplicate_kind(shown, self._shown[first]) == "same", likeness, -first))
        _, likeness, negative = max(found, default=(False, 0.0, 0))
        return likeness, -negative or None

    def _joins(self, shown: Fingerprint, near: int, named: set[int]) -> bool:
        """Say whether a group that is near by text may become one with those that its origin names."""
        if not named:
            return True
        looks = [look for first in named for look in self._looks[first]]
        fits = all(compatible(one, other) for one in self._looks[near] for other in looks)
        return fits and duplicate_kind(shown, self._shown[near]) == "same"

    def _rank(self, shown: Fingerprint, number: int) -> int:
        return shown.rank if number == shown.number else self._shown[number].rank

    def _join(self, firsts: set[int], first: int) -> None:
        for former in firsts:
            self.moved[former] = first
            self._looks[first] |= self._looks.pop(former, set())
