"""Find what the text of a posting says of pay, place, workplace and employment, each with the words that say so.

A fact is stated or absent, never guessed: two statements that differ are none, a company's seat is no place of work,
and pay is found as `find_pay` does.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from truerole.core.normalise.pay_in_text import find_pay
from truerole.core.posting import Salary, Workplace
from truerole.model.text.clean import clean
from truerole.model.text.page_lines import PageLine, bare_line, lines_of
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.location import is_workplace_term, parse_place
from truerole.workflows.reading.posting_place import (
    heading_lines,
    labelled_place,
    place_in_details,
    place_in_heading,
    place_of_role,
)

_LONGEST_SENTENCE = 500
_SENTENCE = re.compile(r"(?:[^.!?;]|[.!?;](?!\s+[A-Z]))+[.!?;]?")

_NOT = re.compile(r"\b(?:no|not|non|isn['’]t|never|without|cannot|unable)\b[\w\s,-]{0,20}$", re.IGNORECASE)
_WORKPLACE_LABEL = re.compile(
    r"\W*(?:(?:work(?:place|ing)?|job|role|remote|location)[ -]?(?:type|model|mode|arrangement|setting|status)?|remote)"
    r"\s*[:|–—]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_ROLE = r"(?:role|position|job|opportunity)"
_DAYS = r"(?:one|two|three|four|[1-4])(?: ?(?:-|–|to|or) ?\w+)? days?"
_WORKPLACES: tuple[tuple[Workplace, re.Pattern[str]], ...] = (
    (
        "hybrid",
        re.compile(
            rf"\bhybrid (?:work(?:ing)? )?(?:{_ROLE}|schedule|model|arrangement|set-?up)\b|\b{_ROLE} is hybrid\b|"
            rf"\b{_DAYS} (?:(?:a|per|each|every) week )?(?:in|at|from) (?:the|our) (?:\w+ )?office\b",
            re.IGNORECASE,
        ),
    ),
    (
        "remote",
        re.compile(
            rf"\b(?:remote|work[- ]from[- ]home) {_ROLE}\b|\b{_ROLE} is (?:(?:fully|100 ?%|completely) )?remote\b"
            rf"(?! (?:eligible|friendly))|\b(?:fully|100 ?%) remote(?! (?:employees|teams?|collaboration))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "onsite",
        re.compile(
            rf"\bon-?site (?:{_ROLE}|only)\b|\bmust (?:work|be) on-?site\b|"
            rf"\b{_ROLE} is (?:(?:fully|100 ?%) )?(?:on-?site|office[- ]based|in[- ]office)\b",
            re.IGNORECASE,
        ),
    ),
)

_EMPLOYMENT_LABEL = re.compile(
    r"\W*(?:(?:employment|job|position|contract|work|engagement)(?: ?type| status| schedule)?"
    r"\s*[:|–—]\s*(?P<value>\S.*)|"
    r"type(?: of (?:contract|employment))?\s*[:|–—]\s*(?P<other>\S.*))",
    re.IGNORECASE,
)
_EMPLOYMENT = re.compile(
    r"\b(?:full|part)[- ]time"
    r"(?=[,;.)|]|$| (?:role|position|job|employment|opportunity|permanent|contract|remote))|"
    r"\bpermanent(?=[,;.)|]|$| (?:role|position|job|employment|contract|full))|\bfixed[- ]term contract\b|"
    r"\b\d{1,2}\+?[- ]months?(?:['’])? contract\b|\bcontract (?:role|position|to hire)\b|"
    r"\bfreelance (?:role|position|project)\b|\b(?:this|the|our|paid|summer) internship\b|^internship$",
    re.IGNORECASE,
)
# A line of facts alone, "Full-time | Remote", has each in a piece of its own.
_PIECES = re.compile(r"\s*[,;|·•/]\s*")
_KINDS = frozenset(
    "internship apprenticeship volunteer freelance temporary contract part-time full-time permanent".split()
)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StatedFact(Generic[T]):
    """A fact that a text states, and the words that state it: from `start` to before `end`, in code points."""

    value: T
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """Pay, place, workplace and type of employment that a text states; None where it does not."""

    pay: StatedFact[Salary] | None = None
    place: StatedFact[str] | None = None
    workplace: StatedFact[Workplace] | None = None
    employment: StatedFact[str] | None = None


def find_facts(text: str) -> PostingFacts:
    """Find the facts that the text of a posting states."""
    readable = clean(text)
    lines = list(lines_of(readable))
    sentences = [sentence for line in lines for sentence in _sentences(line)]
    place = _place(lines, sentences)
    return PostingFacts(
        pay=_pay(readable, sentences, place),
        place=place,
        workplace=_agreed(_each(lines, _labelled_workplace)) or _workplace(sentences),
        employment=_agreed(_each(lines, _labelled_employment)) or _agreed(_each(sentences, _employment)),
    )


def _place(lines: list[PageLine], sentences: list[PageLine]) -> StatedFact[str] | None:
    """Return the place of work, the surest statement first."""
    where = (
        (lines, labelled_place),
        (lines, place_in_details),
        (sentences, labelled_place),
        (sentences, place_of_role),
    )
    named = (_fact(place, line) for texts, find in where for line in texts if (place := find(line.text)))
    return next(named, None) or _agreed(_each(list(heading_lines(lines)), _heading_place))


def _heading_place(line: PageLine) -> StatedFact[str] | None:
    return _fact(place, line) if (place := place_in_heading(line.text)) else None


def _each(lines: list[PageLine], find: Callable[[PageLine], StatedFact[T] | None]) -> Iterator[StatedFact[T]]:
    return (found for line in lines if (found := find(line)))


def _agreed(found: Iterator[StatedFact[T]]) -> StatedFact[T] | None:
    """Return the first statement where all say the same, else None."""
    facts = list(found)
    return facts[0] if facts and all(fact.value == facts[0].value for fact in facts) else None


def _sentences(line: PageLine) -> Iterator[PageLine]:
    """Yield the sentences of a line that are short enough to be looked at."""
    for match in _SENTENCE.finditer(line.text):
        words = match[0].strip()
        if words and len(words) <= _LONGEST_SENTENCE:
            start = line.start + match.start() + len(match[0]) - len(match[0].lstrip())
            yield PageLine(words, start, start + len(words), False)


def _pay(text: str, sentences: list[PageLine], place: StatedFact[str] | None) -> StatedFact[Salary] | None:
    """Return the pay, with the sentence that states it; the country of the place says whose dollar $ is."""
    found = find_pay(text, parse_place(place.value).country if place else None)
    if found is None:
        return None
    around = next((sentence for sentence in sentences if sentence.start <= found.start < sentence.end), found)
    return StatedFact(found.salary, around.start, around.end)


def _labelled_workplace(line: PageLine) -> StatedFact[Workplace] | None:
    bare = bare_line(line.text)
    label = _WORKPLACE_LABEL.fullmatch(bare)
    words = (label["value"] if label else bare).lower().replace("-", "").rstrip(".")
    kinds = {"remote", "hybrid", "onsite"} & set(re.findall(r"[a-z]+", words))
    if len(kinds) != 1 or (not label and not is_workplace_term(bare) and not _facts_alone(bare)):
        return None
    kind = kinds.pop()
    return _fact(kind, line)  # type: ignore[arg-type]


def _workplace(sentences: list[PageLine]) -> StatedFact[Workplace] | None:
    """Return the workplace that sentences state; hybrid work is partly remote, so that both together are hybrid."""
    found: dict[Workplace, StatedFact[Workplace]] = {}
    for sentence in sentences:
        for kind, pattern in _WORKPLACES:
            match = pattern.search(sentence.text)
            if match and not _NOT.search(sentence.text[: match.start()]):
                found.setdefault(kind, _fact(kind, sentence))
    if "hybrid" in found:
        return found["hybrid"]
    return next(iter(found.values())) if len(found) == 1 else None


def _labelled_employment(line: PageLine) -> StatedFact[str] | None:
    bare = bare_line(line.text)
    label = _EMPLOYMENT_LABEL.fullmatch(bare)
    value = (label["value"] or label["other"]) if label else bare
    if len(value) > 40 or not (label or _EMPLOYMENT.fullmatch(value) or _facts_alone(value)):
        return None
    return _fact(kind, line) if (kind := _employment_kind(value)) else None


def _facts_alone(line: str) -> bool:
    """Return whether each piece of a line is a workplace or a type of employment: "Full-time, hybrid"."""
    pieces = _PIECES.split(line) if len(line) <= 40 else []
    return len(pieces) > 1 and all(is_workplace_term(each) or _EMPLOYMENT.fullmatch(each) for each in pieces)


def _employment(sentence: PageLine) -> StatedFact[str] | None:
    found = _EMPLOYMENT.search(sentence.text)
    if not found or _NOT.search(sentence.text[: found.start()]):
        return None
    return _fact(kind, sentence) if (kind := _employment_kind(found[0])) else None


def _employment_kind(words: str) -> str | None:
    kind = employment_type(words)
    return kind if kind in _KINDS else None


def _fact(value: T, line: PageLine) -> StatedFact[T]:
    return StatedFact(value, line.start, line.end)
