"""Parse the first line of a job comment on Hacker News: "Company | Role | Place | REMOTE | pay | link".

The order is a custom that not everybody keeps, so each part is told by what it says; what could be two things is left.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from truerole.core.normalise import coerce
from truerole.core.normalise.salary import parse_salary
from truerole.core.posting import Salary, Workplace
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.location import (
    Place,
    WorkLocation,
    find_country,
    is_workplace_term,
    parse_place,
    parse_places,
    work_location,
)

_LONGEST = 400
_LONGEST_TITLE = 120
_LONGEST_ROLE = 9
_BARS = re.compile(r"[|｜¦]")
_DASHES = re.compile(r"\s(?:[–—•·]|--?)\s")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LINK = re.compile(
    r"https?://\S+|(?<![a-z0-9.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|dev|co|app|de|eu|uk|fr|ch|health|tech)\b(?:/\S*)?",
    re.IGNORECASE,
)
_WORKPLACE = re.compile(
    r"\b(?:fully|full|100 ?%|mostly|optional|partially)?[ -]?(?:remote(?:[- ](?:first|friendly|only|ok|optional))?|wfh|"
    r"hybrid|on-?\s?site|in[- ](?:office|person))\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|based|preferred|timezones?|based in|within|anywhere in)\b", re.IGNORECASE)
_LOOSE = re.compile(r"^(?:hiring in|in|from|at|or|and|within)\b|\b(?:or|and)$", re.IGNORECASE)
_INITIALS = re.compile(r"\bU\.\s?([SK])\.?(?:A\.)?(?!\w)")
_BETWEEN_PLACES = re.compile(r"&|\band\b")
_BETWEEN_COUNTRIES = re.compile(r"[,/]")
_MOST_PARTS = 3
_EMPLOYMENT = re.compile(
    r"\b(?:(?:full|part)[- ]?time|contract(?:ors?)?|internships?|interns?|freelance|ft|pt|ftes?)\b", re.IGNORECASE
)
# Who works; and what only hints at it.
_DOERS = (
    r"(?:engineers?|engineering|developers?|devs?|scientists?|analysts?|designers?|managers?|architects?|researchers?|"
    r"programmers?|directors?|leads?|(?:co-?)?founders?|cto|vp|sres?|swes?|devops|specialists?|operators?|consultants?|"
    r"advocates?|administrators?|sysadmins?|technicians?|writers?|editors?|recruiters?|representatives?|hackers?|intern|"
    r"executives?|officers?|owners?|associates?|assistants?|coordinators?|marketers?|teachers?|trainers?|evangelists?|postdocs?)"
)
_ROLE = re.compile(rf"\b(?:{_DOERS}|head of)\b", re.IGNORECASE)
_CLEAR_ROLE = re.compile(rf"\b{_DOERS}(?: (?:I{{1,3}}|IV|V|\d))?\Z|(?:\A|\s)head of .", re.IGNORECASE | re.DOTALL)
_HINT = re.compile(
    r"\b(?:roles?|positions?|openings|full[- ]?stack|back[- ]?end|front[- ]?end|machine learning|ml|mobile|ios|android|"
    r"senior|staff|principal)\b",
    re.IGNORECASE,
)
_NO_ROLE = frozenset(
    "experience ability strong work working collaborate mentor help you we our us as with years proven background "
    "knowledge familiarity partner join build your they were worked managing leading supporting".split()
)
_NO_PLACE = re.compile(
    r"\b(?:equity|benefits?|visa|series [a-f]|seed|yc|funded|salary|stack|python|rust|java\w*|react|startup|relocation|"
    r"profitable|bootstrapped|competitive|hiring|citizen\w*|clearance|hours?|hrs?|apply|stealth|hq|headquarters|required|"
    r"node|aws|gcp|sql|postgres\w*|kubernetes|docker|terraform|golang|rails|django|\w*script|ai|ml|saas)\b|\.js|[@$€£\d+#]",
    re.IGNORECASE,
)
_LIST = re.compile(r"[,;+](?:\s{0,3}and\s)?")
_ENDS_ROLE = re.compile(r"\s[–—-]\s|[:(|,;.]|\sto\s|\shttps?://")


@dataclass(frozen=True, slots=True)
class Headline:
    """The facts of a first line; `roles` are titles in order."""

    company: str | None
    roles: tuple[str, ...]
    where: WorkLocation
    salary: Salary | None
    employment_type: str | None


@dataclass(slots=True)
class _SortedParts:
    """The parts of a first line, sorted by the kind of fact."""

    roles: list[str]
    hints: list[str]
    places: list[Place]
    workplaces: list[Workplace]
    pay: list[str]
    kinds: list[str]
    rest: list[tuple[int, str]]


def parse_headline(line: str) -> Headline | None:
    """Return the facts of a first line, None for a line without separators."""
    parts = _parts(_INITIALS.sub(r"U\1", line[:_LONGEST]).strip(" *_"))
    if len(parts) < 2:
        return None
    found = _SortedParts([], [], [], [], [], [], [])
    company_at = _company_index(parts)
    for number, part in enumerate(parts):
        _sort_part(part, number, number == company_at, found)
    company = parts[company_at] if company_at is not None else found.rest.pop(0)[1] if found.rest else None
    for _, part in found.rest if found.roles or found.hints else ():
        _add_places(part, found)
    where = _work_location(found)
    return Headline(
        company=_strip_links_and_brackets(company) or company if company else None,
        roles=_distinct_roles(found.roles) or tuple(found.hints[:1]),
        where=where,
        salary=_salary(found.pay, where.country),
        employment_type=employment_type(next(iter(found.kinds), None)),
    )


def role_of_bullet(line: str) -> str | None:
    """Return the role that a bullet begins with: "Data Engineer — you build ..."; None without a role."""
    head = _ENDS_ROLE.split(line.strip(), maxsplit=1)[0].strip(" *_")
    return head if head[:1].isupper() and _is_role(head) else None


def _is_role(text: str) -> bool:
    """Return whether a text is nothing but the name of a role."""
    words = text.lower().split()
    return len(words) <= _LONGEST_ROLE and not _NO_ROLE.intersection(words) and bool(_CLEAR_ROLE.search(text))


def truncate_title(line: str) -> str:
    """Return the beginning of a line as a title of at most 120 characters, cut between words."""
    if len(line) <= _LONGEST_TITLE:
        return line
    return line[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:|-–—") + " …"


def _parts(line: str) -> list[str]:
    """Return the parts of a line between bars, else between dashes, none for a sentence with a dash."""
    parts = list(filter(None, map(str.strip, _BARS.split(line))))
    if len(parts) < 2:
        parts = list(filter(None, map(str.strip, _DASHES.split(line))))
        # One dash is found in any sentence.
        return parts if len(parts) > 1 and len(parts[0].split()) <= 6 and any(map(_ROLE.search, parts[1:])) else []
    return parts


def _company_index(parts: list[str]) -> int | None:
    """Return the index of the company's part: 0, unless the first part is a workplace, a link or the only role."""
    first = _strip_links_and_brackets(parts[0])
    if _WORKPLACE.fullmatch(first) or (not first and "://" in parts[0]):
        return None
    return None if _ROLE.search(first) and not any(map(_ROLE.search, parts[1:])) else 0


