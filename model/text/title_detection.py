"""Detect the title that stands in the text of a posting: labelled, in the head of a copied page, or as the first line.

Precision comes before recall: a sentence that names an occupation ("we are hiring a data engineer") is no title, nor is
a heading or a plural ("Data Engineers at Acme"). A title needs an occupation, and a place where titles stand.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from truerole.model.text.clean import clean
from truerole.model.text.page_lines import PageLine, bare_line, is_details_line, is_menu_line, lines_of
from truerole.model.text.person_lines import is_person_or_badge

_LONGEST, _MOST_WORDS = 120, 14
# How much of a text is looked at, and how many lines of it; where labels stand, first lines, and lines above details.
_FARTHEST, _MOST_LINES = 30_000, 400
_LABELLED_WITHIN, _HEAD, _BACK = 40, 3, 4
_FEWEST_CAPITALS, _MOST_SMALL_WORDS, _LONGEST_NAME = 0.6, 5, 6

_OCCUPATIONS = """
    accountant actuary administrator advis[eo]r agent analyst analyste apprentice architect assistant associate attorney
    auditor bioinformatician biologist biostatistician broker buyer carer cashier chef chemist clerk clinician cook
    co-?ordinator consultant controller copywriter counsel curator ceo cdo cio cto designer developer dentist
    director doctor driver economist editor electrician engineer evangelist executive expert fellow generalist geologist
    head ingenieur instructor intern internship journalist lawyer lead leader lecturer librarian machinist manager
    mathematician mechanic midwife modell?er nurse officer operator owner paralegal partner pharmacist physician
    physicist planner plumber postdoc practitioner president principal producer professor programmer psychologist
    receptionist recruiter representative researcher scientist scrum_master secretary specialist sre statistician
    steward strategist supervisor surgeon teacher technical_staff technician technologist tester therapist tutor
    trader trainee trainer treasurer underwriter vp waiter warehouse_operative welder werkstudent wizard worker writer
