"""The words and signs of a text, and where tables know them.

All of a text is cut at once, as arrays of characters; words are compared by hashes of 64 bits, which sums over these
arrays give. So most tokens of a text never become a string. The words of all tables are numbered together: one search
per text finds the number of each token, beside which each table keeps what it says of that word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import overload

import numpy as np
import numpy.typing as npt

from truerole.model.text.char_classes import DIGIT, LETTER, SIGN, Codes, Kinds, codes_of, kinds_and_lower, text_of
from truerole.model.text.hash_table import FACTOR, Hashes, Ints, hash_index

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Words whole, C++ and C# and F# and decimals as one token, every other sign alone: so that "AWS/GCP", "Hadoop-based"
# and "Node.js" come apart in the posting as they do in the taxonomy.
TOKEN = re.compile(r"[cC]\+\+|[cCfF]#|\d+[.,]\d+|[^\W_]+|[^\w\s]|_")

# A prefix sum of characters, each times its power of this odd number, gives the hash of any token by one difference
# (Karp & Rabin 1987), modulo 2^64, and the powers of its inverse make the hash the same at any place.
_INVERSE = pow(FACTOR, -1, 1 << 64)
_DOT, _COMMA, _HASH, _PLUS, _C, _F = map(ord, ".,#+cf")


class _Powers:
    """Hold the powers of a number modulo 2^64, as many as the longest text so far has characters."""

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


def _hashes(lower: Codes, starts: Places, ends: Places) -> Hashes:
    sums = np.zeros(len(lower) + 1, np.uint64)
    # From the first power on, so that the high bits of a hash depend on the first character too; codes count from 1,
    # so that a NUL character is told from the empty word.
    np.cumsum((lower + np.uint32(1)) * _POWERS.first(len(lower) + 1)[1:], out=sums[1:])
    return (sums[ends] - sums[starts]) * _INVERSES.first(len(lower) + 1)[starts]


def _hashes_of(words: Sequence[str]) -> Hashes:
    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    return _hashes(codes_of("".join(words)), np.append(0, ends)[:-1], ends)


class _WordIds:
    """Number the words that any table has, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._index = hash_index(_hashes_of(()))
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, words: Iterable[str]) -> list[int]:
        """Return the numbers of `words`, new ones for those that have none."""
        with self._lock:
            return [self._numbers.setdefault(word, len(self._numbers) + 1) for word in words]

    def find(self, hashes: Hashes) -> Ints:
        """Return the numbers of the words with these hashes, 0 for those that no table has."""
        with self._lock:
            if self._index.size < len(self._numbers):
                self._index = hash_index(_hashes_of(list(self._numbers)))
            index = self._index
        return index.find(hashes)


_VOCABULARY = _WordIds()


class Lexicon(dict[str, int]):
    """Map words in lower case to numbers, and all others to `missing`."""

    def __init__(self, numbers: Mapping[str, int], missing: int = 0) -> None:
        super().__init__(numbers)
        self.missing = missing
        self._places = np.array(_VOCABULARY.number(self), np.int64)
        self._known = np.zeros(0, np.int64)

    def __missing__(self, word: str) -> int:
        return self.missing

    def look_up(self, numbers: Ints) -> Ints:
        """Return what the table has for words by their numbers in the lexicon."""
        if len(self._known) <= len(_VOCABULARY):
            known = np.full(len(_VOCABULARY) + 1, self.missing)
            known[self._places] = list(self.values())
            self._known = known
        found: Ints = self._known[numbers]
        return found


def word_set(words: str) -> Lexicon:
    """Return a table that has the words of a text."""
    return Lexicon(dict.fromkeys(words.split(), 1))


class TokenTexts(Sequence[str]):
    """Hold tokens as strings, each cut from the text when asked for."""

    def __init__(self, text: str, starts: list[int], ends: list[int]) -> None:
        self._text, self._starts, self._ends = text, starts, ends

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> tuple[str, ...]: ...
    def __getitem__(self, i: int | slice) -> str | tuple[str, ...]:
        text = self._text
        if isinstance(i, slice):
            return tuple([text[a:b] for a, b in zip(self._starts[i], self._ends[i], strict=True)])
        return text[self._starts[i] : self._ends[i]]

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def of(self, text: str) -> "TokenTexts":
        """Return the tokens at the same places of another text."""
        return TokenTexts(text, self._starts, self._ends)


