"""Find the postings that a reader has not read yet, and what was read in them last."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from truerole.core.posting import Identity
from truerole.core.reading import ROLES
from truerole.core.stored import SkillDemand, StoredReading
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings, readers, readings, skill_names, skills
from truerole.data.store.store import BATCH, Store


@dataclass(frozen=True, slots=True)
class PendingPosting:
    """Hold a posting to be read; one of the sample has no text."""

    number: int
    identity: Identity
    title: str
    text: str | None


def count_pending(store: Store, reader: str) -> int:
    """Return how many postings a reader has not read."""
    with store.read_transaction() as connection:
        return connection.scalar(select(func.count()).select_from(_lacking(reader).subquery())) or 0


def pending_postings(store: Store, reader: str) -> Iterator[PendingPosting]:
    """Yield the postings that a reader has not read, by number."""
    after = 0
    while rows := _next(store, reader, after):
        for row in rows:
            yield PendingPosting(row.number, (row.source, row.board, row.external_id), row.title, row.description)
        after = rows[-1].number


def latest_readings(store: Store, numbers: Sequence[int]) -> dict[int, StoredReading]:
    """Return what the newest of their readers read in postings, by number; those that none has read are left out."""
    found: dict[int, StoredReading] = {}
    for some in batched(numbers):
        with store.read_transaction() as connection:
            read = select(readings).where(readings.c.posting.in_(some)).order_by(readings.c.reader)
            newest = {row.posting: row for row in connection.execute(read)}
            named = skills.join(skill_names, skill_names.c.number == skills.c.skill)
            columns = skills.c.posting, skills.c.reader, skill_names.c.skill, skills.c.need, skills.c.years
            rows = connection.execute(select(*columns).select_from(named).where(skills.c.posting.in_(some))).all()
        asked: defaultdict[tuple[int, int], list[SkillDemand]] = defaultdict(list)
        for row in rows:
            asked[row.posting, row.reader].append(SkillDemand(row.skill, row.need, row.years))
        found |= {number: _facts(row, asked[number, row.reader]) for number, row in newest.items()}
    return found


def _lacking(reader: str) -> Select[Any]:
    number = select(readers.c.number).where(readers.c.version == reader).scalar_subquery()
    done = select(readings.c.posting).where(readings.c.posting == postings.c.number, readings.c.reader == number)
    columns = (postings.c[name] for name in ("number", "source", "board", "external_id", "title", "description"))
    return select(*columns).where(~done.exists())


def _next(store: Store, reader: str, after: int) -> Sequence[Row[Any]]:
    wanted = _lacking(reader).where(postings.c.number > after).order_by(postings.c.number).limit(BATCH)
    with store.read_transaction() as connection:
        return connection.execute(wanted).all()


def _facts(row: Row[Any], asked: Sequence[SkillDemand]) -> StoredReading:
    return StoredReading(
        role=row.role,
        roles=tuple(row._mapping[role] for role in ROLES),
        confident=row.confident,
        title_role=row.title_role,
        agrees=row.agrees,
        deep_learning=row.deep_learning,
        stage=row.stage,
        seniority=row.seniority,
        skills=tuple(asked),
    )
