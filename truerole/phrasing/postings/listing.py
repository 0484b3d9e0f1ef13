"""Words and records of listed postings: place, date, verdict, and the record of a posting in JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from truerole.core.reading import ROLES, WORK_KINDS
from truerole.core.stored import StoredReading
from truerole.data.market.listing import Listing
from truerole.phrasing.reading import ROLE_NAMES, country_name, month_name, percent

_PUBLIC = ("http://", "https://")


def place_words(listing: Listing) -> str | None:
    """Return the place of a posting as written, else the country; None where neither is known."""
    return listing.location or (country_name(listing.country) if listing.country else None)


def posted_words(listing: Listing) -> str | None:
    """Return the day of a posting, or the month where the day is not known: "3 July 2026", "July 2026"."""
    if listing.posted_on:
        return f"{listing.posted_on.day} {month_name(listing.posted_on.isoformat()[:7])}"
    return month_name(listing.month) if listing.month else None


def role_words(reading: StoredReading | None) -> str:
    """Return the real role with the probability: "data engineer (97 %)", "leans to data analyst (55 %)"."""
    if reading is None or reading.role is None:
        return "not read"
    share = percent(reading.roles[ROLES.index(reading.role)])
    return f"{'' if reading.confident else 'leans to '}{ROLE_NAMES[reading.role]} ({share})"


def listing_record(listing: Listing) -> dict[str, Any]:
    """Return a posting as a record for JSON, without the text; an address that is no web page's is left out."""
    row = {name: getattr(listing, name) for name in Listing.__slots__ if name not in ("has_text", "reading")}
    url = listing.url if (listing.url or "").lower().startswith(_PUBLIC) else None
    salary = asdict(listing.salary) if listing.salary else None
    return {**row, "url": url, "salary": salary, "reading": _reading(listing.reading)}


def _reading(reading: StoredReading | None) -> Mapping[str, Any] | None:
    if reading is None:
        return None
    duties = dict(zip(WORK_KINDS, reading.duties, strict=True)) if reading.duties else None
    skills = [
        {"id": each.skill, "need": each.need, "years": each.years, "one_of": each.one_of} for each in reading.skills
    ]
    return asdict(reading) | {
        "roles": dict(zip(ROLES, reading.roles, strict=True)),
        "skills": skills,
        "duties": duties,
    }