def _sort_part(part: str, number: int, is_company: bool, found: _SortedParts) -> None:
    """Sort a part by the kind of fact; of the company's part only a workplace in brackets counts."""
    if is_company:
        for inner in _BRACKETS.findall(part):
            if _WORKPLACE.search(inner):
                _sort_place(inner, found)
        return
    plain = _LINK.sub("", part).strip(" -–—:,")
    if not plain:
        return
    if _ROLE.search(_strip_links_and_brackets(plain)):
        found.roles.append(_strip_links_and_brackets(plain))
        _sort_brackets(plain, found)
    elif parse_salary(plain):
        found.pay.append(plain)
    elif _WORKPLACE.search(plain) or (find_country(plain) and not _EMPLOYMENT.search(plain)):
        _sort_place(plain, found)
        found.kinds += [plain] if _EMPLOYMENT.search(plain) else []
    elif _EMPLOYMENT.search(plain):
        found.kinds.append(plain)
    elif number and _HINT.search(plain):
        found.hints.append(plain)
    else:
        found.rest.append((number, plain))


def _sort_brackets(part: str, found: _SortedParts) -> None:
    """Sort the texts in brackets behind a role: workplace, place and pay."""
    for inner in _BRACKETS.findall(part):
        found.pay += [inner] if parse_salary(inner) else []
        if _WORKPLACE.search(inner):
            _sort_place(inner, found)


def _sort_place(part: str, found: _SortedParts) -> None:
    """Add the workplace of a part, and the places beside the workplace."""
    workplaces = {coerce.workplace(match[0]) for match in _WORKPLACE.finditer(part)} - {None}
    found.workplaces += [workplace for workplace in workplaces if workplace]
    _add_places(_EMPLOYMENT.sub(" ", _WORKPLACE.sub(" ", part)), found)


def _add_places(part: str, found: _SortedParts) -> None:
    """Add the places that a part names, outside and inside of brackets."""
    for text in map(_strip_loose_words, (_BRACKETS.sub(" ", part), *_BRACKETS.findall(part))):
        if text and _may_be_place(text) and not is_workplace_term(text):
            found.places += [place for name in _BETWEEN_PLACES.split(text) for place in _places(name)]


def _places(text: str) -> tuple[Place, ...]:
    """Return the places of a text: "Spain, Italy" names two places, "Rome, Italy" a single place."""
    parts = list(filter(None, map(str.strip, _BETWEEN_COUNTRIES.split(text))))
    if len(parts) > 1 and all(map(find_country, parts)):
        return tuple(map(parse_place, parts))
    return parse_places(text)


def _strip_loose_words(text: str) -> str:
    """Return a place without words such as "only" or "based in" around the name."""
    text = _LOOSE.sub(" ", " ".join(_ONLY.sub(" ", text).split()))
    return " ".join(text.split()).strip(" ,;:/&+-–—.()")


def _may_be_place(text: str) -> bool:
    return (
        len(text.split()) <= 8
        and text.count(",") <= _MOST_PARTS
        and not _NO_PLACE.search(text)
        and any(map(str.isupper, text))
    )


def _work_location(found: _SortedParts) -> WorkLocation:
    workplaces = set(found.workplaces)
    return work_location(found.places, workplaces.pop() if len(workplaces) == 1 else None)


def _salary(parts: Iterable[str], country: str | None) -> Salary | None:
    salaries = {parse_salary(part, dollar="USD" if country == "us" else None) for part in parts}
    return salaries.pop() if len(salaries) == 1 else None


def _strip_links_and_brackets(text: str) -> str:
    """Return a part without links and texts in brackets."""
    return " ".join(_LINK.sub(" ", _BRACKETS.sub(" ", text)).split()).strip(" -–—:,")


def _distinct_roles(parts: list[str]) -> tuple[str, ...]:
    """Return the roles of a line, several only where each is clearly a role."""
    listed = [list(filter(None, map(str.strip, _LIST.split(part)))) for part in parts]
    whole = [
        role
        for part, roles in zip(parts, listed, strict=True)
        for role in (roles if all(_is_role(role) and len(role.split()) > 1 for role in roles) else [part])
    ]
    return tuple(whole if all(map(_is_role, whole)) else parts[:1])