"""
_OCCUPATION = re.compile(
    rf"\b(?:{'|'.join(_OCCUPATIONS.split()).replace('_', ' ')})(?:[:*/]?in)?\b(?!-[a-z])", re.IGNORECASE
)
_ENDS_WITH_OCCUPATION = re.compile(rf"{_OCCUPATION.pattern}(?: (?:[ivx]+|\d))?\s*(?:[-–—,(|/@].*)?$", re.IGNORECASE)
# Words of sentences and of headings; none of them stands in a title.
_NO_TITLE = re.compile(
    r"\b(?:we|we're|you|you'll|your|our|us|i|my|is|are|was|were|be|been|will|would|can|could|should|must|has|have|had|"
    r"who|whom|whose|that|this|these|those|it|its|they|their|looking|hiring|seeking|seeks|join|joining|wanted|needs?|"
    r"what|why|how|when|where|about|please|apply|click|welcome|responsibilit\w*|requirements?|qualifications?|skills?|"
    r"duties|summary|overview|benefits?|salary|description|experienced? (?:in|with)|degree|profile|jobs|results?|"
    r"role of|similar|matches|alerts?|resumes?|cv|years?|purpose|mission|story|team of|with the|as an?|dear|hi|"
    r"hello|no|vs|versus|questions?|academy|interview|replacement for|community|meet-?ups?|"
    r"to (?:help|build|lead|support|join|work)|reports? to|reporting to)\b",
    re.IGNORECASE,
)
_SENTENCE_FIRST = re.compile(
    r"(?:the|an?|be|work|support|manage|act|assist|for|with|in|of|and|or)\s|"
    r"(?:lead|head|partner)\s(?:the|an?|with|to|for|in|on|and|large|complex|all)\s",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.?!,;:…]$")
_WORD = re.compile(r"[^\W\d_]+")
_BULLET = re.compile(r"\s*(?:[-•*·▪◦‣○●–—>]|\d+[.)])\s")

_LABEL = re.compile(
    r"(?:(?:(?:the )?(?:job|position|role|posting|vacancy|working|official)[ -]?)?title|position|role|vacancy|stelle|"
    r"poste|job(?: opening)?|job ?/ ?position|opening|now hiring|we(?:[’']| a)re hiring|hiring)\s*"
    r"(?:[:：]|\s[-–—|]\s)\s*(?P<rest>.*)",
    re.IGNORECASE,
)
# A label that says "title" needs no occupation behind it.
_SAYS_TITLE = re.compile(r"(?:the )?(?:\w+[ -]?)?title", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"(?:job|position|role)[ -]?title:?|(?:title|position|role):", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"(?:n/?a|tb[ad]|none|various|-+|see below)\W*|"
    r".*\b(?:type|family|level|category|location|number|date|department|id)\b.*",
    re.IGNORECASE,
)
# The title below a name is that of the person to ask.
_CONTACT = re.compile(
    r"\W*(?:(?:contact )?(?:name|person)|contact|posted by|job poster|(?:line|hiring|your) manager|supervisor|"
    r"reports? to|meet the (?:hiring )?team)\b(?:\W|$)",
    re.IGNORECASE,
)
# A rank or a form of employment alone names no occupation, an office is a place.
_FORM = (
    r"(?:intern(?:ship)?|trainee|temporary|permanent|full[- ]time|part[- ]time|contract|paid|summer|the|program(?:me)?)"
)
_ALONE = re.compile(
    rf"(?:{_FORM}[\s,/]*)+|(?:lead|head|principal|partner|owner|expert|worker|associate|assistant|agent|executive|"
    r"leader)s?|office of .*|(?:job|worker|employee|position) \S+",
    re.IGNORECASE,
)

_ABOUT_THE_JOB = r"(?:about the job|job description|full job description|description|job details)\W*"
_OPENS_TEXT = re.compile(_ABOUT_THE_JOB, re.IGNORECASE)
# May stand above the title: the heading of the whole, and the pay.
_SKIPPED = re.compile(rf"\W*(?:{_ABOUT_THE_JOB}|[$€£]\d[^a-z]*(?: an? (?:year|month|week|day|hour))?)", re.IGNORECASE)
_JOB_POST = re.compile(r"\s*-?\s*job post$", re.IGNORECASE)
_SITE = re.compile(
    r"\s*[|–—-]\s*(?:linkedin|indeed(?:\.com?)?(?:\.uk)?|glassdoor(?:\.com?)?|monster|stepstone|xing|jobs?|greenhouse|"
    r"careers?(?: at .*)?|lever|workday|otta|job (?:description|post(?:ing)?|details|ad))$",
    re.IGNORECASE,
)
_IN_FRONT = re.compile(r"(?:(?:full )?job description|job post(?:ing)?|jd)\s*[:|–—-]\s*", re.IGNORECASE)
_COMPANY_HIRING = re.compile(r".{2,60} (?:is )?hiring (?P<title>.{3,90}) in .{2,60}? \| LinkedIn$", re.IGNORECASE)
_APART = re.compile(r"\s+[|·•]\s+|\t+")
_EMPLOYER = re.compile(r"\s+(?:at|@)\s+\S.*$")


# "(m/f/d)", which changes no title.
_GENDERS = re.compile(r"[(\[]?\b[mfwdx](?: ?[/|,] ?[mfwdx]){1,3}\b[)\]]?", re.IGNORECASE)
_PLAIN = re.compile(r"[^\W_]+|[+#]")


class FoundTitle(NamedTuple):
    """Title found in a text, and the place of its line there: from `start` to before `end`, in code points."""

    text: str
    start: int
    end: int


def find_title(text: str) -> FoundTitle | None:
    """Return the title that stands in the text of a posting, None where none surely does."""
    lines = list(islice(lines_of(clean(text[:_FARTHEST])), _MOST_LINES))
    return _labelled(lines) or _above_details(lines) or _at_the_head(lines)


def blank_page_head(text: str) -> str:
    """Blank what the page of a job board shows above "About the job", by as many characters as before.

    A text without such a page around it stays as it is.
    """
    lines = list(islice(lines_of(clean(text[:_FARTHEST])), _MOST_LINES))
    opening = _opening(lines)
    if opening is None or not any(is_menu_line(line.text) or is_details_line(line.text) for line in lines[:opening]):
        return text
    end = lines[opening].start
    return " " * end + text[end:]


def repeats_of_title(text: str, title: str) -> list[tuple[int, int]]:
    """Return the spans of the lines that only repeat a title, behind a label or before an employer or not.

    A title without an occupation ("SQL") may stand in a list of skills: so its lines are those behind a label, and at
    the head.
    Where more stands beside the title in its line, as in "Data Engineer | Spark", the span is that of the title.
    """
    words, surely = _plain(title), _OCCUPATION.search(title) is not None
    return [
        title_span(text, line.start, line.end)
        for i, line in enumerate(lines_of(clean(text)))
        if words and _repeats(line.text, words, anywhere=surely or i < _HEAD)
    ]


def title_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the title in the line of a text, without what stands beside it: "Data Engineer | Spark"."""
    line = clean(text[start:end])
    edges = [0, *(edge for apart in _APART.finditer(line) for edge in apart.span()), len(line)]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    first, last = next((piece for piece in pieces if _OCCUPATION.search(line, *piece)), (0, len(line)))
    return start + first, start + last


