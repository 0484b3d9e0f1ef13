"""Clustering of postings that show the same job, as they come; pure: `store_clusters.py` reads and writes the store.

A cluster has a canonical posting, which the others name: none that shows a cut text beside the whole, of the others the
one nearest to the employer, of these the earliest. A posting joins by what its own board calls the job, or by its text,
whole or cut. It is compared with the postings that have keys, the
canonical one and those whose text was another, so that the search stays quick and texts do not drift; and its title and
place must fit all that the cluster has: who says "Germany" does not make one job of Berlin and Munich.
"""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

from truerole.core.posting import SourceRanks
from truerole.data.dedup.match_rules import (
    DuplicateKind,
    Fingerprint,
    JobKey,
    compatible,
    duplicate_kind,
    is_cut_copy,
    similarity_if_duplicate,
)
from truerole.data.dedup.minhash import SAME_TEXT_THRESHOLD, lsh_bands

# The rank of a source that has none: a file that a user imported.
UNRANKED = 2
_MAX_CITIES = 3
# What stands for the similarity of a cut text with the whole: a similar text comes first.
_CUT_SIMILARITY = 0.5
# Postings of different jobs that one key may find: a text shown in thousands of towns must not be compared with itself
# as often. Those of a company are found by the key of their town.
_MAX_PER_KEY = 50


def blocking_keys(posting: Fingerprint) -> list[int]:
    """Return the blocking keys of a posting: LSH bands of both signatures, and hashes of company, title and city."""
    bands = [*lsh_bands(posting.text_signature), *lsh_bands(posting.own_signature)]
    return list(dict.fromkeys([*bands, *job_hashes(posting)]))


def job_hashes(posting: Fingerprint) -> list[int]:
    """Return hashes of company and title, which find a cut text, and of both with each city; none without a text.

    A title that names the place has one with it, too: who cuts the text may leave the place to the title.
    """
    key = posting.job_key
    if not posting.company or not key.title or not (posting.text_signature or posting.text):
        return []
    cities = sorted({place.names[0] for place in key.places if place.names})
    asked = [(key.title.words, city) for city in ("", *cities[:_MAX_CITIES])]
    asked += [(key.title.words | key.in_title, "")] if key.in_title else []
    company, levels = "".join(posting.company), sorted(key.title.levels)
    return [_hash(company, *sorted(words), "/", *levels, "@", city) for words, city in asked]


