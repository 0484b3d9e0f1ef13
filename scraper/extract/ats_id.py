"""Tell which posting of an employer's own board an address leads to, wherever the posting is shown.

An aggregator's copy and the employer's posting have the same origin: the board's software and its id there.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from truerole.scraper.extract.url import ParsedUrl, parse_url

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,20}")
_LEADING_NUMBER = re.compile(r"(\d{1,20})(?:-.*)?", re.DOTALL)
_CODE = re.compile(r"[0-9A-Z]{4,16}", re.IGNORECASE)
_WHOLE_CODE = re.compile(r"([0-9A-F]{10})(?:\.md)?", re.IGNORECASE)
_TENANT = re.compile(r"([a-z0-9_-]+)\.wd\d+")
# One requisition shown a second time, on another site of the tenant or for another place: JR332446-1.
_AGAIN = re.compile(r"(.*\d{5,})-\d{1,2}")


def origin_of(*urls: str | None) -> str | None:
    """Return the origin that the first of the addresses names which names one: "lever:" and its id there."""
    for url in filter(None, urls):
        for address in (parse_url(url), *map(parse_url, _inside(url))):
            for find in _FINDERS:
                if found := find(address):
                    return found
    return None


def posting_id_in(*urls: str | None) -> str | None:
    """Return the id of a posting that its address names, for one that came without."""
    return (origin_of(*urls) or "").partition(":")[2] or None


def workday_origin(tenant: str, requisition: str) -> str:
    """Return the origin of a Workday requisition, the same on each site of a tenant."""
    return f"workday:{tenant.lower()}/{requisition.upper()}"


def requisition_of(name: str) -> str:
    """Return the requisition that the last part of a Workday address names: "Data-Engineer_JR332446-1"."""
    number = name.partition("_")[2] or name
    again = _AGAIN.fullmatch(number)
    return again[1] if again else number


def _inside(url: str) -> list[str]:
    """Return the addresses that an address hands on, as trackers do: ?url=https%3A%2F%2Fjobs.lever.co%2F..."""
    try:
        pairs = parse_qsl(urlsplit(url).query)
    except ValueError:
        return []
    return [value for _, value in pairs if value.lower().startswith(("http://", "https://"))]


def _greenhouse(address: ParsedUrl) -> str | None:
    """Also of the employer's own page, which has the id as gh_jid."""
    number = address.query.get("gh_jid")
    if not number and address.below("greenhouse.io") is not None:
        number = address.after("jobs") or address.query.get("token")
    return f"greenhouse:{number}" if number and _NUMBER.fullmatch(number) else None


def _lever(address: ParsedUrl) -> str | None:
    if address.below("lever.co") is None:
        return None
    return _uuid("lever", address.parts)


def _ashby(address: ParsedUrl) -> str | None:
    if named := address.query.get("ashby_jid"):
        return _uuid("ashby", (named,))
    return _uuid("ashby", address.parts) if address.below("ashbyhq.com") is not None else None


def _uuid(source: str, parts: tuple[str, ...]) -> str | None:
    return next((f"{source}:{part.lower()}" for part in parts if _UUID.fullmatch(part)), None)


def _workable(address: ParsedUrl) -> str | None:
    if address.below("workable.com") is None:
        return None
    short = address.after("j") or ""
    if _CODE.fullmatch(short):
        return f"workable:{short.upper()}"
    code = _WHOLE_CODE.fullmatch(address.after("view") or address.after("jobs") or "")
    return f"workable:{code[1].upper()}" if code else None


def _workday(address: ParsedUrl) -> str | None:
    tenant = _TENANT.fullmatch(address.below("myworkdayjobs.com") or "")
    name = tenant[1] if tenant else None
    if not name and address.below("myworkdaysite.com"):
        name = address.after("recruiting")
    if not name or "job" not in map(str.lower, address.parts[:-1]):
        return None
    parts = [part for part in address.parts if part.lower() not in ("apply", "login", "applymanually")]
    return workday_origin(name, requisition_of(parts[-1])) if "_" in parts[-1].strip("_") else None


def _recruitee(address: ParsedUrl) -> str | None:
    company, offer = address.below("recruitee.com"), address.after("o")
    return f"recruitee:{company}/{offer.lower()}" if company and offer and company not in ("api", "www") else None


def _personio(address: ParsedUrl) -> str | None:
    company = address.below("jobs.personio.de") or address.below("jobs.personio.com")
    number = _LEADING_NUMBER.fullmatch(address.after("job") or "")
    return f"personio:{company}/{number[1]}" if company and number else None


def _teamtailor(address: ParsedUrl) -> str | None:
    if not address.below("teamtailor.com"):
        return None
    number = _LEADING_NUMBER.fullmatch(address.after("jobs") or "")
    return f"teamtailor:{number[1]}" if number else None


def _smartrecruiters(address: ParsedUrl) -> str | None:
    if not address.below("smartrecruiters.com"):
        return None
    numbers = (_LEADING_NUMBER.fullmatch(part) for part in address.parts[1:])
    return next((f"smartrecruiters:{number[1]}" for number in numbers if number and len(number[1]) > 8), None)


_FINDERS: tuple[Callable[[ParsedUrl], str | None], ...] = (
    _greenhouse,
    _lever,
    _ashby,
    _workable,
    _workday,
    _recruitee,
    _personio,
    _teamtailor,
    _smartrecruiters,
)
