"""Pending postings, without a reading of a model version yet, and the latest reading of each posting."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from truerole.core.posting import Identity
from truerole.core.stored import SkillDemand, StoredReading
from truerole.data.store.engine import batched
from truerole.data.store.readings import DEMAND, SKILL_ROWS, reading_from_row
from truerole.data.store.schema import postings, readers, readings, skill_names, skills
from truerole.data.store.store import BATCH, Store


@dataclass(frozen=True, slots=True)
class PendingPosting:
    """Posting that waits for a reading; `text` is None for a posting of the sample."""

    number: int
    identity: Identity
    title: str
    text: str | None


def count_pending(store: Store, model_version: str) -> int:
    """Count the postings without a reading of a model version."""
    with store.read_transaction() as connection:
        return connection.scalar(select(func.count()).select_from(_pending(model_version).subquery())) or 0


def pending_postings(store: Store, model_version: str) -> Iterator[PendingPosting]:
    """Yield the postings without a reading of a model version, by number, in short transactions."""
    after = 0
    while rows := _next_batch(store, model_version, after):
        for row in rows:
            yield PendingPosting(row.number, (row.source, row.board, row.external_id), row.title, row.description)
        after = rows[-1].number


def latest_readings(store: Store, numbers: Sequence[int]) -> dict[int, StoredReading]:
    """Map posting numbers to the reading of the newest model version; postings without a reading are left out."""
    found: dict[int, StoredReading] = {}
    columns = skills.c.posting, skills.c.reader, *DEMAND
    for batch in batched(numbers):
        with store.read_transaction() as connection:
            by_age = select(readings).where(readings.c.posting.in_(batch)).order_by(readings.c.reader)
            newest = {row["posting"]: row for row in connection.execute(by_age).mappings()}
            skill_rows = select(*columns).select_from(SKILL_ROWS).where(skills.c.posting.in_(batch))
            rows = connection.execute(skill_rows.order_by(skill_names.c.skill)).all()
        demands: defaultdict[tuple[int, int], list[SkillDemand]] = defaultdict(list)
        for posting, model, *skill in rows:
            demands[posting, model].append(SkillDemand(*skill))
        found |= {number: reading_from_row(row, demands[number, row["reader"]]) for number, row in newest.items()}
    return found


def _pending(model_version: str) -> Select[Any]:
    model = select(readers.c.number).where(readers.c.version == model_version).scalar_subquery()
    done = select(readings.c.posting).where(readings.c.posting == postings.c.number, readings.c.reader == model)
    columns = (postings.c[name] for name in ("number", "source", "board", "external_id", "title", "description"))
    return select(*columns).where(~done.exists())


def _next_batch(store: Store, model_version: str, after: int) -> Sequence[Row[Any]]:
    wanted = _pending(model_version).where(postings.c.number > after).order_by(postings.c.number).limit(BATCH)
    with store.read_transaction() as connection:
        return connection.execute(wanted).all()
