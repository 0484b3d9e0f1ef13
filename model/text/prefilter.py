"""Prefilter for phrase matching: find quickly the tokens that may begin a phrase."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truerole.model.text.vocabulary import Lexicon, Numbers

Words = tuple[str, ...]
Flags = npt.NDArray[np.bool_]
Masks = npt.NDArray[np.uint64]
# Bit of a word that is a phrase alone, whatever follows; the others are for classes of second words.
ALONE, CLASSES = 1 << 63, 63


class Beginnings(NamedTuple):
    """Beginnings of phrases: tokens that are a phrase alone, and tokens that form a pair with the next, by pair number.

    A pair has its tokens in `paired` and its numbers in `pairs`, both in the order of the text.
    """

    alone: list[int]
    paired: list[int]
    pairs: list[int]


@dataclass(frozen=True)
class PhrasePrefilter:
    """Words of phrases by number, and for each a set of the words that may come next.

    As a set of 63 classes of words is the bits of a number, one "and" of all tokens with their next leaves few that
    begin no phrase: of 650 tokens of a posting 46 are left, of which 29 begin the name of a skill. `ahead` has the
    classes that a word may be followed by, `own` the class that it is of; `pair_numbers` counts pairs from 1.
    """

    table: Lexicon
    ahead: Masks
    own: Masks
    pair_numbers: dict[Words, int]

    def candidates(self, numbers: Numbers) -> list[int]:
        """Return the tokens, given by their numbers in `table`, that may begin a phrase, and few others."""
        ahead = self.ahead.take(numbers)
        ahead[:-1] &= self.own.take(numbers[1:])
        ahead[-1:] &= np.uint64(ALONE)
        found: list[int] = ahead.nonzero()[0].tolist()
        return found

    def beginnings(self, numbers: Numbers) -> Beginnings:
        """Return the tokens, given by their numbers in `table`, that begin a phrase."""
        ahead = self.ahead.take(numbers)
        alone = (ahead >= ALONE).nonzero()[0]
        left = (ahead[:-1] & self._classes.take(numbers[1:])).nonzero()[0]
        both = numbers.take(left).astype(np.int64) * len(self.own) + numbers.take(left + 1)
        pairs = list(map(self._pairs.get, both.tolist()))
        paired = [i for i, pair in zip(left.tolist(), pairs, strict=True) if pair]
        return Beginnings(alone.tolist(), paired, list(filter(None, pairs)))

    @cached_property
    def _classes(self) -> Masks:
        return self.own & np.uint64(ALONE - 1)

    @cached_property
    def _pairs(self) -> dict[int, int]:
        """Numbers of pairs by the numbers of both words, joined to a single number."""
        size, number = len(self.own), self.table
        return {number[a] * size + number[b]: pair for (a, b), pair in self.pair_numbers.items()}


def phrase_prefilter(phrases: Iterable[Words]) -> PhrasePrefilter:
    """Build the prefilter for phrases, given as words in lower case."""
    phrases = list(phrases)
    table = Lexicon({word: i for i, word in enumerate(dict.fromkeys(w for words in phrases for w in words), 1)})
    pairs = {pair: i for i, pair in enumerate(dict.fromkeys(words[:2] for words in phrases if len(words) > 1), 1)}
    ahead, own = np.zeros(len(table) + 1, np.uint64), np.full(len(table) + 1, ALONE, np.uint64)
    left, right = np.array([[table[a], table[b]] for a, b in pairs], np.int64).reshape(-1, 2).T
    classes = np.uint64(1) << (right % CLASSES).astype(np.uint64)
    own[right] |= classes
    np.bitwise_or.at(ahead, left, classes)
    ahead[[table[words[0]] for words in phrases if len(words) == 1]] |= np.uint64(ALONE)
    return PhrasePrefilter(table, ahead, own, pairs)
