"""Find quickly where in a text phrases may stand, so that only those places are looked at closely."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from model.tokens import Ints, Table, Tokens

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Hold the words of some phrases, numbered; which are a phrase alone, by number; which two follow each other.

    A pair of words is held as one number; they are sorted and end with one greater than all.
    """

    table: Table
    alone: npt.NDArray[np.bool_]
    pairs: Ints

    def alone_and_paired(self, numbers: Ints) -> tuple[npt.NDArray[np.bool_], Ints]:
        """Say of each token whether it is a phrase alone, and return those that the next one may go on from."""
        left = np.flatnonzero((numbers[:-1] > 0) & (numbers[1:] > 0))
        codes = numbers[left] * len(self.alone) + numbers[left + 1]
        return self.alone[numbers], left[self.pairs[self.pairs.searchsorted(codes)] == codes]

    def beginnings(self, tokens: Tokens) -> list[int]:
        """Return the tokens at which a phrase may begin."""
        found, paired = self.alone_and_paired(tokens.numbers(self.table))
        found[paired] = True
        places: list[int] = np.flatnonzero(found).tolist()
        return places


def screen(phrases: Iterable[Words]) -> Screen:
    """Return the screen for phrases, given as their words in lower case."""
    phrases = list(phrases)
    table = Table({word: i for i, word in enumerate(dict.fromkeys(w for words in phrases for w in words), 1)})
    size = len(table) + 1
    alone = np.zeros(size, np.bool_)
    alone[[table[words[0]] for words in phrases if len(words) == 1]] = True
    codes = {table[a] * size + table[b] for words in phrases for a, b in pairwise(words)}
    return Screen(table, alone, np.array([*sorted(codes), size * size], np.int64))
