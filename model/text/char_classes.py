"""Classes of characters (blank, sign, digit, letter, capital letter) and their lower case.

A whole text is looked up at once, as an array, which takes a hundredth of the time that a loop over it would.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]

BLANK, SIGN, DIGIT, LETTER, CAPITAL = range(5)
# How many code points the first plane has: all but emoji and rare scripts.
PLANE = 0x10000
_ASCII = 0x80


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
    highest = int(np.maximum.reduce(codes, initial=0))
    known, at = _characters(_ASCII if highest < _ASCII else PLANE), codes.astype(np.intp)
    if highest < PLANE:
        return known.kinds.take(at), known.lower.take(at)
    kinds, lower = known.kinds.take(at, mode="clip"), known.lower.take(at, mode="clip")
    # Emoji and the like: few of them are different ones.
    beyond = (codes >= PLANE).nonzero()[0]
    different, where = np.unique(codes.take(beyond), return_inverse=True)
    few = _look(list(map(chr, different.tolist())))
    kinds[beyond], lower[beyond] = few.kinds.take(where), few.lower.take(where)
    return kinds, lower


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
    codes = [ord(low if len(low) == 1 else c) for low, c in zip(lower, characters, strict=True)]
    small = np.array(codes, np.uint32)
    kinds[(kinds == LETTER) & (small != codes_of("".join(characters)))] = CAPITAL
    return _Characters(kinds, small)
