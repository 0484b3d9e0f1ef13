"""Recognise the lines that pages of job boards show around a posting: menus and buttons, its age, its applicants."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LONGEST_DETAILS = 160

_MENU = re.compile(
    # of the page
    r"(?:skip to (?:main |search )?(?:content|results)|linkedin|indeed|glassdoor|home|homepage|(?:my )?network|jobs?|"
    r"find jobs|messaging|notifications?|me|for (?:business|employers)|(?:try|get|reactivate) premium.*|people|"
    r"learning|\d+ (?:new )?(?:notifications?|messages?).*|sign (?:in|up).*|log ?in.*|join(?: now| linkedin)?|posts?|"
    r"top content|feed|games|company reviews|find salaries|salary guide|employers ?/ ?post job|upload your resume|"
    r"search|clear|what|where|open menu|menu|close|back(?: to .{1,30})?|cookies?.*|accept(?: all)?(?: cookies)?|"
    r"profile|reject(?: all)?|about|careers?|current openings|search jobs|more|english(?: \(.*\))?|"
    # beside the posting
    r"easy apply|apply(?: now| on .{1,40})?|saved?|saved jobs|share|show (?:more|less)(?: options)?|see more|overview|"
    r"see who .{1,80}|report(?: this)?(?: job)?|promoted(?: by .{1,40})?|actively (?:recruiting|hiring)|application|"
    r"be (?:an early applicant|among the first .*)|verified(?: job)?|new|urgently hiring|responded to by .*|"
    r"use ai to .*|am i a good fit.*|how (?:your profile|you match).*|get ai-powered .*|job alert|set alert|follow|"
    r"following|hide|copy link|print|job details|jobs (?:at|by) .{1,60}|reposted|(?:no longer )?accepting applications|"
    r"you(?:['’]d)? (?:be|would be) a top applicant.*|.{1,60} logo|logo.{0,60}|company logo(?: for.*)?|"
    r"full-time|part-time|remote|hybrid|on-?site|permanent|contract|[\d.,]+ ?[★⭐]?|[\d.]+ out of 5 stars?)",
    re.IGNORECASE,
)
_AGE = (
    r"(?:\d+\+?|an?|one|over \d+) ?(?:minutes?|hours?|days?|weeks?|months?|mins?|h|d|w|mo) ago|just (?:now|posted)|"
    r"yesterday|today"
)
_DETAILS = re.compile(
    rf"(?:^|[·•|(] ?|\bposted |\s)(?:{_AGE})(?:[ )]*$|\s+[·•|]|\s+(?:over )?\d)|"
    r"\b\d[\d,+]* (?:applicants?|people clicked apply)\b|\bbe among the first \d+ applicants\b",
    re.IGNORECASE,
)
# So many blanks part two columns; and patterns that begin with blanks would search them again from each of them.
_COLUMN_GAP = re.compile(r"[^\S\n]{50,}")
_MARKS = re.compile(r"^[#*_\s]+|[*_\s]+$")


class PageLine(NamedTuple):
    """Line of a text with a word in it, from `start` to before `end`; `after_gap` where an empty line precedes it."""

    text: str
    start: int
    end: int
    after_gap: bool


def lines_of(text: str) -> Iterator[PageLine]:
    """Yield the lines of a text that are not blank, stripped; two columns are two lines."""
    at, gap = 0, True
    parted = _COLUMN_GAP.sub(lambda blanks: "\n" * len(blanks[0]), text)
    for raw in parted.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            start = at + len(raw) - len(raw.lstrip())
            yield PageLine(stripped, start, start + len(stripped), gap)
        gap, at = not stripped, at + len(raw)


def bare_line(line: str) -> str:
    """Return a line without the marks of Markdown around it, each run of blanks one blank."""
    return " ".join(_MARKS.sub("", line).replace("**", "").split(" "))


def is_menu_line(line: str) -> bool:
    """Tell whether a line is a menu, a button or a note that job boards show beside postings."""
    return _MENU.fullmatch(bare_line(line)) is not None


def is_details_line(line: str) -> bool:
    """Tell whether a line says how old a posting is, or how many have applied, as job boards do below a title."""
    return len(line) <= _LONGEST_DETAILS and _DETAILS.search(line) is not None
