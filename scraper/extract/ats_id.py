"""Find the posting's id in the applicant tracking system (ATS) from any URL that leads to the posting.

An aggregator's copy and the employer's posting have the same origin: the board's software and its id there. Each source
knows the URLs of its own postings (`SourceSpec.posting_origin`).
"""

from urllib.parse import parse_qsl, urlsplit

from truerole.scraper.extract.url import parse_url
from truerole.scraper.sources.registry import origin_finders


def origin_of(*urls: str | None) -> str | None:
    """Return the origin, such as "lever:" and an id, that the first of the URLs with an origin names; None without."""
    for url in filter(None, urls):
        for address in (parse_url(url), *map(parse_url, _urls_in_query(url))):
            for find in origin_finders():
                if origin := find(address):
                    return origin
    return None


def posting_id_in(*urls: str | None) -> str | None:
    """Return the id of a posting that a URL names, for a posting that came without an id."""
    return (origin_of(*urls) or "").partition(":")[2] or None


def _urls_in_query(url: str) -> list[str]:
    """Return the URLs in the query of a tracker's URL: ?url=https%3A%2F%2Fjobs.lever.co%2F..."""
    try:
        pairs = parse_qsl(urlsplit(url).query)
    except ValueError:
        return []
    return [value for _, value in pairs if value.lower().startswith(("http://", "https://"))]
