"""Prefilter for phrase matching: find quickly the tokens that may begin a phrase."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truerole.model.text.hash_table import MISSING, HashIndex, hash_index, hashes_of
from truerole.model.text.vocabulary import Lexicon, Numbers

Words = tuple[str, ...]
Flags = npt.NDArray[np.bool_]


class Beginnings(NamedTuple):
    """Beginnings of phrases: tokens that are a phrase alone, and tokens that form a pair with the next, by pair number.

    A pair has its tokens in `paired` and its numbers in `pairs`, both in the order of the text.
    """

    alone: list[int]
    paired: list[int]
    pairs: list[int]


@dataclass(frozen=True, slots=True)
class PhrasePrefilter:
    """Words of phrases by number, flags of the words that are a phrase alone, and an index of the first two words.

    A pair of words is held as one number; `pair_numbers` counts from 1. Which words can be the first of a pair and
    which the second, by number, spares most tokens the search.
    """

    table: Lexicon
    alone: Flags
    firsts: Flags
    seconds: Flags
    pairs: HashIndex
    pair_numbers: dict[Words, int]

    def beginnings(self, numbers: Numbers) -> Beginnings:
        """Return the tokens, given by their numbers in `table`, that begin a phrase."""
        left = (self.firsts.take(numbers[:-1]) & self.seconds.take(numbers[1:])).nonzero()[0]
        first, second = numbers.take(left).astype(np.int64), numbers.take(left + 1)
        pairs = self.pairs.find(hashes_of(first * len(self.alone) + second))
        known = (pairs != MISSING).nonzero()[0]
        alone = self.alone.take(numbers).nonzero()[0]
        return Beginnings(alone.tolist(), left.take(known).tolist(), pairs.take(known).tolist())


def phrase_prefilter(phrases: Iterable[Words]) -> PhrasePrefilter:
    """Build the prefilter for phrases, given as words in lower case."""
    phrases = list(phrases)
    table = Lexicon({word: i for i, word in enumerate(dict.fromkeys(w for words in phrases for w in words), 1)})
    size = len(table) + 1
    alone, firsts, seconds = np.zeros((3, size), np.bool_)
    alone[[table[words[0]] for words in phrases if len(words) == 1]] = True
    pairs = {pair: i for i, pair in enumerate(dict.fromkeys(words[:2] for words in phrases if len(words) > 1), 1)}
    left, right = np.array([[table[a], table[b]] for a, b in pairs], np.int64).reshape(-1, 2).T
    firsts[left] = seconds[right] = True
    return PhrasePrefilter(table, alone, firsts, seconds, hash_index(hashes_of(left * size + right)), pairs)
