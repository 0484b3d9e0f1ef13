"""Find alternatives among the mentions of a posting: lists that end with "or", of which one skill will do.

A list of which more than one is asked for ("at least two of the following: Python, R or Java") holds no alternatives.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from truerole.core.taxonomy import load_taxonomy
from truerole.model.text.document import Document

# Words that stand before the name of an item and change nothing.
_SMALL = frozenset("with in using ms microsoft apache aws amazon google either and".split())
_WORD = re.compile(r"\w+")
_OR = re.compile(r"\b[oO][rR]\b")
# "Python. Or R" and "Python: R" begin anew.
_BREAK = re.compile(r"[.;:\n•|)]")
# In characters, between two items.
_FARTHEST = 24
# "Two of", "2+ of these languages:", "several programming languages such as"; not "one or two of", "two years of".
_COUNT = r"(?:two|three|four|five|six|[2-6]|several|multiple|a few|a couple|more than one)"
_KIND = (
    r"(?:languages?|tools?|frameworks?|packages?|librar(?:y|ies)|platforms?|technolog(?:y|ies)|(?:sub)?domains?|areas?"
    r"|fields?|disciplines?|databases?|providers?|clouds|techniques?|methods?|paradigms?)"
)
_NO_ADJECTIVE = r"(?:years?|yrs?|months?|of|with|in|using|to|from|for|and|or|experience|[\w-]+['’])"
_WITHOUT = r"(?:(?!\b(?:and|or{})\b)[^.;\n•])"
_AS_ONE_ASKS = "|with|using|to|from|by|experience|knowledge|ability|familiar|proficien(?:t|cy)"
_MORE_THAN_ONE = re.compile(
    r"\b(?=[2-6abfmst])(?:"
    r"(?<!\bone or )(?<!\bone to )(?<!\bone of )(?<!\bone of the )(?<!\b1 or )(?<!\b1 to )(?<![\w.–/-])"
    rf"{_COUNT}\+?(?: \(\d\))?(?: or (?:more|{_COUNT}))?"
    rf"(?: of\b(?! (?:experience|work)\b){_WITHOUT.format('')}{{0,150}}"
    rf"|(?: (?!{_NO_ADJECTIVE}\b)[\w/-]+){{0,3}}? {_KIND}\b{_WITHOUT.format(_AS_ONE_ASKS)}{{0,80}})$"
    rf"|{_COUNT}(?:\+| or more)\){_WITHOUT.format('')}{{0,20}}$|both $)",
    re.IGNORECASE,
)
# In characters: how far before a list the number may stand.
_COUNTED = 220


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
    text = document.clean
    joined = {
        a.first
        for a, b in pairwise(mentions)
        if b.start - a.end <= _FARTHEST and _OR.search(text, a.end, b.start) is not None
    }
    if not joined:
        return {}
    alone, near = set[str](), list[Sequence[NamedSkill]]()
    for run in _runs(mentions):
        if joined.isdisjoint([mention.first for mention in run]):
            alone.update([mention.skill for mention in run if mention.strongest])
        else:
            near.append(run)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for listed in chain.from_iterable([_lists(document, run) for run in near]):
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


def _runs(mentions: Iterable[NamedSkill]) -> Iterator[Sequence[NamedSkill]]:
    """Yield the mentions with few characters between, in a row."""
    run: list[NamedSkill] = []
    for mention in mentions:
        if run and mention.start - run[-1].end > _FARTHEST:
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _lists(document: Document, mentions: Iterable[NamedSkill]) -> Iterator[Sequence[NamedSkill]]:
    """Yield the mentions of each list that ends with "or" and of which one will do, and every other mention alone."""
    before: NamedSkill | None = None
    listed: list[NamedSkill] = []
    ended = False
    for mention in mentions:
        link = _link(document, listed[-1], mention) if listed else ""
        if not link or (ended and link == ","):
            yield from _closed(listed, ended and _is_choice(document.clean, before, listed, last=not link))
            before = listed[-1] if listed else None
            listed, ended = [], False
        ended = ended or link == "or"
        listed.append(mention)
    yield from _closed(listed, ended and _is_choice(document.clean, before, listed, last=True))


def _is_choice(text: str, before: NamedSkill | None, listed: Sequence[NamedSkill], *, last: bool) -> bool:
    """Return whether one of a list will do; where the list is not the `last`, it may be one thing of several itself.

    "At least two of Python or R, Spark or Hadoop, Tableau" leaves Python or R to choose.
    """
    start = listed[0].start
    counted = last and _MORE_THAN_ONE.search(text, max(0, start - _COUNTED), start) is not None
    return not counted and not _is_cut(text, before, listed)


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
