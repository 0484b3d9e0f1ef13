"""Acronyms that the text itself explains: "GCP (Good Clinical Practice)" is no cloud, here nor later in the posting."""

import re
from functools import lru_cache

from truerole.core.taxonomy import load_taxonomy

# In letters.
_SHORTEST, LONGEST = 2, 5
_BEHIND = re.compile(r"s?\s?\(([^()\n]{3,60})\)")
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SMALL = frozenset(("of", "and", "the", "for", "in"))
# In characters: how far the words before an acronym may begin, and the most up to the bracket behind.
_BEFORE, _TO_BRACKET = 80, 3


def explained_otherwise(text: str, start: int, end: int, skill: str) -> bool:
    """Return whether brackets beside an acronym spell out other words than the skill's own long names."""
    if text.find("(", max(0, start - 1), end + _TO_BRACKET) < 0:
        return False
    acronym = text[start:end]
    if not _SHORTEST <= len(acronym) <= LONGEST or not acronym.isupper() or not acronym.isalpha():
        return False
    own = _long_forms(skill, acronym.lower())
    words = _explanation(text, start, end, len(acronym)) if own else ()
    spelt = "".join(word[0] for word in words) == acronym.lower()
    return spelt and not any(2 * len(form.intersection(words)) >= len(words) for form in own)


def _explanation(text: str, start: int, end: int, size: int) -> tuple[str, ...]:
    """Return the words in the brackets behind, or the words before where the acronym itself stands in brackets."""
    behind = _BEHIND.match(text, end)
    if behind:
        return _words(behind[1])
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return _words(text[max(0, start - _BEFORE) : start].rpartition("\n")[2])[-size:]
    return ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(text.lower()) if word not in _SMALL)


@lru_cache(maxsize=4096)
def _long_forms(skill: str, acronym: str) -> tuple[frozenset[str], ...]:
    """Return the words of each name of a skill that spells out the acronym by first letters."""
    forms = [_words(_CAMEL.sub(" ", name)) for name in load_taxonomy().skills[skill].names]
    return tuple(frozenset(form) for form in forms if "".join(word[0] for word in form) == acronym)
