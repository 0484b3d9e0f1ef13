"""Find the place of work in the lines and sentences of a posting: labelled, in the heading, or said of the role.

A company's seat and its offices are no place of work, and a heading names a place only with its country or state.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from truerole.core.normalise.country import country_called, country_of
from truerole.model.text.page_lines import PageLine, bare_line, is_details_line, is_menu_line
from truerole.model.text.title_detection import names_one_job
from truerole.scraper.extract.location import is_workplace_term, parse_place

_LONGEST_LINE, _LONGEST_PLACE, _HEADING_LINES = 200, 90, 10
_LABELLED = re.compile(
    r"\W*(?:(?:(?:job|work|office|primary|role) )?(?:locations?|place of work|city|based in|standort)"
    r"(?:\s*[:|]|\s+[–—-])|📍)\s*(?P<value>\w.*)",
    re.IGNORECASE,
)
_OF_ROLE = re.compile(
    r"\b(?:(?:role|position|job|opportunity) (?:is|will be)|[Yy]ou(?: will|['’]ll) be) "
    r"(?:based|located) (?:in|at|out of) (?:our |the )?"
    r"(?P<value>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}(?:, [A-Z][\w.]*(?: [A-Z]\w*)?)?)"
)
_NO_PLACE = re.compile(
    r"(?<=[a-z]{3})[.!?]\s|:\s|\b(?:we|you|our|your|is|are|will|offices|the office|various|multiple|flexible|any)\b",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[|·•;]\s*|(?<=[a-z]{3})\.\s+(?=[A-Z])")
_WORKPLACE = r"(?:fully |100 ?% )?(?:remote|hybrid|on-?site|in[- ]office)"
_ABOUT_WORKPLACE = re.compile(
    rf"\s*[(\[][^()\[\]]*\b(?:remote|hybrid|on-?site|office|days?)\b[^()\[\]]*[)\]]|"
    rf"^{_WORKPLACE}\s*(?:,|\s[–—-]|in\b)\s*|(?:,|\s[–—-])\s*{_WORKPLACE}$",
    re.IGNORECASE,
)
_NOT_THE_PLACE = re.compile(r"(?:full|part)[- ]time|permanent|contract|.*:.*|.*\d ?[k%]\b.*|.*[$€£].*", re.IGNORECASE)

_SEGMENTS = re.compile(r"\s+[–—-]\s+|\s*[|·•()\[\]]\s*")
_WORD = r"[A-Z][\w.’'-]*"
_CITY = re.compile(rf"{_WORD}(?:[ -](?:{_WORD}|am|an|der|de|la|le|los|upon|on|of|the)){{0,4}}")
_COMPANY = re.compile(r"\b(?:gmbh|ag|se|ltd|limited|inc|llc|plc|corp|co|group)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:\S+\s+){6,}\S+[.!?]")


def labelled_place(line: str) -> str | None:
    """Return the place behind a label such as "Location:", without what is said there of the workplace; else None."""
    label = _LABELLED.fullmatch(bare_line(line)) if len(line) <= _LONGEST_LINE else None
    if not label:
        return None
    pieces = map(_without_workplace, _PIECES.split(label["value"]))
    named = [p for p in pieces if p and not is_workplace_term(p) and not _NOT_THE_PLACE.fullmatch(p)]
    return _place_in("; ".join(named))


def place_in_details(line: str) -> str | None:
    """Return the place with which a job board's line of details begins ("Hull, England · 2 days ago"); else None."""
    first, dot, _ = bare_line(line).partition(" · ")
    return _place_in(first) if dot and is_details_line(bare_line(line)) and "," in first else None


def place_of_role(sentence: str) -> str | None:
    """Return the place where a sentence says that the role is based; None for several places."""
    found = _OF_ROLE.search(sentence)
    if not found or re.match(r"\W*(?:or|and|/)\b", sentence[found.end() :]):
        return None  # of several places none is the place
    return found["value"].rstrip(".")


def heading_lines(lines: Iterable[PageLine]) -> Iterator[PageLine]:
    """Yield the lines of a posting before its first sentence, without what pages show around it; ten at most."""
    for line in islice((line for line in lines if not is_menu_line(line.text)), _HEADING_LINES):
        if len(line.text) > _LONGEST_LINE or _SENTENCE.fullmatch(line.text):
            return
        yield line


def place_in_heading(line: str) -> str | None:
    """Return the one place that a heading names with its country or state ("Analyst - Berlin, Germany"); else None."""
    found = {place for segment in _SEGMENTS.split(bare_line(line)) if (place := _with_country(segment))}
    return found.pop() if len(found) == 1 else None


def _with_country(segment: str) -> str | None:
    parts = [part.strip() for part in segment.split(",")]
    if len(parts) > 2 and _is_no_city(parts[0]):
        parts = parts[1:]
    if len(parts) == 3 and not country_called(parts[-1]):
        parts = parts[1:]  # the employer before a city and its state
    if not 2 <= len(parts) <= 3 or not all(map(_CITY.fullmatch, parts)) or any(map(_is_no_city, parts)):
        return None
    place = ", ".join(parts)
    is_state = len(parts) == 2 and len(parts[1]) == 2 and country_of(place) == "us"
    is_named = country_called(parts[-1]) or (len(parts[-1]) > 3 and country_of(parts[-1]))
    return place if is_state or is_named else None


def _without_workplace(piece: str) -> str:
    for _ in range(2):  # "Leeds, hybrid (two days in the office)"
        piece = _ABOUT_WORKPLACE.sub("", piece).strip(" .,;|-–")
    return piece


def _is_no_city(part: str) -> bool:
    return names_one_job(part) or _COMPANY.search(part) is not None


def _place_in(written: str) -> str | None:
    if len(written) > _LONGEST_PLACE or _NO_PLACE.search(written) or not any(map(str.isalpha, written)):
        return None
    place = parse_place(written.strip(" .;|-–")).text
    return None if place is None or is_workplace_term(place) else place