@dataclass(frozen=True)
class Tokens:
    """Hold the words and signs of a text; token i stands at `starts[i]` to before `ends[i]`.

    `codes`, `kinds` and `lower_codes` are of each character of the text: its code, what it is, that of its lower case.
    """

    text: str
    starts: Places
    ends: Places
    codes: Codes = field(repr=False)
    kinds: Kinds = field(repr=False)
    lower_codes: Codes = field(repr=False)

    @cached_property
    def words(self) -> TokenTexts:
        """Return the tokens as they are written."""
        return TokenTexts(self.text, self.starts.tolist(), self.ends.tolist())

    @cached_property
    def lower(self) -> TokenTexts:
        """Return the tokens in lower case."""
        return self.words.of(text_of(self.lower_codes))

    @cached_property
    def hashes(self) -> Hashes:
        """Return a hash of each token, whatever its case."""
        return _hashes(self.lower_codes, self.starts, self.ends)

    @cached_property
    def _found(self) -> dict[int, Ints]:
        return {}

    @property
    def _numbers(self) -> Ints:
        # A table made since the last search may have words that no other one had.
        size = len(_VOCABULARY)
        if size not in self._found:
            self._found[size] = _VOCABULARY.find(self.hashes)
        return self._found[size]

    def ids(self, table: Lexicon) -> Ints:
        """Return the number that `table` has for each token."""
        return table.look_up(self._numbers)

    def positions_in(self, table: Lexicon) -> list[int]:
        """Return the tokens that `table` has."""
        places: list[int] = self.ids(table).nonzero()[0].tolist()
        return places

    def of_kind(self, kind: int) -> Flags:
        """Say of each token whether its first character is of a kind of `truerole.model.text.char_classes`."""
        flags: Flags = self.kinds[self.starts] == kind
        return flags

    @cached_property
    def capital(self) -> Flags:
        """Say of each token whether it begins with a capital."""
        flags: Flags = self.codes[self.starts] != self.lower_codes[self.starts]
        return flags

    @cached_property
    def _glued(self) -> frozenset[int]:
        here = self.capital[1:] & (self.starts[1:] == self.ends[:-1]) & (self.kinds[self.starts[1:] - 1] == LETTER)
        return frozenset([i + 1 for i in here.nonzero()[0].tolist() if self.words[i].isalpha()])

    def glued(self, i: int) -> bool:
        """Say whether token `i` follows the word before it without a space, as where a line break was lost."""
        return i in self._glued

    def all_glued(self) -> list[int]:
        """Return the tokens that are glued to the word before them."""
        return sorted(self._glued)


def tokenise(text: str) -> Tokens:
    """Return the tokens of a text, as `TOKEN` finds them."""
    codes = codes_of(text)
    kinds, lower = kinds_and_lower(codes)
    words, begins = kinds >= LETTER, kinds == SIGN
    stops = begins.copy()
    begins[:1] |= words[:1]
    begins[1:] |= words[1:] > words[:-1]
    stops[:-1] |= words[:-1] > words[1:]
    stops[-1:] |= words[-1:]
    starts, ends = begins.nonzero()[0], stops.nonzero()[0] + 1
    for first, last in _chunks(text, _joints(kinds, lower)):
        starts, ends = _cut_again(text, first, last, starts, ends)
    return Tokens(text, starts, ends, codes, kinds, lower)


def _joints(kinds: Kinds, lower: Codes) -> list[int]:
    """Return the signs that may be part of a longer token: in decimals, C++, C# and F#."""
    at = (kinds == SIGN).nonzero()[0]
    at = at[at > 0]
    sign, before = lower[at], lower[at - 1]
    after = lower.take(at + 1, mode="clip")
    decimal = ((sign == _DOT) | (sign == _COMMA)) & (kinds[at - 1] == DIGIT)
    decimal &= kinds.take(at + 1, mode="clip") == DIGIT
    named = (sign == _HASH) & ((before == _C) | (before == _F)) | (sign == _PLUS) & (after == _PLUS) & (before == _C)
    joints: list[int] = at[decimal | named].tolist()
    return joints


def _chunks(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield what stands between two blanks around each of some places, once."""
    last = 0
    for place in places:
        if place >= last:
            first = last = place
            while first and not text[first - 1].isspace():
                first -= 1
            while last < len(text) and not text[last].isspace():
                last += 1
            yield first, last


def _cut_again(text: str, first: int, last: int, starts: Places, ends: Places) -> tuple[Places, Places]:
    """Return the tokens with those from `first` to before `last` found by `TOKEN`."""
    found = np.array([match.span() for match in TOKEN.finditer(text, first, last)], np.int64)
    a, b = starts.searchsorted((first, last)).tolist()
    return np.concatenate((starts[:a], found[:, 0], starts[b:])), np.concatenate((ends[:a], found[:, 1], ends[b:]))
