"""The words and signs of a text, and where tables know them."""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]


class Numbers(dict[str, int]):
    """Number words from 1 on; 0 stands for all others."""

    def __missing__(self, word: str) -> int:
        return 0


@dataclass(frozen=True)
class Tokens:
    """Hold the words and signs of a text; token i stands at `starts[i]` to before `ends[i]`."""

    words: tuple[str, ...]
    starts: Places
    ends: Places

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """Return the tokens in lower case."""
        return tuple(map(str.lower, self.words))

    @cached_property
    def _distinct(self) -> tuple[tuple[str, ...], Ints]:
        # Half of all tokens stand there again, and tables are large: one look per word is worth a table of its own.
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        places = np.fromiter(map(numbers.__getitem__, self.lower), np.int64, len(self.words))
        return tuple(numbers), places

    def numbers(self, table: Mapping[str, int]) -> Ints:
        """Return the number that `table` has for each token in lower case."""
        words, places = self._distinct
        return np.fromiter(map(table.__getitem__, words), np.int64, len(words))[places]

    def among(self, group: Container[str]) -> list[int]:
        """Return the tokens that are, in lower case, in `group`."""
        words, places = self._distinct
        found = np.fromiter(map(group.__contains__, words), np.bool_, len(words))
        return np.flatnonzero(found[places]).tolist()

    def glued(self, i: int) -> bool:
        """Say whether token `i` follows the word before it without a space, as where a line break was lost."""
        before = self.words[i - 1] if i else ""
        return before.isalpha() and self.words[i][0].isupper() and bool(self.ends[i - 1] == self.starts[i])
