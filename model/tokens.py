"""The words and signs of a text, and where tables know them.

Looking up each token of a text in one large table after another is slow, as most looks leave the processor's cache. So
the words of all texts are numbered once, and each table keeps what it says of a word beside the word's number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

# So many forms of words are numbered, the first ones seen; others are looked up anew each time.
_MOST_FORMS = 1 << 16
_UNNUMBERED, _NOT_ASKED = 0, -2


class _Lexicon(dict[str, int]):
    """Number words, all forms of one that differ in case alike."""

    def __init__(self) -> None:
        self._next = count(_UNNUMBERED + 1).__next__

    def __missing__(self, form: str) -> int:
        lower = form.lower()
        if len(self) >= _MOST_FORMS:
            return self.get(lower, _UNNUMBERED)
        self[form] = self[lower] = number = self.get(lower) or self._next()
        return number


_LEXICON = _Lexicon()


class Table(dict[str, int]):
    """Map words in lower case to numbers, and all others to `missing`; no number is -2."""

    def __init__(self, numbers: Mapping[str, int], missing: int = 0) -> None:
        super().__init__(numbers)
        self.missing = missing
        # By the word's number; beyond the most there is room for what threads number at the same time.
        self.known = np.full(_MOST_FORMS + 1_000, _NOT_ASKED, np.int32)

    def __missing__(self, word: str) -> int:
        return self.missing


def group(words: str) -> Table:
    """Return a table that has the words of a text."""
    return Table(dict.fromkeys(words.split(), 1))


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
    def _numbers(self) -> Ints:
        return np.fromiter(map(_LEXICON.__getitem__, self.words), np.int64, len(self.words))

    def numbers(self, table: Table) -> Ints:
        """Return the number that `table` has for each token."""
        found = table.known[self._numbers].astype(np.int64)
        for i in np.flatnonzero(found == _NOT_ASKED).tolist():
            found[i] = table[self.lower[i]]
            if self._numbers[i] != _UNNUMBERED:
                table.known[self._numbers[i]] = found[i]
        return found

    def among(self, table: Table) -> list[int]:
        """Return the tokens that `table` has."""
        places: list[int] = np.flatnonzero(self.numbers(table)).tolist()
        return places

    def glued(self, i: int) -> bool:
        """Say whether token `i` follows the word before it without a space, as where a line break was lost."""
        before = self.words[i - 1] if i else ""
        return before.isalpha() and self.words[i][0].isupper() and bool(self.ends[i - 1] == self.starts[i])
