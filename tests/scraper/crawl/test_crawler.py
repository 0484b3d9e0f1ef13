"""A crawl takes what is new, notes what changed, closes what is gone, and asks for nothing twice."""

import json
import time
from datetime import date

import pytest
from sqlalchemy import func, select

from benchmarks._farm import Asked, Boards, Farm, Reply, boards, offer
from tests.data.store.test_store import rows
from tests.scraper.crawl.crawling import gather, open_ids
from truerole.core.crawl import ChangeCounts
from truerole.core.normalise.job_search import Search
from truerole.data.crawl.boards import get_board
from truerole.data.market.bitmap_index import check_index
from truerole.data.store import schema
from truerole.data.store.store import Store
from truerole.scraper.crawl.pipeline import CrawlOptions
from truerole.scraper.crawl.stats import SourceStats, summary

pytestmark = pytest.mark.slow


@pytest.fixture
def farm() -> Farm:
    with Farm(boards(3, 8)) as running:
        yield running


@pytest.fixture
def offers(farm: Farm) -> dict[str, list[dict[str, object]]]:
    assert isinstance(farm.answer, Boards)
    return farm.answer.offers


NAMES = ("board0", "board1", "board2")


def test_what_is_new_is_kept_with_its_reading(store: Store, farm: Farm) -> None:
    assert gather(store, farm, *NAMES).changes == ChangeCounts(new=24)
    with store.read_transaction() as connection:
        row = connection.execute(
            select(schema.postings).where(schema.postings.c.board == "board1", schema.postings.c.external_id == "1")
        ).one()
        roles = connection.scalars(select(schema.readings.c.role).distinct()).all()
    assert (row.title, row.company, row.location, row.country) == (
        "Data Engineer 0",
        "Board1",
        "Utrecht, Netherlands",
        "nl",
    )
    assert (row.posted_on, row.posted_basis, row.url) == (
        date(2026, 10, 1), "published", "https://board1.recruitee.com/o/job-0"
    )  # fmt: skip
    assert row.description.count("\n• ") + row.description.startswith("• ") == 11
    assert {"data_engineer", "data_analyst"} <= set(roles)
    assert check_index(store) == []
    board = get_board(store, "recruitee", "board1")
    assert board and (board.outcome, board.found, board.state) == ("complete", (8,), "fresh")


def test_what_has_not_changed_is_not_sent_again(store: Store, farm: Farm) -> None:
    gather(store, farm, *NAMES)
    assert gather(store, farm).changes == ChangeCounts(unchanged=24)
    assert [a.status for a in farm.asked if a.path != "/robots.txt"] == [200] * 3 + [304] * 3
    assert [a.path for a in farm.asked].count("/robots.txt") == 3  # once a day
    assert gather(store, farm, options=CrawlOptions(afresh=True)).changes == ChangeCounts(unchanged=24)
    assert [a.status for a in farm.asked][-3:] == [200] * 3


def test_new_changed_and_gone_postings(store: Store, farm: Farm, offers: dict[str, list[dict[str, object]]]) -> None:
    gather(store, farm, *NAMES)
    offers["board1"][2] = offer("board1", 2, edition=1)
    offers["board1"].append(offer("board1", 50))
    del offers["board1"][0]
    assert gather(store, farm).changes == ChangeCounts(new=1, changed=1, unchanged=22, closed=1)
    assert open_ids(store, "board1") == {"2", "3", "4", "5", "6", "7", "8", "51"}
    offers["board1"].append(offer("board1", 0))
    assert gather(store, farm).changes == ChangeCounts(unchanged=25, reopened=1)
    assert check_index(store) == []


def test_one_bad_posting_spoils_nothing_and_is_not_closed(
    store: Store, farm: Farm, offers: dict[str, list[dict[str, object]]]
) -> None:
    gather(store, farm, *NAMES)
    offers["board2"][3] |= {"title": None}
    done = gather(store, farm)
    assert (done.changes.closed, done.problems) == (0, {"posting": 1})
    assert done.messages[0].startswith("recruitee:board2: 1 posting could not be taken (first: 4: ")
    assert len(open_ids(store, "board2")) == 8


def test_data_roles_alone_and_none_that_is_old(store: Store, farm: Farm) -> None:
    done = gather(store, farm, *NAMES, options=CrawlOptions(only_data_roles=True, since=date(2026, 10, 4)))
    with store.read_transaction() as connection:
        titles = connection.scalars(select(schema.postings.c.title).where(schema.postings.c.board == "board0")).all()
    assert sorted(titles) == ["Data Analyst 5", "Data Engineer 4", "Data Scientist 6"]
    assert done.changes == ChangeCounts(new=9)
    # What was left out is asked for when it is wanted, though nothing has changed.
    assert gather(store, farm).changes == ChangeCounts(new=15, unchanged=9)
    assert rows(store, "postings") == 24


def test_a_search_filters_the_lists(store: Store, farm: Farm) -> None:
    searches = ((Search("data engineer", "Oslo"), 0), (Search("engineer data"), 6), (Search("airflow and spark"), 0))
    for search, new in searches:
        assert gather(store, farm, *NAMES, options=CrawlOptions(search=search)).changes.new == new
    with store.read_transaction() as connection:
        titles = set(connection.scalars(select(schema.postings.c.title)))
    assert all(title.startswith("Data Engineer") for title in titles)
    assert len(CrawlOptions(only_data_roles=True, since=date(2026, 10, 4), search=search).narrowed) <= 40


