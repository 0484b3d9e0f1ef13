"""Make a pasted text readable without moving a character, so that offsets stay true."""

import html
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from truerole.model.text.char_classes import PLANE, text_of

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>:-])[^<>]*>|<![^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style|template|noscript)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff"
    # Hyphens that keep a line together, and the full width forms of letters, digits and signs of names.
    "\u2010\u2011\uff03\uff08\uff09\uff0b-\uff1b\uff21-\uff3a\uff41-\uff5a]"
)
# The dash first, so that a search looks at dashes alone.
_DASH = re.compile("\u2013(?<=[^\\W\\d_].)(?=[^\\W\\d_])")
_LITERAL_BREAK = re.compile(r"\\r\\n|\\n")
_BLOCK = frozenset(
    "address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section "
    "table tbody td th thead tr ul".split()
)
_HYPHENS = frozenset("\u2010\u2011")
_FULL_WIDTH = 0xFEE0
# A text of so many characters is in capitals where its small letters are fewer than this share of the others; a shorter
# one may be a list of acronyms.
_SHORTEST = 300
_SMALL_SHARE = 0.1
_FIRST = 200
# Of these alone most texts have as many, and they are counted in no time.
_COMMONEST = "etaoin"
_BREAKS = frozenset("\x0b\x0c\r\x85\u2028\u2029")


def clean(text: str) -> str:
    """Blank the markup, entities and odd characters of a text, each by as many characters as before.

    Block tags become line breaks and list items bullets, so that pasted HTML reads as its page would.
    """
    if "<" in text:
        text = _HIDDEN.sub(_blank, text)
        end = text.rfind("-->") + 3  # beyond it a search for the end of a comment would be in vain, each time anew
        text = _TAG.sub(_tag, _COMMENT.sub(_blank, text[:end]) + text[end:])
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "\\" in text:
        text = _LITERAL_BREAK.sub(lambda m: "\n".ljust(len(m[0])), text)
    if "\u2013" in text:
        text = _DASH.sub("-", text)
    if text.isascii():
        return text if text.replace("\n", "").isprintable() else _ODD.sub(_odd, text)
    # Of code points beyond the first plane, the halves count as odd; a search knows better.
    halves = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return _ODD.sub(_odd, text) if 1 in _odd_characters().take(halves).tobytes() else text


def lower_if_capitals(text: str) -> str:
    """Return a text that is all in capitals in lower case: there they mark neither headings nor names."""
    if len(text) >= _SHORTEST and _is_in_capitals(text[:_FIRST]) and _is_in_capitals(text):
        lower = text.lower()
        return lower if len(lower) == len(text) else text
    return text


def _is_in_capitals(text: str) -> bool:
    if sum(map(text.count, _COMMONEST)) >= _SMALL_SHARE * len(text):
        return False
    return sum(map(str.islower, text)) < _SMALL_SHARE * sum(map(str.isupper, text))


@lru_cache(maxsize=1)
def _odd_characters() -> npt.NDArray[np.bool_]:
    """Flag the odd characters by code point, so that a text is looked through in half the time that a search takes."""
    flags = np.zeros(PLANE, bool)
    flags[[found.start() for found in _ODD.finditer(text_of(np.arange(PLANE, dtype=np.uint32)))]] = True
    return flags


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _tag(match: re.Match[str]) -> str:
    name = (match[2] or "").lower()
    if name not in _BLOCK:
        return " " * len(match[0])
    return ("\n•" if name == "li" and not match[1] else "\n").ljust(len(match[0]))


def _entity(match: re.Match[str]) -> str:
    plain = html.unescape(match[0])
    return plain.ljust(len(match[0])) if len(plain) == 1 else match[0]


def _odd(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _HYPHENS:
        return "-"
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - _FULL_WIDTH)
    return "\n" if sign in _BREAKS else " "
