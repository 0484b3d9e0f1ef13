"""Find alternatives among the mentions of a posting: lists that end with "or", of which one skill will do."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from truerole.core.taxonomy import load_taxonomy
from truerole.model.text.document import Document

# Words that stand before the name of an item and change nothing.
_SMALL = frozenset("with in using ms microsoft apache aws amazon google either and".split())
_WORD = re.compile(r"\w+")
# "Python. Or R" and "Python: R" begin anew.
_BREAK = re.compile(r"[.;:\n•|)]")
# In characters, between two items.
_FARTHEST = 24


class NamedSkill(NamedTuple):
    """Mention of a skill: the first token, the offsets, the id of the skill, and whether no other mention asks more."""

    first: int
    start: int
    end: int
    skill: str
    strongest: bool


def find_alternatives(document: Document, mentions: Sequence[NamedSkill]) -> dict[str, tuple[str, ...]]:
    """Return for each skill that is asked for only as one of several the ids of the others.

    "Python or R", "Tableau, Power BI or Looker"; a skill that is also asked for by itself, as strongly, is left out.
    """
    if True not in [_may_be_joined(document.clean, a, b) for a, b in pairwise(mentions)]:
        return {}
    groups: dict[str, list[tuple[str, ...]]] = {}
    alone: set[str] = set()
    for listed in _lists(document, mentions):
        skills = tuple(dict.fromkeys([mention.skill for mention in listed]))
        strongest = {mention.skill for mention in listed if mention.strongest}
        if len(skills) == 1:
            alone |= strongest
        else:
            for skill in strongest:
                groups.setdefault(skill, []).append(skills)
    return {
        skill: tuple([other for other in found[0] if other != skill])
        for skill, found in groups.items()
        if skill not in alone
    }


def _may_be_joined(text: str, a: NamedSkill, b: NamedSkill) -> bool:
    """Return whether "or" stands between two mentions in a row: quicker to tell than whether they are alternatives."""
    return b.start - a.end <= _FARTHEST and "or" in text[a.end : b.start].lower()


def _lists(document: Document, mentions: Iterable[NamedSkill]) -> Iterator[Sequence[NamedSkill]]:
    """Yield the mentions of each list that ends with "or", and every other mention alone."""
    before: NamedSkill | None = None
    listed: list[NamedSkill] = []
    ended = False
    for mention in mentions:
        link = _link(document, listed[-1], mention) if listed else ""
        if not link or (ended and link == ","):
            yield from _closed(listed, ended and not _is_cut(document.clean, before, listed))
            before = listed[-1] if listed else None
            listed, ended = [], False
        ended = ended or link == "or"
        listed.append(mention)
    yield from _closed(listed, ended and not _is_cut(document.clean, before, listed))


def _is_cut(text: str, before: NamedSkill | None, listed: Sequence[NamedSkill]) -> bool:
    """Return whether the first of a list goes with the skill before, which is of the same kind as the others.

    "Java backend or Python" are alternatives to Java. "Python with pandas or NumPy", "Python pandas or NumPy" are not.
    """
    if before is None or text[before.end : listed[0].start] != " ":
        return False
    known = load_taxonomy().skills
    kind, first, last = (known[mention.skill].category for mention in (before, listed[0], listed[-1]))
    return kind == last != first


def _closed(listed: list[NamedSkill], ended: bool) -> list[list[NamedSkill]]:
    return [listed] if ended else [[mention] for mention in listed]


def _link(document: Document, a: NamedSkill, b: NamedSkill) -> str:
    """Return how two mentions in a row are joined: "or", "," or not at all, ""."""
    if b.start - a.end > _FARTHEST:
        return ""
    between = document.clean[a.end : b.start].lower()
    if _BREAK.search(between) or not _same_sentence(document, a, b):
        return ""
    words = _WORD.findall(between)
    if "or" in words:
        return "or" if _SMALL.issuperset(word for word in words if word != "or") else ""
    return "," if "," in between and "and" not in words and _SMALL.issuperset(words) else ""


def _same_sentence(document: Document, a: NamedSkill, b: NamedSkill) -> bool:
    return bool(document.sentence_of.item(a.first) == document.sentence_of.item(b.first))