def _hash(*words: str) -> int:
    return int.from_bytes(blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


class Clusters:
    """Clusters of duplicate postings; new postings are added in the order of their numbers."""

    def __init__(self, ranks: SourceRanks | None = None) -> None:
        """Make an empty clustering; `ranks` tells the nearest to the employer, a source without a rank comes last."""
        self._ranks = ranks or {}
        self._fingerprints: dict[int, Fingerprint] = {}
        self._canonical: dict[int, int] = {}
        self._job_keys: defaultdict[int, set[JobKey]] = defaultdict(set)
        self._by_key: defaultdict[int, set[int]] = defaultdict(set)
        self._by_origin: defaultdict[str, set[int]] = defaultdict(set)
        # Former canonical postings, each with the one that took its place.
        self.superseded: dict[int, int] = {}
        # The blocking keys of added postings by which others are to be found.
        self.new_keys: dict[int, Sequence[int]] = {}

    def __contains__(self, number: int) -> bool:
        """Tell whether a posting is loaded or added."""
        return number in self._fingerprints

    def load(self, posting: Fingerprint, canonical: int | None = None, keys: Sequence[int] = ()) -> None:
        """Load a posting that was clustered before; `canonical` is None for a posting that is canonical itself."""
        number = posting.number
        self._fingerprints[number] = posting
        self._canonical[number] = number if canonical is None else canonical
        self.add_job_key(self.canonical(number), posting.job_key)
        for key in keys:
            self._by_key[key].add(number)
        if posting.origin:
            self._by_origin[posting.origin].add(number)

    def add_job_key(self, canonical: int, job_key: JobKey) -> None:
        """Add the job key of a member to a cluster, which later postings have to be compatible with."""
        self._job_keys[canonical].add(job_key)

    def canonical(self, number: int) -> int:
        """Return the number of the canonical posting of a posting's cluster, possibly the same number."""
        first = self._canonical[number]
        while first in self.superseded:
            first = self.superseded[first]
        return first

    def kind(self, number: int) -> DuplicateKind:
        """Return how a posting duplicates the canonical posting: the same job, or a copy by another company."""
        posting, first = self._fingerprints[number], self._fingerprints[self.canonical(number)]
        named = {n for n in self._by_origin.get(posting.origin or "", ()) if self.canonical(n) == first.number}
        kinds = (duplicate_kind(self._fingerprints[n], first) for n in named | {number})
        return "same" if "same" in kinds else "copy"

    def add(self, posting: Fingerprint, keys: Sequence[int]) -> int:
        """Add a posting with blocking keys to a matching or a new cluster; return the canonical number."""
        named = {self.canonical(n) for n in self._by_origin.get(posting.origin or "", ())}
        similarity, near = self._nearest(posting, keys)
        joined = named if near is None or not self._may_join(posting, near, named) else named | {near}
        cut = self._cut(posting, joined)
        first = min((*joined, posting.number), key=lambda n: (n in cut, self._rank(posting, n), n))
        self._merge(joined - {first}, first)
        if near not in joined or similarity < SAME_TEXT_THRESHOLD or first == posting.number:
            self.new_keys[posting.number] = [key for key in keys if len(self._by_key.get(key, ())) < _MAX_PER_KEY]
        self.load(posting, first, self.new_keys.get(posting.number, ()))
        return first

    def _nearest(self, posting: Fingerprint, keys: Sequence[int]) -> tuple[float, int | None]:
        """Return the text similarity and the canonical posting of the best cluster: the same job before a copy."""
        found = []
        for number in {number for key in keys for number in self._by_key.get(key, ())}:
            other = self._fingerprints[number]
            if compatible(posting.job_key, other.job_key) and (similarity := self._similarity(posting, other)):
                first = self.canonical(number)
                if all(compatible(posting.job_key, key) for key in self._job_keys[first]):
                    same = duplicate_kind(posting, self._fingerprints[first]) == "same"
                    found.append((same, similarity, -first))
        _, similarity, negative = max(found, default=(False, 0.0, 0))
        return similarity, -negative or None

    def _similarity(self, posting: Fingerprint, other: Fingerprint) -> float:
        """Return the similarity with a posting of a cluster; a cut text is compared with the one that stands for it.

        Compared with all, a cut text would bring two jobs together that begin with the same words on their company.
        """
        similar = similarity_if_duplicate(posting, other)
        if similar or self.canonical(other.number) != other.number:
            return similar
        return _CUT_SIMILARITY if is_cut_copy(posting, other) or is_cut_copy(other, posting) else 0.0

    def _cut(self, posting: Fingerprint, joined: set[int]) -> set[int]:
        """Return the numbers, of a posting and those it joins, of those with a cut text of another one of them."""
        all_of_them = [posting, *(self._fingerprints[number] for number in joined)]
        return {one.number for one in all_of_them for other in all_of_them if is_cut_copy(one, other)}

    def _may_join(self, posting: Fingerprint, near: int, named: set[int]) -> bool:
        """Tell whether the cluster of a similar text may merge with the clusters that the origin names."""
        if not named:
            return True
        others = [key for first in named for key in self._job_keys[first]]
        fits = all(compatible(key, other) for key in self._job_keys[near] for other in others)
        return fits and duplicate_kind(posting, self._fingerprints[near]) == "same"

    def _rank(self, posting: Fingerprint, number: int) -> int:
        source, _ = (posting if number == posting.number else self._fingerprints[number]).job_key.board
        return self._ranks.get(source, UNRANKED)

    def _merge(self, former: set[int], canonical: int) -> None:
        for number in former:
            self.superseded[number] = canonical
            self._job_keys[canonical] |= self._job_keys.pop(number, set())