def _repeats(line: str, words: Sequence[str], *, anywhere: bool) -> bool:
    if len(line) > 2 * _LONGEST or _BULLET.match(line):
        return False
    bare = bare_line(_JOB_POST.sub("", line))
    label = _LABEL.fullmatch(bare)
    behind = bare_line(label["rest"]) if label else bare
    return (anywhere or label is not None) and words in (_plain(behind), _plain(_title_in(behind) or ""))


def _plain(title: str) -> list[str]:
    """Return the words of a title in lower case, without "(m/f/d)"."""
    return _PLAIN.findall(_GENDERS.sub(" ", title).casefold())


def is_title_line(line: str) -> bool:
    """Tell whether a line reads as the title of a job, wherever it stands."""
    return (
        len(line) <= 2 * _LONGEST
        and not is_menu_line(line)
        and not _BULLET.match(line)
        and _title_in(bare_line(line)) is not None
    )


def names_one_job(line: str) -> bool:
    """Tell whether a line is a title that ends with the occupation, but for a rank, a place or a note behind it.

    So "Platform & Developer Enablement", which heads a list of duties, is none.
    """
    return is_title_line(line) and _ENDS_WITH_OCCUPATION.search(bare_line(line)) is not None


def opens_text(line: str) -> bool:
    """Tell whether a job board opens the text of a posting by a line ("About the job")."""
    return _OPENS_TEXT.fullmatch(bare_line(line)) is not None


def is_bullet(line: str) -> bool:
    """Tell whether a line is an item of a list."""
    return _BULLET.match(line) is not None


def _labelled(lines: Sequence[PageLine]) -> FoundTitle | None:
    """Return the title behind a label ("Job title: …"), on the label's line or the next."""
    for i, line in enumerate(lines[:_LABELLED_WITHIN]):
        if _is_of_a_person(lines, i):
            continue
        bare, following = bare_line(line.text), next(iter(lines[i + 1 : i + 2]), None)
        if _LABEL_ALONE.fullmatch(bare) and following and (title := _value(following.text, sure=True)):
            return FoundTitle(title, following.start, following.end)
        label = _LABEL.fullmatch(bare)
        if label and (title := _value(label["rest"], sure=_SAYS_TITLE.match(bare) is not None)):
            return FoundTitle(title, line.start, line.end)
    return None


def _is_of_a_person(lines: Sequence[PageLine], i: int) -> bool:
    """Tell whether a line, or one of the two before it, says that it is about a person to ask or to report to."""
    return any(_CONTACT.match(line.text) for line in lines[max(0, i - 2) : i + 1])