def test_a_trial_keeps_nothing(store: Store, farm: Farm) -> None:
    assert gather(store, farm, *NAMES, dry=True).changes == ChangeCounts(new=24)
    assert [rows(store, table) for table in ("postings", "units", "runs", "validators")] == [0] * 4


def test_pages_are_followed_to_the_end(store: Store) -> None:
    def answer(asked: Asked) -> Reply | None:
        page = int(asked.path.partition("page=")[2] or 1)
        if not asked.path.startswith("/api/job-board-api"):
            return None
        jobs = [
            {"slug": f"job-{page}-{n}", "title": f"Data Engineer {n}", "company_name": "Acme", "location": "Bonn",
             "description": "<p>You build pipelines with Python and Spark for our team.</p>", "remote": False,
             "created_at": time.time() - 86_400, "url": f"https://www.arbeitnow.com/jobs/{page}-{n}"}
            for n in range(5 if page <= 3 else 0)
        ]  # fmt: skip
        import orjson

        return Reply(orjson.dumps({"data": jobs, "links": {"next": "https://www.arbeitnow.com/?search=x"}, "meta": {}}))

    with Farm(answer) as farm:
        done = gather(store, farm, "", source="arbeitnow")
        assert (done.changes.new, done.requests, len(farm.paths())) == (15, 4, 4)
        assert {"search" in path for path in farm.paths()} == {False}
        # A feed shows the newest: what it no longer has may be open.
        assert gather(store, farm, "", source="arbeitnow").changes == ChangeCounts(unchanged=15)
    with store.read_transaction() as connection:
        assert connection.scalar(select(func.count()).where(schema.postings.c.closed_on.is_not(None))) == 0


def test_a_page_that_two_sitemaps_name_is_asked_for_once(store: Store) -> None:
    site = "https://acme.example"
    urls = "".join(f"<url><loc>{site}/jobs/data-engineer-{n}</loc></url>" for n in range(1001, 1004))
    job = {"@type": "JobPosting", "title": "Data Engineer", "description": "<p>You build pipelines with Spark.</p>"}

    def answer(asked: Asked) -> Reply | None:
        if asked.path == "/robots.txt":
            maps = f"Sitemap: {site}/jobs-a.xml\nSitemap: {site}/jobs-b.xml"
            return Reply(f"User-agent: *\nAllow: /\n{maps}".encode(), kind="text/plain")
        if asked.path.endswith(".xml"):
            return Reply(f"<urlset>{urls}</urlset>".encode(), kind="application/xml")
        page = f'<script type="application/ld+json">{json.dumps(job)}</script>'
        return Reply(page.encode(), kind="text/html") if asked.path.startswith("/jobs/") else None

    with Farm(answer) as farm:
        done = gather(store, farm, f"{site}/careers", source="careers")
        assert sorted(farm.paths()) == [
            "/jobs-a.xml",
            "/jobs-b.xml",
            *(f"/jobs/data-engineer-{n}" for n in range(1001, 1004)),
        ]
    assert done.changes.new == 3


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (
            SourceStats(boards=1, changes=ChangeCounts(new=1_200)),
            "1,200 new, 0 changed, 0 closed, 0 unchanged in 1 board",
        ),
        (
            SourceStats(boards=2, changes=ChangeCounts(reopened=3)),
            "0 new, 0 changed, 0 closed, 0 unchanged, 3 open again in 2 boards",
        ),
    ],
)
def test_summary(tally: SourceStats, words: str) -> None:
    assert summary(tally) == words
    tally.problems.update(["failed", "failed", "posting"])
    assert summary(tally) == f"{words}; problems: 2 failed, 1 postings that could not be taken"


def test_the_log_tells_of_each_board_and_of_closings_that_are_put_off(
    store: Store,
    farm: Farm,
    offers: dict[str, list[dict[str, object]]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    gather(store, farm, *NAMES)
    offers["board0"].clear()
    del offers["board1"]
    with caplog.at_level("INFO", "truerole"):
        gather(store, farm)
    begun, *middle, ended = caplog.records
    assert (begun.getMessage(), begun.counts) == ("crawl begun: 3 boards, 3 tasks to do", {"boards": 3, "tasks": 3})
    assert (ended.counts["boards"], ended.counts["answered"], ended.counts["requests"]) == (3, 2, 3)
    told = {(getattr(r, "board", None), r.levelname, r.getMessage().partition(":")[0]) for r in middle}
    assert told == {
        (None, "INFO", "no answer"),  # the client knows the host; the board is in the line by `log_board`
        ("recruitee:board0", "INFO", "board crawled"),
        ("recruitee:board0", "WARNING", "closing put off"),
        ("recruitee:board1", "WARNING", "board gave no answer"),
        ("recruitee:board2", "INFO", "board crawled"),
    }
    assert {r.host.split(".")[0] for r in middle} == {"board0", "board1", "board2"}
    by_board = {r.board: r.counts for r in middle if hasattr(r, "counts")}
    assert by_board["recruitee:board2"] | {"requests": 1, "unchanged": 8} == by_board["recruitee:board2"]
