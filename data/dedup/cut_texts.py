"""Cut texts: an aggregator shows the first hundreds of characters of a posting, or pieces of it with ellipses between.

Letters and digits alone are compared, so that blanks, markup, bullets and the word in whose midst the text was cut make
no difference.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

# Characters of a text that are compared: aggregators show a few hundred, or a few thousand.
COMPARED = 8_000
# Letters that a cut text shows at least, about twenty words, in pieces of five words or more; and its greatest share of
# the whole text: what has more of it is found as a similar text.
_FEWEST_LETTERS, _SHORTEST_PIECE, MOST_SHOWN = 100, 25, 0.8
# Characters of what an aggregator may add below: "Read more at example.com".
_LONGEST_CLOSING = 120

_NO_LETTER = re.compile(r"[\W_]+")
_ELLIPSIS = re.compile(r"…|\.{3,}|\. \. \.")


def compared_text(text: str) -> str:
    """Return what is compared of a text: its beginning; "" for a text that is too short."""
    return text[:COMPARED] if len(text) >= _FEWEST_LETTERS else ""


def is_cut(short: str, whole: str) -> bool:
    """Tell whether a text shows the beginning or pieces of another, in their order, and clearly less than all of it."""
    if len(short) >= len(whole):
        return False
    letters = _letters(whole)
    pieces = next((some for some in _shown(short) if _stand_in(some, letters)), [])
    said = sum(len(piece) for piece in pieces if len(piece) >= _SHORTEST_PIECE)
    return said >= _FEWEST_LETTERS and len(_letters(short)) <= MOST_SHOWN * len(letters)


def _shown(text: str) -> Iterator[list[str]]:
    """Yield what may be shown of another text: all of it, all but the last word, and all but a closing line."""
    yield _pieces(text)
    yield _pieces(text.rstrip().rpartition(" ")[0])
    *ellipses, last = [0, *(found.end() for found in _ELLIPSIS.finditer(text))]
    for end in (text.rstrip().rfind("\n"), last if ellipses else -1):
        if end > 0 and len(text) - end <= _LONGEST_CLOSING:
            yield _pieces(text[:end])


def _pieces(text: str) -> list[str]:
    return [letters for piece in _ELLIPSIS.split(text) if (letters := _letters(piece))]


def _stand_in(pieces: list[str], letters: str) -> bool:
    place = 0
    for piece in pieces:
        found = letters.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return bool(pieces)


@lru_cache(maxsize=1024)
def _letters(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", unescape(text)).casefold())
