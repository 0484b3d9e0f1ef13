"""The type of employment: full-time, part-time, contract, internship and their like, from the words of a source."""

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


def employment_type(*given: object) -> str | None:
    """Return the first type of employment that is named, in one of our words, else as written, in lower case.

    What is both hours and a kind ("Full-time contract") is the kind; what is two kinds is left as written.
    """
    found = (coerce.text(value) for value in given if not isinstance(value, dict))
    return next((_employment(named) for named in found if named), None)


@lru_cache(maxsize=1024)
def _employment(named: str) -> str | None:
    words = re.sub(r"[\s_/-]+", " ", _CAMEL.sub(" ", named)).strip().lower()
    spaced = re.sub(r"\b(full|part)time", r"\1 time", words)
    kinds = {kind for kind, pattern in _EMPLOYMENT if pattern.search(spaced)}
    kinds = kinds - _HOURS or kinds
    return kinds.pop() if len(kinds) == 1 else coerce.line(words, LONGEST_EMPLOYMENT)
