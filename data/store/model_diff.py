"""Tell what another reader changes: which postings it reads differently, of those whose text the store has."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import ColumnElement, delete, func, select

from truerole.core.reading import Role
from truerole.data.store.engine import batched
from truerole.data.store.schema import BLOCK, postings, readers, readings, skills
from truerole.data.store.store import Store

_SEED = 20_261_123
# Of the numbers that are drawn some have no text; so many times as many are drawn as are wanted.
_MORE = 2


@dataclass(frozen=True, slots=True)
class PostingText:
    """Hold a posting's number, title and text."""

    number: int
    title: str
    text: str


def count_role_changes(store: Store, before: str, after: str) -> tuple[int, int]:
    """Return in how many postings with a text two readers read another role, and how many both have read."""
    one, other = readings.alias(), readings.alias()
    both = one.join(other, one.c.posting == other.c.posting).join(postings, postings.c.number == one.c.posting)
    with store.read_transaction() as connection:
        numbers = [connection.scalar(select(readers.c.number).where(readers.c.version == v)) for v in (before, after)]
        here = one.c.reader == numbers[0], other.c.reader == numbers[1], postings.c.description.is_not(None)
        differs = func.count().filter(one.c.role.is_distinct_from(other.c.role))
        row = connection.execute(select(differs, func.count()).select_from(both).where(*here)).one()
    return row[0], row[1]


def count_without_text(store: Store) -> int:
    """Return how many postings have no text, so that no other model can read them."""
    with store.read_transaction() as connection:
        return connection.scalar(select(func.count()).where(postings.c.description.is_(None))) or 0


def sample_texts(store: Store, most: int) -> list[PostingText]:
    """Return at most so many postings that have a text, drawn at random, the same ones each time."""
    with store.read_transaction() as connection:
        last = connection.scalar(select(func.max(postings.c.number))) or 0
        texts = connection.scalar(select(func.count()).where(_has_text())) or 0
        share = min(1.0, _MORE * most / max(texts, 1))
        drawn = Random(_SEED).sample(range(1, last + 1), round(share * last))
        found: list[PostingText] = []
        for some in batched(drawn):
            rows = select(postings.c.number, postings.c.title, postings.c.description)
            found += [
                PostingText(*row) for row in connection.execute(rows.where(_has_text(), postings.c.number.in_(some)))
            ]
            if len(found) >= most:
                break
    return found[:most]


def stored_roles(store: Store, version: str, numbers: Sequence[int]) -> dict[int, Role | None]:
    """Return which role the reader of a version read in postings; those that it has not read are left out."""
    found: dict[int, Role | None] = {}
    with store.read_transaction() as connection:
        reader = connection.scalar(select(readers.c.number).where(readers.c.version == version))
        for some in batched(numbers):
            here = select(readings.c.posting, readings.c.role).where(readings.c.posting.in_(some))
            found |= {row.posting: row.role for row in connection.execute(here.where(readings.c.reader == reader))}
    return found


def delete_readings(store: Store, version: str) -> int:
    """Remove what the reader of a version has read, unless it is the current one, and return in how many postings."""
    removed = 0
    with store.read_transaction() as connection:
        row = connection.execute(
            select(readers.c.number, readers.c.current).where(readers.c.version == version)
        ).first()
    if row is None or row.current:
        return 0
    for block in sorted(store.versions()):
        with store.write_transaction() as connection:
            for table in (skills, readings):
                here = table.c.posting.between(block * BLOCK, (block + 1) * BLOCK - 1), table.c.reader == row.number
                rows = connection.execute(delete(table).where(*here)).rowcount
            removed += rows
    return removed


def _has_text() -> ColumnElement[bool]:
    return postings.c.description.is_not(None)
