"""MinHash signatures and LSH bands of texts, which find near-duplicates: a posting for two cities, or on two boards.

A text becomes the set of its shingles, runs of four words. The similarity of two texts is that of these sets (Jaccard
1901). A signature estimates it without the texts, after Broder's MinHash (1997) with one permutation: each shingle is
hashed to a place on a ring, and of 128 points on it the signature keeps the next hash (Li, Owen and Zhang 2012;
Shrivastava and Li 2014), the last eight bits (Li and König 2010): two texts have the same hash there as often as they
share shingles. Locality-sensitive hashing (LSH): bands of six hashes each, of which similar texts share one nearly
always and others hardly ever, find whom to compare with.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

# Shorter texts say too little to be called the same.
MIN_WORDS = 40
# The Jaccard similarity from which two texts are near-duplicates.
SAME_TEXT_THRESHOLD = 0.85
N_HASHES, N_BANDS, HASHES_PER_BAND = 128, 5, 6

_SHINGLE = 4  # words, as `minhash_signature` has them
_MAX_CODE_UNITS = 1 << 17
_MULTIPLIER = 0x9E3779B97F4A7C15
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)
# Consecutive points of a signature lie far apart: in a short text, neighbours see the same hash.
_RING = (np.arange(N_HASHES) * ((1 << 32) // N_HASHES)).astype(np.uint32).reshape(8, -1).T.ravel()

Hashes = NDArray[np.uint64]


def hash_words(text: str) -> Hashes:
    """Hash each word of a text, in any case and between any separators, to an array of uint64 (n_words,)."""
    places, powers, inverses = _tables()
    letters = places.take(np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16)[:_MAX_CODE_UNITS])
    inside = np.zeros(len(letters) + 1, bool)
    np.not_equal(letters, 0, out=inside[1:])
    starts = np.flatnonzero(inside[1:] > inside[:-1])
    return np.add.reduceat(letters * powers[: len(letters)], starts) * inverses[starts]


@cache
def _tables() -> tuple[Hashes, Hashes, Hashes]:
    """Build tables of hashes by UTF-16 code unit (0 for separators), and powers of an odd number and inverses."""
    drawn = _mixed(_mixed(np.arange(1, (1 << 16) + 1, dtype=np.uint64) * _MIX[0]) * _MIX[2])
    lower = [ord(c.lower()) if len(c.lower()) == 1 and c.isalnum() else ord(c) for c in map(chr, range(1 << 16))]
    kept = np.array([chr(n).isalnum() for n in range(1 << 16)])
    powers, inverses = (np.full(_MAX_CODE_UNITS, n, np.uint64) for n in (_MULTIPLIER, pow(_MULTIPLIER, -1, 1 << 64)))
    return np.where(kept, drawn[lower], 0), np.multiply.accumulate(powers), np.multiply.accumulate(inverses)


def minhash_signature(text: str, fewest: int = MIN_WORDS) -> bytes:
    """Return the MinHash signature of a text, 128 bytes; empty for a text of fewer than `fewest` words."""
    words = hash_words(text)
    if len(words) < max(fewest, _SHINGLE):
        return b""
    last = len(words) - _SHINGLE + 1
    shingles = (
        words[:last] * _MIX[0] + words[1 : last + 1] * _MIX[1] + words[2 : last + 2] * _MIX[2] + words[3:] * _MIX[3]
    )
    places = np.sort((_mixed(shingles) >> np.uint64(32)).astype(np.uint32))
    following = places[places.searchsorted(_RING) % len(places)]
    return following.astype(np.uint8).tobytes()


def _mixed(numbers: Hashes) -> Hashes:
    mixed: Hashes = (numbers ^ (numbers >> np.uint64(29))) * _MIX[1]
    return mixed ^ (mixed >> np.uint64(32))


def jaccard_estimate(one: bytes, other: bytes) -> float:
    """Estimate the Jaccard similarity of two texts, 0 to 1, from their signatures; 0 for an empty signature."""
    if not one or not other:
        return 0.0
    same = float(np.mean(np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8)))
    return max(0.0, (same - _CHANCE) / (1 - _CHANCE))


# The probability that two different hashes have the same eight bits.
_CHANCE = 1 / 256
_BAND_SALT = (np.arange(N_BANDS, dtype=np.uint64) * _MIX[2]).view(np.int64)


def lsh_bands(signature: bytes) -> list[int]:
    """Return the LSH keys of a signature, a signed 64-bit integer for each band; none for an empty signature.

    Texts with a similarity of 0.95 share a key with a probability of 0.999, with 0.9 of 0.98, with 0.6 of 0.21, with
    0.4 of 0.02. More keys would find a few more, and make a large store slow to write: each lies somewhere else in it.
    """
    if not signature:
        return []
    padded = np.zeros((N_BANDS, 8), np.uint8)
    padded[:, -HASHES_PER_BAND:] = np.frombuffer(signature, np.uint8)[: N_BANDS * HASHES_PER_BAND].reshape(
        N_BANDS, HASHES_PER_BAND
    )
    keys: list[int] = (padded.view("<i8").ravel() ^ _BAND_SALT).tolist()
    return keys
