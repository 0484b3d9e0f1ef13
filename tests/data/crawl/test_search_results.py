"""What a search finds among the stored postings: open ones, each job once, newest first."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.data.store.test_store import entry
from truerole.core.clock import now
from truerole.core.normalise.job_search import Search
from truerole.data.crawl.search_results import find_postings
from truerole.data.store import schema
from truerole.data.store.store import Store

TABLE = schema.postings


@pytest.fixture(autouse=True)
def _postings(store: Store) -> None:
    made = [
        entry(1, title="Data Engineer", description="We use 100% SQL_x.", location="München", country="de"),
        entry(2, title="Cook", description="You are no data engineer.", location="Oslo", country="no"),
        entry(3, title="Data Engineer", description="Again", location="München", country="de"),
        entry(4, title="Data Engineer", description="Closed", location="Munich"),
        entry(5, title="Analyst", description="Cut text", source="adzuna", board="de?what=data"),
    ]
    store.add(made, "v1")
    with store.write_transaction() as connection:
        for number in range(1, 6):
            seen = now() - timedelta(days=number)
            connection.execute(update(TABLE).where(TABLE.c.number == number).values(added_at=seen))
        connection.execute(update(TABLE).where(TABLE.c.number == 3).values(alike=1))
        connection.execute(update(TABLE).where(TABLE.c.number == 4).values(closed_on=date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("search", "asked", "numbers"),
    [
        (Search("data engineer"), (), [1, 2]),
        (Search("Data Engineer", "Munich"), (), [1]),
        (Search("data engineer", "Norway"), (), [2]),
        (Search("100% sql_x"), (), [1]),
        (Search("10% sql_x"), (), []),
        (Search("sql_x"), (), [1]),
        (Search("sqlax"), (), []),
        (Search("data engineer", "Munich"), [("adzuna", "de?what=data")], [1, 5]),
        (Search("data engineer", "Munich"), [("adzuna", "gb?what=data")], [1]),
    ],
)
def test_found(store: Store, search: Search, asked: list[tuple[str, str]], numbers: list[int]) -> None:
    assert [found.number for found in find_postings(store, search, asked)] == numbers


def test_a_repost_stands_for_a_job_whose_first_posting_is_closed(store: Store) -> None:
    with store.write_transaction() as connection:
        connection.execute(update(TABLE).where(TABLE.c.number == 1).values(closed_on=date(2026, 1, 1)))
    (found,) = find_postings(store, Search("data engineer", "Munich"))
    assert (found.number, found.board, found.posting.location) == (3, "board", "München")