def _value(written: str, sure: bool) -> str | None:
    """Return the title behind a label; behind "title" (`sure`), any short line without a sentence."""
    bare = bare_line(written)
    title = _title_in(bare)
    if sure and not title and len(bare) <= _LONGEST and len(bare.split()) <= _MOST_WORDS and _WORD.search(bare):
        title = None if _SENTENCE_END.search(bare) or _NO_TITLE.search(bare) else bare
    return None if title is None or _NO_VALUE.fullmatch(title) else title


def _above_details(lines: Sequence[PageLine]) -> FoundTitle | None:
    """Return the title that a job board shows above "3 weeks ago · 200 applicants", or before "- job post"."""
    opening = _opening(lines)
    head = lines[: _LABELLED_WITHIN if opening is None else opening]
    for i, line in enumerate(head):
        if _JOB_POST.search(line.text):
            own = line._replace(text=_JOB_POST.sub("", line.text))
            if found := next(filter(None, map(_title_line, (own, *head[max(0, i - 1) : i]))), None):
                return found
    details = [i for i, line in enumerate(head) if is_details_line(line.text)]
    # In a list with the chosen posting beside it, that one comes last.
    for i in details[:1] if opening is None else details[-1:]:
        above = [line for n, line in enumerate(head[:i]) if not (is_menu_line(line.text) or _is_of_a_person(head, n))]
        above = above[-_BACK:]
        return next(filter(None, map(_title_line, reversed(above))), None)
    return None


def _opening(lines: Sequence[PageLine]) -> int | None:
    """Return the index of the line by which a job board opens the text of a posting ("About the job")."""
    return next((i for i, line in enumerate(lines) if _OPENS_TEXT.fullmatch(bare_line(line.text))), None)


def _at_the_head(lines: Sequence[PageLine]) -> FoundTitle | None:
    """Return the title among the first lines, below at most a company's name and a place."""
    head = [
        line for line in lines[:_LABELLED_WITHIN] if not is_menu_line(line.text) and not _SKIPPED.fullmatch(line.text)
    ]
    for i, line in enumerate(head[:_HEAD]):
        if _is_of_a_person(head, i) or any(map(_goes_on, head[i + 1 : i + 2])):
            return None
        if found := _title_line(line):
            return found
        if not _may_be_a_name(bare_line(line.text)):
            return None
    return None


def _goes_on(following: PageLine) -> bool:
    """Tell whether a line continues the one before: "Data Engineer" / "to build our pipelines" is one sentence."""
    return not following.after_gap and following.text[:1].islower()


def _may_be_a_name(line: str) -> bool:
    return len(line.split()) <= _LONGEST_NAME and not _NO_TITLE.search(line) and not _SENTENCE_END.search(line)


def _title_line(line: PageLine) -> FoundTitle | None:
    title = None if _BULLET.match(line.text) else _title_in(bare_line(line.text))
    return FoundTitle(title, line.start, line.end) if title else None


def _title_in(line: str) -> str | None:
    """Return the title that a line is, without the site, the employer or the place that stand beside it."""
    if hiring := _COMPANY_HIRING.match(line):
        line = hiring["title"]
    if is_person_or_badge(line):
        return None
    pieces = [piece.strip() for piece in _APART.split(_IN_FRONT.sub("", _SITE.sub("", line), count=1))]
    for piece in pieces:
        if _OCCUPATION.search(piece):
            title = _EMPLOYER.sub("", piece)
            return title if _reads_as_title(title) else None
        if _NO_TITLE.search(piece):
            return None
    return None


def _reads_as_title(title: str) -> bool:
    words = title.split()
    if len(words) > _MOST_WORDS or len(title) > _LONGEST or _SENTENCE_END.search(title) or _ALONE.fullmatch(title):
        return False
    if not _OCCUPATION.search(title) or _NO_TITLE.search(title) or _SENTENCE_FIRST.match(title):
        return False
    before, colon, _ = title.partition(":")
    if colon and not _OCCUPATION.search(before):
        return False  # "Job type: Officer"
    long = [word for word in _WORD.findall(title) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long)
    return capitals >= _FEWEST_CAPITALS * len(long) or (title.islower() and len(words) <= _MOST_SMALL_WORDS)
