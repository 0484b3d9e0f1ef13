"""Classes of characters (blank, sign, letter, digit) and their lower case, looked up for a whole text at once.

A whole text is looked up at once, as an array, which takes a hundredth of the time that a loop over it would.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]

BLANK, SIGN, LETTER, DIGIT = range(4)
_ASCII, _PLANE = 0x80, 0x10000


class _Characters(NamedTuple):
    kinds: Kinds
    lower: Codes


def codes_of(text: str) -> Codes:
    """Return the code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: Codes) -> str:
    """Return the text of an array of code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def kinds_and_lower(codes: Codes) -> tuple[Kinds, Codes]:
    """Return the class and the lower-case code point of each character."""
    highest = int(codes.max(initial=0))
    if highest < _PLANE:
        known, at = _characters(_ASCII if highest < _ASCII else _PLANE), codes.astype(np.intp)
        return known.kinds.take(at), known.lower.take(at)
    # Emoji and the like: few of them are different ones.
    different, where = np.unique(codes, return_inverse=True)
    few = _look(list(map(chr, different.tolist())))
    return few.kinds[where], few.lower[where]


@lru_cache(maxsize=2)
def _characters(size: int) -> _Characters:
    return _look(list(map(chr, range(size))))


def _look(characters: list[str]) -> _Characters:
    kinds = np.full(len(characters), SIGN, np.uint8)
    kinds[list(map(str.isspace, characters))] = BLANK
    kinds[list(map(str.isalnum, characters))] = LETTER
    kinds[list(map(str.isdecimal, characters))] = DIGIT
    lower = map(str.lower, characters)
    # "İ" has a lower case of two characters, and is left as it is.
    codes = [ord(small if len(small) == 1 else c) for small, c in zip(lower, characters, strict=True)]
    return _Characters(kinds, np.array(codes, np.uint32))
