"""Jobvite: a page of jobs, lists of categories in pages, and a page for each posting."""

from datetime import date

import pytest

from tests.scraper.sources.ats_responses import JOBVITE, LINES, job_page
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.jobvite import SOURCE

SITE = "https://jobs.jobvite.com/kestrel"
PAGE = """<html><body data-ng-app="jobvite"><a href="/kestrel/job/oAb1">Data Engineer</a>
<a href="/kestrel/job/oAb2/apply">Apply</a> <a href="/kestrel/search?c=Data%20%26%20AI&amp;p=0">Show More</a>
<a href="/other/job/oAb3">Elsewhere</a> <a href="/kestrel/search?c=Data%20%26%20AI&amp;p=900">Last</a></body></html>"""


def test_a_posting_of_a_json_list() -> None:
    assert parse_one("jobvite", JOBVITE, "kestrel") == Posting(
        source="jobvite",
        board="kestrel",
        external_id="oAb1",
        title="Data Engineer",
        description=LINES,
        url=f"{SITE}/job/oAb1",
        company="Kestrel",
        location="Cebu, Philippines",
        country="ph",
        posted_on=date(2026, 3, 19),
        posted_basis="published",
        employment_type="full-time",
        origin="jobvite:oAb1",
    )


def test_a_page_leads_to_categories_and_postings() -> None:
    parsed = parse("jobvite", PAGE, "kestrel", SOURCE.start_request("kestrel"))
    assert [(posting.external_id, posting.title) for posting in parsed.postings] == [
        ("oAb1", "Data Engineer"),
        ("oAb2", "Apply"),
    ]
    assert [more.url for more in parsed.more] == [
        f"{SITE}/search?c=Data%20%26%20AI&p=0",
        f"{SITE}/job/oAb1",
        f"{SITE}/job/oAb2",
    ]
    assert parsed.truncated
    posting = parse_one("jobvite", job_page(), "kestrel", parsed.more[1])
    assert (posting.external_id, posting.title, posting.description) == ("oAb1", "Data Analyst", LINES)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"{SITE}/job/oAb1", "kestrel"),
        ("https://jobs.jobvite.com/careers/kestrel/jobs", "kestrel"),
        (SOURCE.start_request("kestrel").url, "kestrel"),
        ("https://www.jobvite.com/careers", None),
        ("https://jobs.jobvite.com/support", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
