"""Listings of postings for a page: columns, current reading, duplicates and days of sighting, without the texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, case, func, select

from truerole.core.posting import Salary, Workplace
from truerole.core.stored import StoredReading
from truerole.data.dedup.match_rules import DuplicateKind
from truerole.data.store.engine import batched
from truerole.data.store.readings import current_readings
from truerole.data.store.schema import postings
from truerole.data.store.store import Store


@dataclass(frozen=True, slots=True)
class Listing:
    """Posting as listed, without the text.

    `duplicate_of` is the number of the canonical posting, `duplicate_kind` "copy" for the same text by another company.
    `copies` counts the duplicates of this posting, `copied` the ones by other companies among them. `first_seen` and
    `last_seen` (UTC) are when a gathering saw it; None for a posting of the sample or of an import.
    """

    number: int
    source: str
    board: str
    external_id: str
    url: str | None
    title: str
    company: str | None
    location: str | None
    country: str | None
    workplace: Workplace | None
    posted_on: date | None
    month: str | None
    salary: Salary | None
    employment_type: str | None
    language: str | None
    sample: bool
    closed_on: date | None
    duplicate_of: int | None
    duplicate_kind: DuplicateKind | None
    has_text: bool
    copies: int = 0
    copied: int = 0
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    reading: StoredReading | None = None


def list_postings(store: Store, numbers: Sequence[int]) -> list[Listing]:
    """List the postings with these numbers, in the same order; unknown numbers are left out."""
    found: dict[int, Listing] = {}
    with store.read_transaction() as connection:
        for batch in batched(list(numbers)):
            found |= _listings(connection, batch)
    return [found[number] for number in numbers if number in found]


def list_duplicates(store: Store, number: int) -> list[Listing]:
    """List the duplicates of a canonical posting, the newest first."""
    with store.read_transaction() as connection:
        repeating = select(postings.c.number).where(postings.c.alike == number).order_by(postings.c.number.desc())
        numbers = connection.scalars(repeating).all()
    return list_postings(store, numbers)


def posting_text(store: Store, number: int) -> str | None:
    """Return the text of a posting; None for an unknown number, or a posting of the sample."""
    with store.read_transaction() as connection:
        return connection.scalar(select(postings.c.description).where(postings.c.number == number))


# What was gathered was first seen when it was added; the sightings of old runs are dropped.
_FIRST_SEEN = case((postings.c.last_seen.is_not(None), postings.c.added_at))
_RENAMED = {"duplicate_of": postings.c.alike, "duplicate_kind": postings.c.alike_as, "first_seen": _FIRST_SEEN}
_PLAIN = [name for name in Listing.__slots__ if name in postings.c or name in _RENAMED]
_SALARY = ("salary_min", "salary_max", "currency", "period", "salary_basis")
_COLUMNS = [_RENAMED[name].label(name) if name in _RENAMED else postings.c[name] for name in (*_PLAIN, *_SALARY)]
_HAS_TEXT = postings.c.description.is_not(None).label("has_text")


def _listings(connection: Connection, numbers: Sequence[int]) -> dict[int, Listing]:
    rows = connection.execute(select(*_COLUMNS, _HAS_TEXT).where(postings.c.number.in_(numbers))).mappings().all()
    readings = current_readings(connection, numbers)
    listed = {row["number"]: _listing(row, readings.get(row["number"])) for row in rows}
    for number, (copies, copied) in _count_duplicates(connection, numbers).items():
        listed[number] = replace(listed[number], copies=copies, copied=copied)
    return listed


def _count_duplicates(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Map canonical postings to (duplicates, duplicates by other companies)."""
    counted = select(postings.c.alike, func.count(), func.count(postings.c.alike_as))
    here = counted.where(postings.c.alike.in_(numbers)).group_by(postings.c.alike)
    return {first: (copies, copied) for first, copies, copied in connection.execute(here)}


def _listing(row: RowMapping, reading: StoredReading | None) -> Listing:
    salary = [row[name] for name in _SALARY]
    return Listing(
        **{name: row[name] for name in _PLAIN},
        salary=Salary(*salary) if any(value is not None for value in salary) else None,
        has_text=row["has_text"],
        reading=reading,
    )
