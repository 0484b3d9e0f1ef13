"""Prefilter for phrase matching: find quickly the tokens that may begin a phrase."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truerole.model.text.hash_table import HashIndex, hash_index, hashes_of
from truerole.model.text.vocabulary import Lexicon, Numbers

Words = tuple[str, ...]
Flags = npt.NDArray[np.bool_]
# SECOND is twice FIRST, so that both of a pair meet by a shift.
FIRST, SECOND, ALONE = 1, 2, 4


class Beginnings(NamedTuple):
    """Beginnings of phrases: tokens that are a phrase alone, and tokens that form a pair with the next, by pair number.

    A pair has its tokens in `paired` and its numbers in `pairs`, both in the order of the text.
    """

    alone: list[int]
    paired: list[int]
    pairs: list[int]


@dataclass(frozen=True, slots=True)
class PhrasePrefilter:
    """Words of phrases by number, the places that each may have as bits, and an index of the first two words.

    A pair of words is held as one number; `pair_numbers` counts from 1. The bits (ALONE, FIRST of a pair, SECOND) spare
    most tokens the search.
    """

    table: Lexicon
    parts: npt.NDArray[np.uint8]
    pairs: HashIndex
    pair_numbers: dict[Words, int]

    def beginnings(self, numbers: Numbers) -> Beginnings:
        """Return the tokens, given by their numbers in `table`, that begin a phrase."""
        parts = self.parts.take(numbers)
        left = ((parts[:-1] & FIRST) & (parts[1:] >> 1)).nonzero()[0]
        first, second = numbers.take(left).astype(np.int64), numbers.take(left + 1)
        pairs = self.pairs.find(hashes_of(first * len(self.parts) + second))
        known = pairs.nonzero()[0]
        alone = (parts & ALONE).nonzero()[0]
        return Beginnings(alone.tolist(), left.take(known).tolist(), pairs.take(known).tolist())


def phrase_prefilter(phrases: Iterable[Words]) -> PhrasePrefilter:
    """Build the prefilter for phrases, given as words in lower case."""
    phrases = list(phrases)
    table = Lexicon({word: i for i, word in enumerate(dict.fromkeys(w for words in phrases for w in words), 1)})
    size = len(table) + 1
    parts = np.zeros(size, np.uint8)
    parts[[table[words[0]] for words in phrases if len(words) == 1]] = ALONE
    pairs = {pair: i for i, pair in enumerate(dict.fromkeys(words[:2] for words in phrases if len(words) > 1), 1)}
    left, right = np.array([[table[a], table[b]] for a, b in pairs], np.int64).reshape(-1, 2).T
    parts[left] |= FIRST
    parts[right] |= SECOND
    return PhrasePrefilter(table, parts, hash_index(hashes_of(left * size + right)), pairs)
