"""A crawl takes what is new, notes what changed, closes what is gone, and asks for nothing twice."""

import json
import time
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from benchmarks.farm.cases import CASES, Case, outcome_of
from benchmarks.farm.server import Asked, Boards, Farm, Reply, boards, offer
from tests.data.store.test_store import rows
from tests.scraper.crawl.crawling import gather, open_ids
from tests.scraper.sources.ats_responses import (
    COMEET,
    EIGHTFOLD,
    EIGHTFOLD_DETAIL,
    GEM,
    ICIMS_LIST,
    JOIN_JOBS,
    ORACLE,
    ORACLE_DETAIL,
    PINPOINT,
    RIPPLING,
    RIPPLING_DETAIL,
    job_page,
    join_page,
)
from tests.scraper.sources.ats_responses import UUID as RIPPLING_UUID
from tests.scraper.sources.responses import body_of
from tests.scraper.sources.search_responses import ADZUNA, BUNDESAGENTUR, BUNDESAGENTUR_DETAIL, REED, REED_DETAIL
from truerole.core import clock
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


# Systems that list postings in pages, and have the text of each elsewhere


def served(*pages: tuple[str, object]) -> Farm:
    """Return a farm that answers with the first page whose part of a path is in the path asked for."""

    def answer(asked: Asked) -> Reply | None:
        body = next((body for part, body in pages if part in asked.path), None)
        kind = "application/json" if not isinstance(body, str) else "text/xml" if "<?xml" in body else "text/html"
        return None if body is None else Reply(body_of(body), kind=kind)

    return Farm(answer)


Pages = tuple[tuple[str, object], ...]
LINKS = '<p>jobvite</p><a href="/kestrel/job/b{0}">Data Analyst</a><a href="/kestrel/search?c=Data&amp;p={1}">next</a>'
ONE_OF_ORACLE = {"items": [ORACLE["items"][0] | {"TotalJobsCount": 1}]}
SECOND_JOB = JOIN_JOBS["items"][0] | {"id": 78, "idParam": "78-data-clerk"}
SECOND_AD = ADZUNA["results"][0] | {"id": "4402"}
JOIN_PAGES: Pages = (
    ("page=1", join_page(JOIN_JOBS | {"pagination": {"page": 1, "pageCount": 2, "total": 2}})),
    ("page=2", join_page({"items": [SECOND_JOB], "pagination": {"pageCount": 2}})),
    ("/77-", job_page()),
    ("/78-", job_page()),
)
JOBVITE_PAGES: Pages = (
    ("/job/", job_page()),
    ("p=0", LINKS.format(0, 1)),
    ("p=1", LINKS.format(1, 1)),
    ("/jobs", LINKS.format(2, 0)),
)
ICIMS_PAGES: Pages = (("/job?", job_page()), ("pr=0", ICIMS_LIST), ("pr=1", ICIMS_LIST.replace("3001", "3002")))
ADZUNA_PAGES: Pages = (("/1?", ADZUNA | {"count": 2}), ("/2?", ADZUNA | {"results": [SECOND_AD], "count": 2}))
AGENCY_PAGES: Pages = (("/jobdetails/", BUNDESAGENTUR_DETAIL), ("page=1&", BUNDESAGENTUR | {"maxErgebnisse": 1}))
SYSTEMS: dict[str, tuple[str, Pages, set[str]]] = {
    "rippling": ("kestrel", ((f"jobs/{RIPPLING_UUID}", RIPPLING_DETAIL), ("/jobs", RIPPLING)), {RIPPLING_UUID}),
    "pinpoint": ("kestrel", (("/postings.json", PINPOINT),), {"5150"}),
    "gem": ("kestrel", (("/v0/kestrel/job_posts/", GEM),), {"am9icG9zdDp4"}),
    "oracle": ("kest.fa.us2/CX", (("Details?", ORACLE_DETAIL), ("offset=0", ONE_OF_ORACLE)), {"3001"}),
    "eightfold": ("kestrel", (("/jobs/446", EIGHTFOLD_DETAIL), ("start=0", EIGHTFOLD | {"count": 1})), {"446"}),
    "comeet": ("kestrel/30.005", (("/30.005", f"COMPANY_POSITIONS_DATA = {json.dumps(COMEET)}<p>"),), {"F1.B67"}),
    "join": ("kestrel", JOIN_PAGES, {"77", "78"}),
    "jazzhr": ("kestrel", (("/ab12", job_page()), ("/apply/jobs", '<a href="/apply/ab12/x">Jazz</a>')), {"ab12"}),
    "jobvite": ("kestrel", JOBVITE_PAGES, {"b0", "b1", "b2"}),
    "icims": ("careers-kestrel", ICIMS_PAGES, {"3001", "3002"}),
    "adzuna": ("gb?what=data", ADZUNA_PAGES, {"4401", "4402"}),
    "reed": ("keywords=data", (("/jobs/5501", REED_DETAIL), ("Skip=0", REED | {"totalResults": 1})), {"5501"}),
    "bundesagentur": ("was=data", AGENCY_PAGES, {"10001-77-S"}),
}


@pytest.mark.parametrize("source", SYSTEMS)
def test_each_system_is_gathered_to_its_end_with_texts(
    store: Store, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_ADZUNA_KEY", "me:s3cret")
    monkeypatch.setenv("TRUEROLE_REED_KEY", "s3cret")
    board, pages, ids = SYSTEMS[source]
    with served(*pages) as farm:
        done = gather(store, farm, board, source=source)
        paths = farm.paths()
        again = gather(store, farm, board, source=source)
    assert (done.changes.new, again.changes.new) == (len(ids), 0)
    assert len(paths) == len(set(paths))
    # A card of the list leads to another site.
    assert bool(done.messages) == (source == "icims")
    with store.read_transaction() as connection:
        table = schema.postings.c
        assert set(connection.scalars(select(table.external_id).where(table.board == board))) == ids
        assert all(connection.scalars(select(table.description)))
        confident = set(connection.scalars(select(schema.readings.c.confident)))
    assert source != "adzuna" or confident == {False}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_open_job_is_hidden_and_none_is_shown_that_is_gone(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    # The case shifts the clock; this puts it back.
    monkeypatch.setattr(clock, "datetime", datetime)
    came = outcome_of(case)
    assert (came.shown, came.doubled, came.dead) == (came.open, 0, 0)
