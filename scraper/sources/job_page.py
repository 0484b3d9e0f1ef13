"""Read boards that are pages: the links of a list, the JSON in a script, and the JobPosting of a posting's page."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import orjson

from truerole.core.normalise.coerce import link
from truerole.core.normalise.plausible import plausible_posting
from truerole.core.posting import Posting, Salary
from truerole.core.text.html import html_to_text, parse_page
from truerole.scraper.extract.job_links import extract_links, says_closed
from truerole.scraper.extract.json_fields import decode_body, malformed
from truerole.scraper.extract.jsonld import find_job_postings, posting_from_item
from truerole.scraper.sources.base import Parsed, Problem, Response

HTML = "text/html, application/xhtml+xml"
# What a list says of a posting and the posting's own page may leave out.
_LISTED = ("title", "company", "location", "country", "workplace", "employment_type")
_LINK = re.compile(r"<a\s[^<>]*>", re.IGNORECASE)
_LONGEST_LINK = 500
_MOST_LINKS = 5_000


def page_source(response: Response) -> str:
    """Return the HTML of a page; raises Malformed for JSON, XML and binary data."""
    source = decode_body(response)
    if "<" not in source[:2_000] or source.lstrip()[:1] in "{[" or source.lstrip()[:5] == "<?xml":
        raise malformed(response, "is no page of HTML")
    return source


def is_json(response: Response) -> bool:
    """Return whether the body of a response begins as a JSON object or list."""
    return response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


def titled_links(source: str, base: str, wanted: Callable[[str], bool]) -> dict[str, str]:
    """Return the wanted URLs that a page links to, each with the first words of a link; 5,000 links are read."""
    found: dict[str, str] = {}
    read = 0
    for match in _LINK.finditer(source):
        url = next(extract_links(match[0], base), None)
        if url and not found.get(url) and read < _MOST_LINKS and wanted(url):
            read += 1
            words, _, _ = source[match.end() : match.end() + _LONGEST_LINK].partition("</a>")
            found[url] = " ".join(html_to_text(words).split())
    return found


def embedded_json(source: str, marker: str) -> object:
    """Return the JSON value behind a marker in a page's script, None where there is none."""
    _, found, rest = source.partition(marker)
    start = min((at for sign in "{[" if (at := rest.find(sign)) >= 0), default=-1)
    if not found or start < 0:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(rest, start)[0]
    except (ValueError, RecursionError):
        return None


def listed_facts(posting: Posting) -> dict[str, str]:
    """Return the facts that a list states of a posting, as the context of the request for its page."""
    facts: dict[str, Any] = {name: value for name in _LISTED if (value := getattr(posting, name))}
    if posting.posted_on:
        facts["posted_on"] = posting.posted_on.isoformat()
    if pay := posting.salary:
        facts["salary"] = [pay.min, pay.max, pay.currency, pay.period, pay.basis]
    return {"listed": orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()}


def with_listed_facts(posting: Posting, context: Mapping[str, str]) -> Posting:
    """Return a posting with the facts of `listed_facts` that are missing."""
    facts: dict[str, Any] = json.loads(context.get("listed", "{}"))
    salary, day = facts.pop("salary", None), facts.pop("posted_on", None)
    if posting.location:
        facts = {name: value for name, value in facts.items() if name not in ("location", "country")}
    missing = {name: value for name, value in facts.items() if not getattr(posting, name)}
    posting = replace(posting, **missing, salary=posting.salary or (Salary(*salary) if salary else None))
    if day and not posting.posted_on:
        return replace(posting, posted_on=date.fromisoformat(day), posted_basis="published")
    return posting


def parse_job_page(response: Response, source: str, board: str, origin: str | None) -> Parsed:
    """Return the posting of the page that was asked for by id; gone where the page says that it is closed."""
    number, url = response.request.posting_id or "", response.url or response.request.url
    page = parse_page(page_source(response))
    found = (posting_from_item(item, url) for item in find_job_postings(page))
    read = next((posting for posting in found if posting.description), None)
    if read is None:
        if says_closed(page.text.splitlines()):
            return Parsed(gone=True)
        if not number:
            raise malformed(response, "holds no JobPosting")
        return Parsed(problems=(Problem(number or url, "its page holds no JobPosting"),))
    posting = replace(read, source=source, board=board or None, external_id=number or url, url=link(url), origin=origin)
    posting = plausible_posting(with_listed_facts(posting, response.request.context))
    if not posting.title:
        return Parsed(problems=(Problem(number or url, "there is no title"),))
    return Parsed((posting,), company=posting.company)
