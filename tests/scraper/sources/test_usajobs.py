"""USAJobs: sections in many fields, pay by codes, pages counted."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import USAJOBS
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.usajobs import SOURCE

ITEM = USAJOBS["SearchResult"]["SearchResultItems"][0]


def job(**fields: object) -> Posting:
    descriptor = changed(ITEM["MatchedObjectDescriptor"], **fields)
    return parse_one("usajobs", {"SearchResultItems": [ITEM | {"MatchedObjectDescriptor": descriptor}]}, "")


def test_a_posting() -> None:
    assert parse_one("usajobs", USAJOBS, "1560") == Posting(
        source="usajobs",
        board="1560",
        external_id="600001",
        title="Data Scientist",
        description="You count loaves.\n\nDuties\n\n• Count\n• Report\n\nQualifications\n\nYou can count.",
        url="https://www.usajobs.gov/job/600001",
        company="Office of Loaves",
        location="Salem, Oregon; Reno, Nevada",
        country="us",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        deadline=date(2026, 5, 20),
        salary=Salary(90_000, 120_000, "USD", "year", "published"),
        employment_type="full-time",
    )


@pytest.mark.parametrize(
    ("given", "pay"),
    [
        ([{"MinimumRange": "48.0", "RateIntervalCode": "PH"}], Salary(48, None, "USD", "hour", "published")),
        ([{"MaximumRange": 9, "RateIntervalCode": "Per Day"}], Salary(None, 9, "USD", "day", "published")),
        ([{"MinimumRange": "0", "MaximumRange": "0", "RateIntervalCode": "WC"}], None),
        (
            [{"MinimumRange": "1000", "MaximumRange": "2000", "RateIntervalCode": "BW", "Description": "Bi-weekly"}],
            Salary(1_000, 2_000, "USD", None, "published"),
        ),
        ([{"MinimumRange": "1"}, {"MinimumRange": "2"}], None),
        ([], None),
    ],
)  # fmt: skip
def test_pay(given: object, pay: Salary | None) -> None:
    assert job(PositionRemuneration=given).salary == pay


def test_remote_by_what_is_shown() -> None:
    made = job(PositionLocation=None, PositionLocationDisplay="Anywhere in the U.S. (remote job)")
    assert made.workplace == "remote"


def test_the_first_page_asks_for_all_others() -> None:
    first = SOURCE.start_request("")
    assert "JobCategoryCode=1560%3B1530%3B2210" in first.url
    pages = parse("usajobs", USAJOBS, "", first).more
    assert [page.context["page"] for page in pages] == ["2", "3"]
    assert parse("usajobs", USAJOBS, "", pages[0]).more == ()
    assert SOURCE.spec.key == "TRUEROLE_USAJOBS_KEY"


@pytest.mark.parametrize(
    ("search", "board"),
    [
        (Search("data engineer", "Austin, TX", days=7), "keyword=data+engineer&locationname=Austin%2C+TX"),
        (Search("data", "US", True, 365, 90_000),
         "keyword=data&remoteindicator=True&remunerationminimumamount=90000"),
        (Search("data", "Berlin"), None),
    ],
)  # fmt: skip
def test_searches(search: Search, board: str | None) -> None:
    assert SOURCE.spec.search_board
    assert SOURCE.spec.search_board(search) == board
    assert board is None or SOURCE.board_of(SOURCE.start_request(board).url) == board


def test_a_board_of_series_or_of_none_is_no_search() -> None:
    for board, series in (("", "1560%3B1530%3B2210"), ("1560", "1560")):
        assert f"JobCategoryCode={series}&" in SOURCE.start_request(board).url
    assert SOURCE.board_of(SOURCE.start_request("1560").url) == ""
