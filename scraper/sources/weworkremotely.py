"""We Work Remotely: a main RSS feed with the newest postings, and a feed for each category."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from truerole.core.posting import Posting
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, malformed, parse_xml
from truerole.scraper.extract.jsonld import plausible_deadline
from truerole.scraper.extract.location import work_location
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, parse_areas

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAIN = "https://weworkremotely.com/remote-jobs.rss"
_CATEGORIES = (
    "remote-full-stack-programming-jobs",
    "remote-back-end-programming-jobs",
    "remote-devops-sysadmin-jobs",
    "all-other-remote-jobs",
)
# What the site puts around every text: where the employer sits, and its own address.
_HEAD = re.compile(r"\s*(?:Headquarters:.*|URL:.*)(?:\n|\Z)")
_TAIL = re.compile(r"\nTo apply:\s*https?://weworkremotely\.com/\S*\Z")


class WeWorkRemotely:
    """The feed at https://weworkremotely.com/remote-jobs.rss, and the feeds of categories with data roles."""

    spec = SourceSpec(
        name="weworkremotely",
        order=16,
        title="We Work Remotely",
        hosts=("weworkremotely.com",),
        home="https://weworkremotely.com",
        attribution="Jobs from We Work Remotely",
        terms="Public RSS, renewed hourly; link back to the posting on We Work Remotely",
        listing="window",
        interval=5.0,
        expires=45,
        one_board=True,
        remote_only=True,
        fields=("title", "company", "location", "workplace", "posted_on", "deadline", "employment_type", "description"),
    )

    def board_of(self, url: str) -> str | None:
        """Return "", the name of the only board, for any URL of We Work Remotely."""
        return feed_board(url, "weworkremotely.com")

    def start_request(self, board: str) -> Request:
        """Return the request for the main feed."""
        return _feed_request(_MAIN)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a feed; the main feed leads to the feeds of the categories."""
        root = parse_xml(response)
        if root.find("channel") is None:
            raise malformed(response, "is no RSS")
        postings, problems = build_postings(map(_item_fields, root.iter("item")), _weworkremotely_posting)
        main = urlsplit(response.request.url).path == urlsplit(_MAIN).path
        more = (_feed_request(f"https://weworkremotely.com/categories/{name}.rss") for name in _CATEGORIES if main)
        return Parsed(postings, problems, tuple(more))


def _feed_request(url: str) -> Request:
    return Request(url, accept="application/rss+xml, application/xml")


def _item_fields(item: "Element") -> dict[str, str]:
    """Return the elements of an RSS item by name, elements of other namespaces left out."""
    return {child.tag: child.text or "" for child in item if "}" not in child.tag}


def _weworkremotely_posting(fields: Fields) -> Posting:
    company, colon, title = (fields.line("title") or "").partition(":")
    where = work_location(parse_areas(fields.line("country", "region")), "remote")
    url = fields.link("link", "guid")
    posted = fields.day("pubDate")
    return Posting(
        source=WeWorkRemotely.spec.name,
        external_id=fields.text("guid", "link") or "",
        title=(title if colon else company).strip(),
        description=_strip_frame(fields.prose("description")),
        url=url,
        company=company.strip() or None if colon else None,
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        deadline=plausible_deadline(fields.day("expires_at"), posted),
        employment_type=employment_type(fields.text("type")),
        origin=origin_of(url),
    )


def _strip_frame(text: str) -> str:
    """Return a description without the head and tail that the site puts around the employer's text."""
    while match := _HEAD.match(text):
        text = text[match.end() :]
    return _TAIL.sub("", text.strip()).strip()


SOURCE: Source = WeWorkRemotely()
