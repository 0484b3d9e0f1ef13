"""Word ids: a number for each word of any lexicon, found by 64-bit hashes; lexicons map ids to their own numbers.

The words of all lexicons are numbered together, so that one search per text finds the id of each token; beside the ids
each lexicon keeps an array of its own values.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from truerole.model.text.char_classes import Codes, codes_of
from truerole.model.text.hash_table import FACTOR, Hashes, Ints, hash_index

Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.signedinteger[Any]]

# A prefix sum of characters, each times its power of this odd number, gives the hash of any token by one difference
# (Karp & Rabin 1987), modulo 2^64, and the powers of its inverse make the hash the same at any place.
_INVERSE = pow(FACTOR, -1, 1 << 64)


class _Powers:
    """Cache of the powers of a number modulo 2^64, as many as the longest text so far has characters."""

    def __init__(self, base: int) -> None:
        self._base, self._powers = base, np.ones(1, np.uint64)

    def first(self, size: int) -> Hashes:
        """Return the powers from 0 to before `size`."""
        if len(self._powers) < size:
            factors = np.full(max(size, 2 * len(self._powers)), self._base, np.uint64)
            factors[0] = 1
            self._powers = np.multiply.accumulate(factors)
        return self._powers[:size]


_POWERS, _INVERSES = _Powers(FACTOR), _Powers(_INVERSE)


def hash_spans(codes: Codes, starts: Places, ends: Places) -> Hashes:
    """Hash each span of code points, from `starts[i]` to before `ends[i]`, by a polynomial rolling hash (64 bits)."""
    sums = np.empty(len(codes) + 1, np.uint64)
    sums[1:] = codes
    # From the first power on, so that the high bits of a hash depend on the first character too; codes count from 1,
    # so that a NUL character is told from the empty word.
    sums += np.uint64(1)
    sums[0] = 0
    sums *= _POWERS.first(len(sums))
    np.add.accumulate(sums, out=sums)
    return (sums.take(ends) - sums.take(starts)) * _INVERSES.first(len(sums)).take(starts)


def _hash_words(words: Sequence[str]) -> Hashes:
    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    return hash_spans(codes_of("".join(words)), np.append(0, ends)[:-1], ends)


class WordIds:
    """Ids of words, from 1 to `size`, in the order in which they are added; safe to use from several threads."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self.size = 0
        self._index = hash_index(_hash_words(()))
        self._lock = Lock()

    def add(self, words: Iterable[str]) -> list[int]:
        """Return the ids of `words`, new ids for new words."""
        with self._lock:
            ids = [self._ids.setdefault(word, len(self._ids) + 1) for word in words]
            self.size = len(self._ids)
            return ids

    def find(self, hashes: Hashes) -> Ints:
        """Return the ids of words by their hashes, 0 for unknown words."""
        with self._lock:
            if self._index.size < len(self._ids):
                self._index = hash_index(_hash_words(list(self._ids)))
            index = self._index
        return index.find(hashes)


WORD_IDS = WordIds()


def hash_each(words: Iterable[str]) -> Hashes:
    """Hash words, in any case, as the tokens of the same words."""
    return _hash_words([word.lower() for word in words])


def is_known(word: str) -> bool:
    """Return whether any lexicon has a word, in whatever case."""
    return bool(WORD_IDS.find(hash_each((word,)))[0])


class Lexicon(dict[str, int]):
    """Mapping of words in lower case to numbers, and of all other words to `missing`."""

    def __init__(self, numbers: Mapping[str, int], missing: int = 0) -> None:
        super().__init__(numbers)
        self.missing = missing
        self._own_ids = np.array(WORD_IDS.add(self), np.int64)
        # One byte a word where that is enough: most lexicons are sets, and what is small stays in the cache.
        small = all(-128 <= number < 128 for number in (*self.values(), missing))
        self._values: Numbers = np.zeros(0, np.int8 if small else np.int64)

    def __missing__(self, word: str) -> int:
        return self.missing

    def look_up(self, word_ids: Ints) -> Numbers:
        """Return the numbers that the lexicon gives to words, by their word ids (0: an unknown word)."""
        if len(self._values) <= WORD_IDS.size:
            values = np.full(WORD_IDS.size + 1, self.missing, self._values.dtype)
            values[self._own_ids] = list(self.values())
            self._values = values
        found: Numbers = self._values.take(word_ids)
        return found


def word_set(words: str) -> Lexicon:
    """Return a lexicon that gives 1 to the words of a text, 0 to all others."""
    return Lexicon(dict.fromkeys(words.split(), 1))
