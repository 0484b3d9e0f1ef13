"""The stored postings that a person's search finds, each job once, with the day on which each was first seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from truerole.core.clock import now
from truerole.core.crawl import board_name
from truerole.core.normalise.job_search import Search, fits
from truerole.core.posting import Posting, Salary, Workplace
from truerole.data.store.schema import postings
from truerole.data.store.store import Store

_COLUMNS = (
    "number", "source", "board", "external_id", "url", "title", "company", "location", "country", "workplace",
    "description", "posted_on", "salary_min", "salary_max", "currency", "period", "alike", "added_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundPosting:
    """A posting that a search finds: its number in the store, and when it was first seen (UTC)."""

    number: int
    posting: Posting
    first_seen: datetime

    @property
    def board(self) -> str:
        """Return the name of the board that shows the posting."""
        return board_name(self.posting.source, self.posting.board or "")


def find_postings(store: Store, search: Search, asked: Collection[tuple[str, str]] = ()) -> list[FoundPosting]:
    """Return the open postings of a search, newest first, each job once.

    `asked` are the boards, as (source, board), that are the search itself: all their postings are of it.
    """
    of_asked = (and_(postings.c.source == source, postings.c.board == board) for source, board in asked)
    there = postings.c.closed_on.is_(None), ~postings.c.sample, or_(_may_fit(search), *of_asked)
    wanted = select(*(postings.c[name] for name in _COLUMNS)).where(*there)
    with store.read_transaction() as connection:
        rows = connection.execute(wanted.order_by(postings.c.added_at.desc(), postings.c.number.desc())).all()
    today = now().date()
    jobs: dict[int, FoundPosting] = {}
    for row in rows:
        found = FoundPosting(row.number, _posting(row), row.added_at)
        if fits(search, found.posting, today, (row.source, row.board) in asked):
            jobs.setdefault(row.alike or row.number, found)
    return list(jobs.values())


def _may_fit(search: Search) -> ColumnElement[bool]:
    """Return the condition that all words are in the title or all are in the text, which the database can check."""
    words = [word.lower() for word in search.words.split()]
    columns = (func.lower(postings.c.title), func.lower(postings.c.description))
    return or_(*(and_(*(column.contains(word, autoescape=True) for word in words)) for column in columns))


def _posting(row: Row[tuple[object, ...]]) -> Posting:
    values = row._mapping
    pay = Salary(values["salary_min"], values["salary_max"], values["currency"], values["period"])
    workplace: Workplace | None = values["workplace"]
    return Posting(
        source=values["source"],
        external_id=values["external_id"],
        title=values["title"],
        description=values["description"] or "",
        board=values["board"] or None,
        url=values["url"],
        company=values["company"],
        location=values["location"],
        country=values["country"],
        workplace=workplace,
        posted_on=values["posted_on"],
        salary=pay if pay.min or pay.max else None,
    )
