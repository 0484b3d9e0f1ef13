"""Himalayas: a public API of remote postings of many employers, newest first, in pages of twenty."""

from urllib.parse import urlencode

from truerole.core.posting import Posting
from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.employment import employment_type
from truerole.scraper.extract.json_fields import Fields, parse_count
from truerole.scraper.extract.jsonld import plausible_deadline
from truerole.scraper.extract.location import parse_place, work_location
from truerole.scraper.extract.salary import build_salary
from truerole.scraper.sources.base import Parsed, Request, Response, Source, SourceSpec
from truerole.scraper.sources.feed import feed_board, open_feed

_PAGE = 20
# Of some hundred thousand postings the newest are taken.
_MOST = 2_000


class Himalayas:
    """The feed at https://himalayas.app/jobs/api, page by page."""

    spec = SourceSpec(
        name="himalayas",
        order=13,
        title="Himalayas",
        hosts=("himalayas.app",),
        home="https://himalayas.app",
        attribution="Jobs from Himalayas",
        terms="Link back to the posting on Himalayas and name Himalayas",
        listing="window",
        robots="documented",
        interval=2.0,
        expires=60,
        one_board=True,
        remote_only=True,
        fields=(
            "title", "company", "location", "workplace", "posted_on", "deadline", "salary", "employment_type",
            "description",
        ),
    )  # fmt: skip

    def board_of(self, url: str) -> str | None:
        """Return "", the name of the only board, for any URL of Himalayas."""
        return feed_board(url, "himalayas.app")

    def start_request(self, board: str) -> Request:
        """Return the request for the newest postings."""
        return _page_request(0)

    def parse(self, response: Response, board: str) -> Parsed:
        """Return the postings of a page and the request for the next page."""
        page, entries = open_feed(response, ("jobs",), ("companyName", "locationRestrictions"))
        postings, problems = build_postings(entries, _himalayas_posting)
        seen = parse_count(response.request.context.get("seen") or page.text("offset"))
        total, end = parse_count(page.text("totalCount")), seen + len(entries)
        more = (_page_request(end, page.text("nextCursor")),) if entries and end < min(total, _MOST) else ()
        return Parsed(postings, problems, more, truncated=total > _MOST)


def _page_request(seen: int, cursor: str | None = None) -> Request:
    """Return the request for the page behind `seen` postings, by cursor where the response gives a cursor."""
    where = urlencode({"cursor": cursor} if cursor else {"offset": seen})
    return Request(f"https://himalayas.app/jobs/api?limit={_PAGE}&{where}", context={"seen": str(seen)})


def _himalayas_posting(fields: Fields) -> Posting:
    areas = fields.lines("locationRestrictions") or tuple(
        filter(None, (area.line("name") for area in fields.all_within("locationRestrictions")))
    )
    where = work_location(map(parse_place, areas), "remote")
    url = fields.link("guid", "applicationLink")
    posted = fields.day("pubDate")
    return Posting(
        source=Himalayas.spec.name,
        external_id=fields.text("guid", "applicationLink") or "",
        title=fields.line("title") or "",
        description=fields.prose("description", "excerpt"),
        url=url,
        company=fields.line("companyName"),
        location=where.location,
        country=where.country,
        workplace=where.workplace,
        posted_on=posted,
        posted_basis="published" if posted else None,
        deadline=plausible_deadline(fields.day("expiryDate"), posted),
        salary=build_salary(
            fields.text("minSalary"), fields.text("maxSalary"), fields.text("currency"), fields.text("salaryPeriod")
        ),
        employment_type=employment_type(fields.text("employmentType")),
        origin=origin_of(url, fields.link("applicationLink")),
    )


SOURCE: Source = Himalayas()
