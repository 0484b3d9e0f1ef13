"""Classify the type of employment: full-time, part-time, contract, internship and their like."""

import re
from functools import lru_cache

from truerole.core.normalise import coerce
from truerole.core.posting import LONGEST_EMPLOYMENT

_EMPLOYMENT = (
    ("internship", re.compile(r"\bintern(?:s|ships?)?\b")),
    ("apprenticeship", re.compile(r"\bapprentice(?:ships?)?\b")),
    ("volunteer", re.compile(r"\bvolunteer(?:ing)?\b")),
    ("freelance", re.compile(r"\bfreelancer?\b")),
    ("temporary", re.compile(r"\btemp(?:orary)?\b")),
    ("contract", re.compile(r"\bcontract(?:or)?\b|\bfixed term\b")),
    ("part-time", re.compile(r"\bpart\b")),
    ("full-time", re.compile(r"\bfull\b")),
)


_HOURS = frozenset(("part-time", "full-time"))


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def employment_type(*values: object) -> str | None:
    """Return the type of employment in a fixed vocabulary, else the source's words in lower case; None without any.

    What is both hours and a kind ("Full-time contract") is the kind; what is two kinds is left as written.
    """
    found = (coerce.text(value) for value in values if not isinstance(value, dict))
    return next((_employment(text) for text in found if text), None)


@lru_cache(maxsize=1024)
def _employment(text: str) -> str | None:
    """Return the type that the patterns recognise, a kind before hours; the words as written for none or several."""
    words = re.sub(r"[\s_/-]+", " ", _CAMEL.sub(" ", text)).strip().lower()
    spaced = re.sub(r"\b(full|part)time", r"\1 time", words)
    kinds = {kind for kind, pattern in _EMPLOYMENT if pattern.search(spaced)}
    kinds = kinds - _HOURS or kinds
    return kinds.pop() if len(kinds) == 1 else coerce.line(words, LONGEST_EMPLOYMENT)
