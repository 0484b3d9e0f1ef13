"""Broken words: mend words with invisible characters inside, with ligatures, or cut by a hyphen at a line's end.

The tokens keep the offsets of the text as given; only the hashes, by which words are looked up, are those of the
words as meant.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import is_known

_INSIDE = "\xad\u200b\u200c\u200d\u2060\ufeff"
_SIGNS = _INSIDE + "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
_BREAKING = re.compile(f"[{_SIGNS}]")
_INVISIBLE = re.compile(f"[{_INSIDE}]+")
# From the first letter of a word on, so that a long word is walked once.
_WORD = re.compile(rf"(?<![^\W_])[^\W_]+(?:[{_INSIDE}]+[^\W_]+)*")
_LINE_END = re.compile(r"(?<![^\W_-])([A-Za-z]{2,30})-\n([A-Za-z]{2,30})(?![\w-])")


def join_lines(text: str) -> str:
    """Turn the line break inside a known word that a hyphen cuts at a line's end into a blank: "Kuber-", "netes"."""
    return _LINE_END.sub(_joined, text) if "-\n" in text else text


def _joined(match: re.Match[str]) -> str:
    return f"{match[1]}- {match[2]}" if is_known(match[1] + match[2]) else match[0]


def mend_words(tokens: Tokens, given: str, lines_joined: bool) -> Tokens:
    """Join the tokens of each broken word; `given` is the text as pasted, with the same offsets."""
    # A search for each character is faster than one for all of them, which knows no way to skip.
    breaks = not given.isascii() and any(sign in given for sign in _SIGNS)
    found = list(_broken(given)) if breaks else []
    if lines_joined:
        found += [(m.start(), m.end(), m[1] + m[2]) for m in _LINE_END.finditer(given) if is_known(m[1] + m[2])]
    kept = [span for span in found if tokens.text[span[0]].lower() == given[span[0]].lower()]
    if not kept:
        return tokens
    begun, ended = np.array([(start, end) for start, end, _ in kept]).T
    first, last = _within(tokens.starts, begun, ended), _within(tokens.ends, begun, ended)
    meant = {start: word for start, _, word in kept}
    return replace(tokens, starts=tokens.starts[~first], ends=tokens.ends[~last], meant=meant)


def _within(places: npt.NDArray[Any], begun: npt.NDArray[Any], ended: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return for each offset, in order, whether it lies inside a span, its ends left out; spans are few or many."""
    within = np.zeros(len(places), bool)
    after, before = places.searchsorted(begun, "right"), places.searchsorted(ended, "left")
    for i, j in zip(after.tolist(), before.tolist(), strict=True):
        within[i:j] = True
    return within


def _broken(given: str) -> Iterator[tuple[int, int, str]]:
    for match in _WORD.finditer(given):
        if not match[0].isascii() and _BREAKING.search(match[0]):
            yield match.start(), match.end(), unicodedata.normalize("NFKC", _INVISIBLE.sub("", match[0]))
