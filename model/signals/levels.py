"""Levels of a job by the words of titles: of the given title, and of the words that open a text."""

import re
from collections.abc import Iterator, Sequence

from truerole.core.reading import Seniority
from truerole.model.text.vocabulary import word_set

_WORDS_OF = {
    "intern": "intern interns internship internships werkstudent werkstudentin coop placement",
    "student": "student students",
    "junior": "junior jr entry graduate graduates trainee apprentice apprenticeship fresher",
    "associate": "associate",
    "middle": "mid intermediate",
    "senior": "senior sr",
    "lead": "lead leader",
    "principal": "principal principle distinguished",
    "staff": "staff",
    "head": "head director chief vp vice avp",
    "manager": "manager mgr",
    "supervisor": "supervisor",
    "founding": "founding cofounder",
    "architect": "architect",
    "expert": "expert",
    "consultant": "consultant advisor adviser",
    "specialist": "specialist",
    "officer": "officer administrator",
    "helper": "assistant assistants clerk technician",
    "coordinator": "coordinator",
    "fellow": "postdoc postdoctoral fellow",
    "nurse": "nurse practitioner",
    "teacher": "teacher tutor instructor",
    "second": "ii",
    "third": "iii iv",
}
_LEVEL_OF = {word: level for level, words in _WORDS_OF.items() for word in words.split()}
_PAIRS = {("early", "career"): "junior", ("working", "student"): "intern", ("co", "op"): "intern"}
_PAIRS |= {("co", "founder"): "founding", ("co", "ordinator"): "coordinator"}
_PAIR_ENDS = frozenset(word for _, word in _PAIRS)
# The words of levels: where a text opens with none, it names no level.
NAMING = word_set(" ".join(_LEVEL_OF.keys() | _PAIR_ENDS))
# What a level is a kind of: rare ones lean on the common.
_KIND_OF = {"principal": "lead", "staff": "lead"}
_KIND_OF |= dict.fromkeys(("manager", "supervisor", "manager of things"), "head")
# The seniority that a word of a title surely means.
_SENIORITY_OF: dict[str, Seniority] = {"intern": "intern", "junior": "junior", "middle": "mid", "senior": "senior"}
_SENIORITY_OF |= dict.fromkeys(("lead", "principal", "staff", "head", "manager", "supervisor"), "lead")
_TITLE_WORD = re.compile(r"[^\W_]+")
# Too common at the beginning of a text: "I", "2 days a week".
_NUMERALS = {"i": "first", "1": "first", "2": "second", "3": "third", "4": "third"}
# Whose managers lead a product or a process, and seldom people.
_MANAGED = frozenset(
    "product products program programme project projects account accounts brand case category catalogue community"
    " contract customer marketing office success".split()
)
_NURSES = frozenset(("nurse", "nurses"))


def levels_of(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the levels that lower-case words name, each with the index of the word."""
    for i, word in enumerate(words):
        level = _LEVEL_OF.get(word)
        if level is None and word not in _PAIR_ENDS:
            continue
        if i and word in _PAIR_ENDS:
            level = _PAIRS.get((words[i - 1], word), level)
        if level == "manager" and i and words[i - 1] in _MANAGED:
            level = "manager of things"
        if level == "staff" and not _NURSES.isdisjoint(words[i + 1 : i + 2]):
            continue
        if level:
            yield level, i


def levels_of_title(words: Sequence[str]) -> set[str]:
    """Return the levels that a title names, numerals among them ("Analyst II", "Engineer 3")."""
    named = {level for level, _ in levels_of(words)} | {_NUMERALS[word] for word in words if word in _NUMERALS}
    return named | {_KIND_OF[level] for level in named if level in _KIND_OF}


def words_of_title(title: str | None) -> list[str]:
    """Return the words of a title in lower case."""
    return _TITLE_WORD.findall((title or "").lower())


def seniority_of_title(title: str | None) -> Seniority | None:
    """Return the seniority that a title names, None where it names none or several; a "Senior Lead" is a lead."""
    named = {_SENIORITY_OF[level] for level, _ in levels_of(words_of_title(title)) if level in _SENIORITY_OF}
    if named == {"senior", "lead"}:
        return "lead"
    return named.pop() if len(named) == 1 else None
