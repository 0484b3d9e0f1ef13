"""Labels of the terms of a job: the "No" of "Visa: No Python required" is the label's answer, and denies no Python."""

import re

# They begin with a capital, a line or a clause: "experience with remote sensing: no Python" is left alone.
_TERMS = (
    r"(?:visas?|sponsor\w*|h-?1-?b|c2c|corp[ -]to[ -]corp|citizen\w*|green card|work (?:permit|authori[sz]ation)"
    r"|(?:security )?clearance|polygraph|background check|drug (?:test|screen)\w*|licen[cs]\w+|certificat\w+"
    r"|degree required|travel|relocat\w+|remote|hybrid|on-?site|tele(?:work|commut)\w*|work from home|wfh|on[ -]call"
    r"|overtime|shifts?|weekends?|supervis\w+|direct reports|people manage\w+|bonus|commission|benefits|pension|union"
    r"|full[ -]time|part[ -]time|contract|gender|physical demands?|agenc(?:y|ies)|recruiters|cover letter)"
)
_LABEL = (
    rf"(?:\b(?=[A-Z])|(?:^|[\n•*.,;-]) ?)(?i:(?:(?!(?:with|in|of|for|and|to)\b)[\w-]+ ){{0,2}}{_TERMS}\b"
    r"(?:[ /-][\w()-]+){0,2})\s?(?:[:?]|[-–—](?=\s))\s*"
)
_LABEL_BEFORE = re.compile(rf"{_LABEL}$")
_ANSWER = re.compile(rf"{_LABEL}(?i:no|none)\b")
# In characters.
_LONGEST = 80


def behind_answer(text: str, start: int, end: int) -> str:
    """Return the text from `start` to before `end`, without a "No" there that answers a label on the same line."""
    line = _line_start(text, start)
    answers = [line + found.end() for found in _ANSWER.finditer(text[line:end])]
    return text[max([start, *answers]) : end]


def is_answer(text: str, start: int) -> bool:
    """Tell whether the word at `start` answers a label right before it on the same line."""
    return _LABEL_BEFORE.search(text[_line_start(text, start) : start]) is not None


def _line_start(text: str, offset: int) -> int:
    return max(0, offset - _LONGEST, text.rfind("\n", 0, offset) + 1)
