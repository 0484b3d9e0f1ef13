"""Complete a posting by what its text alone states: its pay, and that the work is on site whatever its place says."""

import re
from dataclasses import replace

from truerole.core.normalise.pay_in_text import ESTIMATED, find_pay
from truerole.core.normalise.plausible import plausible_salary
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.base import Parsed

# The basis of pay that only the text states.
TEXT = "text"
_HERE = r"(?:on[- ]?site|in[- ](?:(?:the|our) )?office|in[- ]person|vor ort)"
_WHOLLY = r"(?:100\s?(?:%|percent)|fully|strictly|entirely|completely|ausschließlich)"
_ON_SITE = re.compile(
    rf"(?<!not )(?<!n't )(?<!n’t )\b{_WHOLLY} {_HERE}\b|"
    rf"\b(?:role|position|job) is (?:not (?:a )?remote\b|{_HERE}\b)|"
    r"\b(?:no|not (?:a|eligible for)) remote(?: or hybrid)? (?:work|role|position|option|arrangement)s?\b|"
    r"\bremote work is not (?:possible|available|offered|an option)\b",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"\b(?:100\s?%|fully|completely) remote\b|\b(?:role|position|job) is (?:fully |100\s?% )?remote\b", re.IGNORECASE
)


def with_text_facts(parsed: Parsed) -> Parsed:
    """Return a response's postings with the facts that their texts alone state."""
    return replace(parsed, postings=tuple(map(complete_by_text, parsed.postings)))


def complete_by_text(posting: Posting) -> Posting:
    """Return the posting with the pay of its text, where it has none; work that it calls on site is not remote."""
    salary = posting.salary or (_pay(posting.description, posting.country) if posting.description else None)
    return _with_workplace(posting if salary is posting.salary else replace(posting, salary=salary))


def _with_workplace(posting: Posting) -> Posting:
    """Return the posting as on site where it is called remote, and its text calls the work on site."""
    text = posting.description
    on_site = posting.workplace == "remote" and _ON_SITE.search(text) and not _REMOTE.search(text)
    return replace(posting, workplace="onsite") if on_site else posting


def _pay(text: str, country: str | None) -> Salary | None:
    found = find_pay(text, country)
    if found is None:
        return None
    basis = ESTIMATED if found.salary.basis == ESTIMATED else TEXT
    return plausible_salary(replace(found.salary, basis=basis))
