"""JazzHR: a feed of all jobs; where there is none, the careers page and a page for each posting."""

from datetime import date

import pytest

from tests.scraper.sources.ats_responses import JAZZHR, LINES, job_page
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.jazzhr import SOURCE

SITE = "https://kestrel.applytojob.com/apply"
PAGE = f"""<html><body><div id="job_listings_wrapper">
<a href="{SITE}/ab12/data-analyst?source=x">Data <b>Analyst</b></a> <a href="/apply/jobs/details/cd34">Data Clerk</a>
<a href="{SITE}/ab12/data-analyst"><img src="x"></a> <a href="https://evil.applytojob.com/apply/ef56/x">Elsewhere</a>
<a href="/apply/jobs">All jobs</a> Powered by JazzHR</div></body></html>"""


def test_a_posting_of_the_feed() -> None:
    assert parse_one("jazzhr", JAZZHR, "kestrel") == Posting(
        source="jazzhr",
        board="kestrel",
        external_id="ab12",
        title="Data Analyst",
        description="Count & chart.",
        url=f"{SITE}/ab12/data-analyst",
        location="Ames, IA",
        country="us",
        posted_on=date(2026, 6, 15),
        posted_basis="created",
        employment_type="full-time",
        origin="jazzhr:kestrel/ab12",
    )


def test_without_a_feed_the_careers_page_leads_to_each_posting() -> None:
    page = SOURCE.start_request("kestrel").fallback
    parsed = parse("jazzhr", PAGE, "kestrel", page)
    assert [(posting.external_id, posting.title) for posting in parsed.postings] == [
        ("ab12", "Data Analyst"),
        ("cd34", "Data Clerk"),
    ]
    asked = parsed.more[0]
    posting = parse_one("jazzhr", job_page(), "kestrel", asked)
    assert (posting.external_id, posting.description, posting.origin) == ("ab12", LINES, "jazzhr:kestrel/ab12")


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"{SITE}/ab12/data-analyst", "kestrel"),
        ("https://kestrel.applytojob.com", "kestrel"),
        (SOURCE.start_request("kestrel").url, "kestrel"),
        ("https://www.applytojob.com/", None),
        ("https://app.jazz.co/login", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
