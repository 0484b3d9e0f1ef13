"""Helpers for feeds, the sources that show postings of many employers on a single board."""

import re

from truerole.scraper.extract.json_fields import Fields, error_message, find_entries, malformed, parse_json
from truerole.scraper.extract.location import Place, parse_place
from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.base import Malformed, Response

_CITY_AND_STATE = re.compile(r"[^,]+,\s*[A-Z]{2}")
_ONLY = re.compile(r"\sonly$", re.IGNORECASE)
# Two letters of these make the flag of a country.
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff\U0001f30d-\U0001f310]+")


def feed_board(url: str, *domains: str) -> str | None:
    """Return "", the name of a feed's only board, for a URL of any of the feed's domains, else None."""
    address = parse_url(url)
    return "" if any(address.below(domain) is not None for domain in domains) else None


def open_feed(response: Response, lists: tuple[str, ...], marks: tuple[str, ...]) -> tuple[Fields, list[object]]:
    """Return the object around the list of postings in a JSON response, and the entries; raises Malformed without."""
    value = parse_json(response)
    entries = find_entries(value, lists, marks)
    if entries is None:
        raise no_list_error(response, value)
    return Fields(value), entries


def no_list_error(response: Response, value: object) -> Malformed:
    """Return the Malformed error for a response without a list of postings, with the vendor's message."""
    message = error_message(value)
    return malformed(response, f"has no list of postings{f': {message}' if message else ''}"[:300])


def parse_areas(text: str | None) -> tuple[Place, ...]:
    """Return the countries and regions of a comma-separated list: "USA, Canada", "Europe Only"."""
    text = _FLAGS.sub("", text or "").strip()
    parts = [text] if _CITY_AND_STATE.fullmatch(text) else re.split(r"[,;|]", text)
    return tuple(parse_place(_ONLY.sub("", part.strip()).strip()) for part in parts if part.strip())
