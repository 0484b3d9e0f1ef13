"""Differences between two model versions over the store: how many postings, and which, are read as another role."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import ColumnElement, delete, func, select

from truerole.core.reading import Role
from truerole.data.store.engine import batched
from truerole.data.store.schema import BLOCK, postings, readers, readings, skills
from truerole.data.store.store import Store

_SEED = 20_261_123
# Numbers drawn for each text wanted: several belong to postings without a text.
_OVERSAMPLING = 2


@dataclass(frozen=True, slots=True)
class PostingText:
    """Number, title and text of a posting."""

    number: int
    title: str
    text: str


def count_role_changes(store: Store, before: str, after: str) -> tuple[int, int]:
    """Compare two model versions over the postings with a text: (number read as another role, number read by both)."""
    old, new = readings.alias(), readings.alias()
    both = old.join(new, old.c.posting == new.c.posting).join(postings, postings.c.number == old.c.posting)
    with store.read_transaction() as connection:
        numbers = [connection.scalar(select(readers.c.number).where(readers.c.version == v)) for v in (before, after)]
        here = old.c.reader == numbers[0], new.c.reader == numbers[1], _has_text()
        differs = func.count().filter(old.c.role.is_distinct_from(new.c.role))
        row = connection.execute(select(differs, func.count()).select_from(both).where(*here)).one()
    return row[0], row[1]


def count_without_text(store: Store) -> int:
    """Count the postings without a text, which no other model version can read."""
    with store.read_transaction() as connection:
        return connection.scalar(select(func.count()).where(postings.c.description.is_(None))) or 0


def sample_texts(store: Store, most: int) -> list[PostingText]:
    """Draw a random sample of at most `most` postings with a text, the same sample in every call (fixed seed)."""
    with store.read_transaction() as connection:
        last = connection.scalar(select(func.max(postings.c.number))) or 0
        texts = connection.scalar(select(func.count()).where(_has_text())) or 0
        share = min(1.0, _OVERSAMPLING * most / max(texts, 1))
        drawn = Random(_SEED).sample(range(1, last + 1), round(share * last))
        columns = select(postings.c.number, postings.c.title, postings.c.description)
        found: list[PostingText] = []
        for batch in batched(drawn):
            rows = connection.execute(columns.where(_has_text(), postings.c.number.in_(batch)))
            found += [PostingText(*row) for row in rows]
            if len(found) >= most:
                break
    return found[:most]


def stored_roles(store: Store, version: str, numbers: Sequence[int]) -> dict[int, Role | None]:
    """Map posting numbers to the role that a model version read; postings without a reading are left out."""
    found: dict[int, Role | None] = {}
    with store.read_transaction() as connection:
        model = connection.scalar(select(readers.c.number).where(readers.c.version == version))
        for batch in batched(numbers):
            here = select(readings.c.posting, readings.c.role).where(readings.c.posting.in_(batch))
            found |= {row.posting: row.role for row in connection.execute(here.where(readings.c.reader == model))}
    return found


def delete_readings(store: Store, version: str) -> int:
    """Delete the readings of a model version that is not current, block by block; return their number."""
    removed = 0
    columns = readers.c.number, readers.c.current
    with store.read_transaction() as connection:
        row = connection.execute(select(*columns).where(readers.c.version == version)).first()
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
