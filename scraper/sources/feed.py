"""Read what the feeds of several employers' postings write alike."""

import re

from truerole.scraper.extract.json_fields import Fields, entries_of, json_of, malformed, refused
from truerole.scraper.extract.location import Place, place_named
from truerole.scraper.extract.url import address_of
from truerole.scraper.sources.base import Malformed, Response

_CITY_AND_STATE = re.compile(r"[^,]+,\s*[A-Z]{2}")
_ONLY = re.compile(r"\s+only$", re.IGNORECASE)
# Two letters of these make the flag of a country.
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff\U0001f30d-\U0001f310]+")


def feed_of(url: str, *domains: str) -> str | None:
    """Return the one board of a feed, "", where an address is of one of its domains, else None."""
    address = address_of(url)
    return "" if any(address.below(domain) is not None for domain in domains) else None


def opened(answer: Response, lists: tuple[str, ...], marks: tuple[str, ...]) -> tuple[Fields, list[object]]:
    """Return what stands around the list of an answer in JSON, and its entries; raises Malformed without a list."""
    value = json_of(answer)
    entries = entries_of(value, lists, marks)
    if entries is None:
        raise missing(answer, value)
    return Fields(value), entries


def missing(answer: Response, value: object) -> Malformed:
    """Return the error for an answer that has no list of postings: with what it says instead."""
    said = refused(value)
    return malformed(answer, f"has no list of postings{f': {said}' if said else ''}"[:300])


def areas_named(text: str | None) -> tuple[Place, ...]:
    """Return the countries and regions that a text names, apart by commas: "USA, Canada", "Europe Only"."""
    text = _FLAGS.sub("", text or "").strip()
    parts = [text] if _CITY_AND_STATE.fullmatch(text) else re.split(r"[,;|]", text)
    return tuple(place_named(_ONLY.sub("", part.strip())) for part in parts if part.strip())
