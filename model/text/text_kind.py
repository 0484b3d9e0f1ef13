"""Tell the kind of a pasted text: one posting, several of them, a CV, a page of a list of jobs, or no posting at all.

A text is one posting until several signs say otherwise: calling a posting something else costs its reader more than
reading a strange text as a posting. Several postings are found by where one ends and the next begins: a new title, or
the company again after the small print, with requirements or duties and other proper names on either side (the cosine
of their counts, as lexical cohesion is measured in text segmentation: Hearst 1997).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, NamedTuple

from truerole.core.reading import Section, SectionKind
from truerole.model.text.document import Document, prepare
from truerole.model.text.page_lines import PageLine, bare_line, is_details_line, lines_of
from truerole.model.text.title_detection import is_bullet, is_title_line, names_one_job, opens_text

TextKind = Literal["posting", "several", "cv", "listing", "article"]
Span = tuple[int, int]

# Characters that a posting has at the least, and a section that counts.
_SHORTEST, _SECTION = 400, 150
_MOST_PARTS, _MOST_SEAMS = 20, 60
_LONGEST = 100_000

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z0-9&.-]{2,}")
_MONTH = r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? ?|\d{1,2}[/.])"
_YEARS = re.compile(
    rf"\b{_MONTH}?(?:19|20)\d\d\s*(?:[-–—]|to|until|till)\s*(?:{_MONTH}?(?:19|20)\d\d\b|present\b|now\b|today\b|current\b)",
    re.IGNORECASE,
)
_CV_HEADING = re.compile(
    r"(?:(?:work|professional|employment|relevant|career) (?:experience|history)|experience|recommendations|activity|"
    r"education(?: and training)?|(?:personal |selected |key )?projects|publications|certifications?|references|"
    r"languages|(?:hobbies|interests).{0,20}|(?:professional |career |executive )?(?:summary|profile|objective)|"
    r"(?:technical |key |core )?skills|(?:honou?rs|awards).{0,20}|volunteer(?:ing| experience)|about me|"
    r"personal (?:details|information|statement|profile)|contact(?: details)?|licenses & certifications)\W*",
    re.IGNORECASE,
)
_SAYS_CV = re.compile(
    r"curriculum vitae|r[eé]sum[eé]|cv|.{2,40}[-–—|:,] ?(?:cv|r[eé]sum[eé]|curriculum vitae)", re.IGNORECASE
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|linkedin\.com/in/|github\.com/\w|\+?\d[\d ()-]{8,}\d")
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|my|My)\b")
_OF_POSTINGS = re.compile(
    r"\b(?:you will|you['’]ll|your|we (?:are|offer|seek|need|look)|we['’]re|looking for|seeking|apply|applicants?|"
    r"candidates?|equal (?:employment )?opportunit\w+|responsibilities|requirements|qualifications|join (?:us|our)|"
    r"our team|required|preferred|must have|successful|hiring|the role|this role|position|duties|salary|benefits|"
    r"post-?holder|person specification|fixed[- ]term|full[- ]time|part[- ]time|contract (?:type|until|length|from)|"
    r"essential|desirable|funded|closing date|deadline|we (?:will|have|build|work))\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"(?:\b(?:[\d,.]+\+?|all|new) |\b)(?:[\w&/ ]{2,40} )?(?:jobs|results|vacancies|open (?:positions|roles|jobs)|"
    r"job (?:openings|alerts?))\b",
    re.IGNORECASE,
)
_WORK_WORDS = re.compile(
    r"\b(?:experiences?d?|skills?|role|position|job|team|apply|candidates?|salary|degree|responsib\w+|require\w*|"
    r"qualifications?|hiring|hire|company|employment|employees?|employers?|career|work(?:ing)?|duties|clients?|"
    r"opportunit\w+|knowledge|ability|manage\w*|support\w*|customers?|business|training|interns?\w*|you|your|we|our|us|"
    r"remote|engineers?|analysts?|scientists?|developers?|specialists?|assistants?|consultants?|wanted|seeking)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 40
_LONGEST_TITLE = 120
_LEVEL = re.compile(
    r"\b(?:senior|junior|sr|jr|mid(?:dle)?|entry|level|lead|principal|staff|intern|trainee|graduate|associate|"
    r"experienced|advanced|professional|i{1,3}|iv|v|[1-5]|l[1-7]|and|or|for|position|role|the)\b"
)
_ASIDE, _JOB_WORD = re.compile(r"\([^()]*\)"), re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class FoundKind:
    """Kind of a text; of several postings the `parts`, each from its start to before its end, in code points."""

    kind: TextKind
    parts: tuple[Span, ...] = ()


class _Seam(NamedTuple):
    """Place where one posting may end and another begin; `cohesion` is how alike the names on both sides are.

    `level` tells that the title there is another level of the job that the text before is about.
    """

    at: int
    title: bool
    level: bool
    cohesion: float
    kinds_before: frozenset[SectionKind]
    kinds_after: frozenset[SectionKind]
    opens: SectionKind


def kind_of_text(text: str) -> FoundKind:
    """Return the kind of a pasted text, and where each of several postings stands."""
    document = prepare(text[:_LONGEST])
    lines = list(lines_of(document.clean))
    if _is_listing(lines):
        return FoundKind("listing")
    if _is_cv(document.clean, lines):
        return FoundKind("cv")
    parts = tuple(_parts(document, lines))
    if len(parts) > 1:
        return FoundKind("several", (*parts[:-1], (parts[-1][0], len(text))))
    return FoundKind("article" if _is_article(document) else "posting")


# A page of a list of jobs


def _is_listing(lines: Sequence[PageLine]) -> bool:
    """Tell whether lines hold many titles with an age or a count of jobs, and little else.

    A posting that was copied whole with the list beside or below it is none: "About the job" opens its text.
    """
    opening = next((line for line in lines if opens_text(line.text)), None)
    if opening and sum(len(line.text) for line in lines if line.start > opening.end) >= _SHORTEST:
        return False
    titles = sum(is_title_line(line.text) for line in lines)
    ages = sum(is_details_line(line.text) for line in lines)
    if titles >= 4 and ages >= 4:
        return True
    prose = sum(len(line.text) for line in lines if len(line.text) > 120)
    scarce = prose < 0.3 * sum(len(line.text) for line in lines)
    results = any(_RESULTS.fullmatch(bare_line(line.text)) for line in lines[:60])
    return scarce and titles >= 4 and titles >= 0.15 * len(lines) and (results or ages >= 2)


# A CV


def _is_cv(text: str, lines: Sequence[PageLine]) -> bool:
    """Tell whether a text has the years, headings and contacts of a CV, and few words of postings."""
    years = len(_YEARS.findall(text))
    headings = len(
        {bare_line(line.text).lower().strip(":") for line in lines if _CV_HEADING.fullmatch(bare_line(line.text))}
    )
    score = 2 * min(years, 4) + min(headings, 4)
    score += 2 * (_CONTACT.search(text[:1_000]) is not None)
    score += 4 * any(_SAYS_CV.fullmatch(bare_line(line.text)) for line in lines[:5])
    score += min(len(_FIRST_PERSON.findall(text)), 4) // 2
    return years + headings >= 2 and score - 2 * len({m.lower() for m in _OF_POSTINGS.findall(text)}) >= 5


# Several postings


def _parts(document: Document, lines: Sequence[PageLine]) -> Iterator[Span]:
    """Yield the span of each posting: the text is split at the surest seam, and each side again."""
    names = [(m.start(), m[0]) for m in _NAME.finditer(document.clean)]
    heads = [line for line in lines if line.after_gap and not is_bullet(line.text) and _may_begin(document, line)][
        :_MOST_SEAMS
    ]
    levels = _other_levels(lines)
    waiting, found = [(0, len(document.clean))], list[Span]()
    while waiting:
        start, end = waiting.pop()
        seams = [
            _seam(document, line, names, levels, (start, end))
            for line in heads
            if start + _SHORTEST <= line.start <= end - _SHORTEST
        ]
        sure = [seam for seam in seams if _is_sure(seam)]
        if sure and len(found) + len(waiting) < _MOST_PARTS:
            at = min(sure, key=lambda seam: (not seam.title, seam.cohesion)).at
            waiting += [(start, at), (at, end)]
        else:
            found.append((start, end))
    yield from sorted(found)


def _may_begin(document: Document, line: PageLine) -> bool:
    return names_one_job(line.text) or any(
        abs(section.start - line.start) < 3 and section.kind in ("about", "responsibilities", "other")
        for section in document.sections
    )


def _seam(
    document: Document, line: PageLine, names: Sequence[tuple[int, str]], levels: Mapping[int, int], span: Span
) -> _Seam:
    start, end = span
    low, middle, high = (bisect_left(names, (at,)) for at in (start, line.start, end))
    before, after = (Counter(name for _, name in part) for part in (names[low:middle], names[middle:high]))
    return _Seam(
        at=line.start,
        title=names_one_job(line.text),
        level=levels.get(line.start, -1) >= start,
        cohesion=_cosine(before, after),
        kinds_before=_kinds(document.sections, start, line.start),
        kinds_after=_kinds(document.sections, line.start, end),
        opens=next((s.kind for s in document.sections if s.end > line.start), "other"),
    )


def _other_levels(lines: Sequence[PageLine]) -> dict[int, int]:
    """Return where titles stand that name another level of a job named before, each with where that was last.

    So "Junior Baker" after "Senior/Junior Baker" is another level, and the same title again is none.
    """
    named: dict[str, dict[str, int]] = {}
    found: dict[int, int] = {}
    for line in lines:
        job = _job_of(line.text) if len(line.text) <= _LONGEST_TITLE else ""
        if job and len(others := named.setdefault(job, {})) < _MOST_PARTS:
            title = bare_line(line.text).lower()
            before = [at for other, at in others.items() if other != title]
            found |= {line.start: max(before)} if before else {}
            others[title] = line.start
    return found


def _job_of(title: str) -> str:
    """Return the words of a title without words of a level and without parentheses."""
    return " ".join(_JOB_WORD.findall(_LEVEL.sub(" ", _ASIDE.sub(" ", bare_line(title).lower()))))


def _kinds(sections: Sequence[Section], start: int, end: int) -> frozenset[SectionKind]:
    """Return the kinds of section that have room between two places."""
    return frozenset(kind for kind, a, b in sections if min(b, end) - max(a, start) >= _SECTION)


def _is_sure(seam: _Seam) -> bool:
    work: frozenset[SectionKind] = frozenset(("responsibilities", "requirements"))
    before, after = len(work & seam.kinds_before), len(work & seam.kinds_after)
    if not before or not after or (seam.level and "about" not in seam.kinds_after):
        return False
    whole, ended = before + after == 4, bool(seam.kinds_before & {"legal", "benefits"})
    if seam.title:
        return seam.cohesion < (0.5 if whole else 0.2)
    return ended and (
        (whole and seam.cohesion < 0.2) or (before + after == 3 and seam.opens == "about" and seam.cohesion < 0.05)
    )


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    """Return the cosine of two counts, 1 where a side has no names to tell it by."""
    norms = sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return sum(n * other[name] for name, n in one.items()) / norms if norms else 1.0


# No posting


def _is_article(document: Document) -> bool:
    """Tell whether a text of some length says nothing of work, of what is asked for or of who asks."""
    return len(document.words) >= _FEWEST_WORDS and _WORK_WORDS.search(document.clean) is None
