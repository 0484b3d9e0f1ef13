"""Find texts that are nearly the same: one posting for two cities, or on two boards.

A text becomes the set of its runs of four words. Two texts are as alike as the runs that they share among all that
either has (Jaccard 1901). A sketch estimates that without the texts, after Broder's MinHash (1997): each run is hashed
to a place on a ring, and of 128 points on it the sketch keeps the next place (Li, Owen and Zhang 2012; Shrivastava and
Li 2014), its last eight bits (Li and König 2010): two texts have the same place there as often as they share runs. Keys
over six points each, of which alike texts share one nearly always and others hardly ever, find whom to compare with.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

# Texts of fewer words say too little to be called the same.
MIN_WORDS = 40
# From this likeness on, two texts are one.
SAME_TEXT_THRESHOLD = 0.85
N_HASHES, N_BANDS, HASHES_PER_BAND = 128, 5, 6

_RUN = 4  # as `minhash_signature` has them
_LONGEST = 1 << 17
_ODD = 0x9E3779B97F4A7C15
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)
# The points that follow each other in a sketch lie far apart: of a short text, neighbours see the same place.
_RING = (np.arange(N_HASHES) * ((1 << 32) // N_HASHES)).astype(np.uint32).reshape(8, -1).T.ravel()

Words = NDArray[np.uint64]


def hash_words(text: str) -> Words:
    """Return a number for each word of a text, the same in any case, whatever stands between words."""
    places, powers, inverses = _tables()
    letters = places.take(np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16)[:_LONGEST])
    inside = np.zeros(len(letters) + 1, bool)
    np.not_equal(letters, 0, out=inside[1:])
    starts = np.flatnonzero(inside[1:] > inside[:-1])
    return np.add.reduceat(letters * powers[: len(letters)], starts) * inverses[starts]


@cache
def _tables() -> tuple[Words, Words, Words]:
    """Return a number for each letter and digit, 0 for all else; the powers of an odd number; their inverses."""
    drawn = _mixed(_mixed(np.arange(1, (1 << 16) + 1, dtype=np.uint64) * _MIX[0]) * _MIX[2])
    lower = [ord(c.lower()) if len(c.lower()) == 1 and c.isalnum() else ord(c) for c in map(chr, range(1 << 16))]
    kept = np.array([chr(n).isalnum() for n in range(1 << 16)])
    powers, inverses = (np.full(_LONGEST, n, np.uint64) for n in (_ODD, pow(_ODD, -1, 1 << 64)))
    return np.where(kept, drawn[lower], 0), np.multiply.accumulate(powers), np.multiply.accumulate(inverses)


def minhash_signature(text: str, fewest: int = MIN_WORDS) -> bytes:
    """Return what is kept of a text: 128 bytes; nothing of one with fewer than 40 words, or so many as are said."""
    words = hash_words(text)
    if len(words) < max(fewest, _RUN):
        return b""
    last = len(words) - _RUN + 1
    runs = words[:last] * _MIX[0] + words[1 : last + 1] * _MIX[1] + words[2 : last + 2] * _MIX[2] + words[3:] * _MIX[3]
    places = np.sort((_mixed(runs) >> np.uint64(32)).astype(np.uint32))
    following = places[places.searchsorted(_RING) % len(places)]
    return following.astype(np.uint8).tobytes()


def _mixed(numbers: Words) -> Words:
    mixed: Words = (numbers ^ (numbers >> np.uint64(29))) * _MIX[1]
    return mixed ^ (mixed >> np.uint64(32))


def jaccard_estimate(one: bytes, other: bytes) -> float:
    """Return the share of runs that two texts have in common, as their sketches tell; 0 where there is none."""
    if not one or not other:
        return 0.0
    same = float(np.mean(np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8)))
    return max(0.0, (same - _CHANCE) / (1 - _CHANCE))


# That two other places have the same eight bits.
_CHANCE = 1 / 256
_NUMBERED = (np.arange(N_BANDS, dtype=np.uint64) * _MIX[2]).view(np.int64)


def lsh_bands(kept: bytes) -> list[int]:
    """Return the keys of a sketch, as whole numbers of 64 bits with a sign; none of an empty one.

    Texts with a likeness of 0.95 share one with a probability of 0.999, with 0.9 of 0.98, with 0.6 of 0.21, with 0.4
    of 0.02. More keys would find a few more, and make a large store slow to write: each lies somewhere else in it.
    """
    if not kept:
        return []
    points = np.zeros((N_BANDS, 8), np.uint8)
    points[:, -HASHES_PER_BAND:] = np.frombuffer(kept, np.uint8)[: N_BANDS * HASHES_PER_BAND].reshape(
        N_BANDS, HASHES_PER_BAND
    )
    keys: list[int] = (points.view("<i8").ravel() ^ _NUMBERED).tolist()
    return keys
