"""Prefilter for phrase matching: find quickly the tokens that may begin a phrase."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from truerole.model.text.hash_table import MISSING, HashIndex, Ints, hash_index, hashes_of
from truerole.model.text.vocabulary import Lexicon

Words = tuple[str, ...]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PhrasePrefilter:
    """Words of phrases by number, flags of the words that are a phrase alone, and an index of the pairs of neighbours.

    A pair of words is held as one number. Which words can be the first of a pair and which the second, by number,
    spares most tokens the search.
    """

    table: Lexicon
    alone: Flags
    firsts: Flags
    seconds: Flags
    pairs: HashIndex

    def alone_and_paired(self, numbers: Ints) -> tuple[Flags, Ints]:
        """Flag the tokens that are a phrase alone; return the indices of tokens that form a pair with the next."""
        left = (self.firsts[numbers[:-1]] & self.seconds[numbers[1:]]).nonzero()[0]
        codes = numbers[left] * len(self.alone) + numbers[left + 1]
        return self.alone[numbers], left[self.pairs.find(hashes_of(codes)) != MISSING]


def phrase_prefilter(phrases: Iterable[Words]) -> PhrasePrefilter:
    """Build the prefilter for phrases, given as words in lower case."""
    phrases = list(phrases)
    table = Lexicon({word: i for i, word in enumerate(dict.fromkeys(w for words in phrases for w in words), 1)})
    size = len(table) + 1
    alone, firsts, seconds = np.zeros((3, size), np.bool_)
    alone[[table[words[0]] for words in phrases if len(words) == 1]] = True
    codes = np.unique([table[a] * size + table[b] for words in phrases for a, b in pairwise(words)])
    firsts[codes // size] = seconds[codes % size] = True
    return PhrasePrefilter(table, alone, firsts, seconds, hash_index(hashes_of(codes)))
