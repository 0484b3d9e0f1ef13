"""Market sample that ships with TrueRole: titles and readings of postings, never their texts, as a Parquet file.

In the file: source, month, country, title, workplace and pay of each posting, the reading with the mix of its duties,
and the posting that is repeated, if any.
The sample makes the dashboard worth opening in the first minute; it is marked as a sample wherever it is shown.
"""

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, select, update

from truerole.core.assets import ASSETS
from truerole.core.errors import DataError
from truerole.core.posting import Posting, Salary
from truerole.core.reading import Need
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry
from truerole.data.dedup import store_clusters
from truerole.data.store.engine import batched
from truerole.data.store.readings import insert_readings, model_number
from truerole.data.store.schema import postings, readers, readings, skills
from truerole.data.store.store import AddCounts, Store, bump_versions, posting_row, switch_model_version

logger = logging.getLogger(__name__)

SAMPLE_FILE = ASSETS / "sample" / "market.parquet"
_NEEDS: tuple[Need, ...] = get_args(Need)
_NAMED = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema(
    {
        "source": _NAMED,
        "external_id": pa.string(),
        "title": pa.string(),
        "month": _NAMED,
        "country": _NAMED,
        "language": _NAMED,
        "role": _NAMED,
        "roles": pa.list_(pa.float32()),
        "confident": pa.bool_(),
        "title_role": _NAMED,
        "agrees": pa.bool_(),
        "deep_learning": pa.int8(),
        "stage": _NAMED,
        "seniority": _NAMED,
        "skills": pa.list_(_NAMED),
        "needs": pa.list_(pa.int8()),
        "years": pa.list_(pa.int8()),
        "alike": pa.string(),
        "workplace": _NAMED,
        "pay_min": pa.float64(),
        "pay_max": pa.float64(),
        "currency": _NAMED,
        "period": _NAMED,
        "pay_basis": _NAMED,
        "duties": pa.list_(pa.int8()),
        "one_of": pa.list_(pa.int8()),
    }
)
# Samples of earlier TrueRoles: without lists of alternatives, and without duties.
_EARLIER = (pa.schema(list(_SCHEMA)[:-1]), pa.schema(list(_SCHEMA)[:-2]))
_FACT_COLUMNS = ("workplace", "salary_min", "salary_max", "currency", "period", "salary_basis")
_PAY = ("pay_min", "pay_max", "currency", "period", "pay_basis")
# Keys of the file's metadata: the model version, the number of postings that repeat another, counts of facts,
# and the sources, by which a store with many other postings finds those of the sample.
_VERSION, _COPIES, _FACTS, _SOURCES = b"reader", b"copies", b"facts", b"sources"


def save_sample(entries: Sequence[StoreEntry], model_version: str, path: Path = SAMPLE_FILE) -> int:
    """Write entries with the readings of a model version to a Parquet file, and return their number."""
    rows = [_row(entry) for entry in entries]
    path.parent.mkdir(parents=True, exist_ok=True)
    copies = str(sum(entry.duplicate_of is not None for entry in entries))
    facts = _counts_of_facts(entries)
    sources = sorted({entry.posting.source for entry in entries})
    metadata = {
        _VERSION: model_version.encode(),
        _COPIES: copies.encode(),
        _FACTS: json.dumps(facts).encode(),
        _SOURCES: json.dumps(sources).encode(),
    }
    table = pa.Table.from_pylist(rows, schema=_SCHEMA.with_metadata(metadata))
    pq.write_table(table, path, compression="zstd", compression_level=19)
    return len(rows)


def load_sample(path: Path = SAMPLE_FILE) -> tuple[list[StoreEntry], str]:
    """Load the entries of a sample and the model version of the readings; raises DataError for another kind of file."""
    table = _read(pq.read_table, path)
    if not any(table.schema.equals(known) for known in (_SCHEMA, *_EARLIER)):
        raise DataError(f"{path}: is a sample of another TrueRole; install TrueRole again")
    return [_entry(row) for row in table.to_pylist()], (table.schema.metadata or {}).get(_VERSION, b"").decode()


def sample_version(path: Path = SAMPLE_FILE) -> str:
    """Return the model version of the readings of a sample, without loading them; raises DataError for no sample."""
    metadata: dict[bytes, bytes] = _read(pq.read_schema, path).metadata or {}
    return metadata.get(_VERSION, b"").decode()


def fill_store(store: Store, path: Path = SAMPLE_FILE) -> AddCounts:
    """Add the sample to a store without other postings, and return the counts of added and known postings.

    So a first start that was cut off is completed, and the sample of an earlier TrueRole becomes this one's. In a
    store with other postings, pay and workplace of the sample, where it holds most of it, become this one's. Where
    nothing may be written the store stays as it is.
    """
    if not store.writable:
        return AddCounts()
    held, sampled = store.count(), store.count(sample=True)
    if held != sampled:
        # A few postings of a sample are left as they are: they never count the same, and would be renewed each time.
        if 2 * sampled >= _read(pq.read_metadata, path).num_rows and not _has_facts(store, path):
            _renew_facts(store, load_sample(path)[0])
        return AddCounts()
    if _is_filled(store, path) and _has_facts(store, path):
        return AddCounts()
    entries, version = load_sample(path)
    added = store.add(entries, version)
    if added.known:
        _renew(store, entries, version)
    return added


def add_sample(store: Store, path: Path = SAMPLE_FILE) -> AddCounts:
    """Add the sample, beside whatever postings a store has, and return the counts of added and known postings.

    Where another model reads the store, it takes the sample's readings for its own, as of any posting without a text.
    """
    filled = fill_store(store, path)
    if not store.writable or store.count() == store.count(sample=True):
        return filled
    entries, version = load_sample(path)
    return store.add(entries, store.model_version() or version)


def _is_filled(store: Store, path: Path) -> bool:
    shipped = _read(pq.read_metadata, path)
    metadata = shipped.metadata or {}
    with store.read_transaction() as connection:
        held = select(func.count(), func.count(postings.c.alike)).where(postings.c.sample)
        stored, copies = connection.execute(held.select_from(postings)).one()
        model = _model_number(connection, readers.c.version == metadata.get(_VERSION, b"").decode())
        read = connection.scalar(select(func.count()).select_from(readings).where(readings.c.reader == model)) or 0
        counts = _model_number(connection, readers.c.current) >= model
    return min(stored, read) >= shipped.num_rows and copies == int(metadata.get(_COPIES, 0)) and counts


def _counts_of_facts(entries: Sequence[StoreEntry]) -> list[int]:
    """Return counts that change with the facts of a sample: pay, hourly pay, workplaces, and what signals say."""
    return [
        sum(e.posting.salary is not None for e in entries),
        sum(e.posting.salary is not None and e.posting.salary.period == "hour" for e in entries),
        sum(e.posting.workplace is not None for e in entries),
        sum(e.reading.stage == "enterprise" for e in entries),
        sum(e.reading.seniority == "senior" for e in entries),
        sum(e.reading.deep_learning for e in entries),
        sum(e.reading.duties is not None for e in entries),
        sum(d.one_of is not None for e in entries for d in e.reading.skills),
    ]


def _has_facts(store: Store, path: Path) -> bool:
    """Return whether a store counts the same facts as the file; in a store with other postings, pay and workplace."""
    metadata = _read(pq.read_metadata, path).metadata or {}
    p, r = postings.c, readings.c
    has_pay = p.salary_min.is_not(None) | p.salary_max.is_not(None)
    with store.read_transaction() as connection:
        model = _model_number(connection, readers.c.version == metadata.get(_VERSION, b"").decode())
        of_postings = select(*(_count_if(has) for has in (has_pay, p.period == "hour", p.workplace.is_not(None))))
        sources: list[str] = json.loads(metadata.get(_SOURCES, b"[]"))
        found = list(connection.execute(of_postings.where(p.sample, p.source.in_(sources))).one())
        if store.count() == store.count(sample=True):
            signals = _count_if(r.stage == "enterprise"), _count_if(r.seniority == "senior"), func.sum(r.deep_learning)
            said = select(*signals, func.count(r.duties)).where(r.reader == model)
            found += connection.execute(said).one()
            listed = select(func.count(skills.c.one_of)).where(skills.c.reader == model)
            found += connection.execute(listed).one()
    shipped: list[int] = json.loads(metadata.get(_FACTS, b"[]"))[: len(found)]
    # The file of an earlier TrueRole counts fewer facts.
    return bool(shipped) and [int(count or 0) for count in found[: len(shipped)]] == shipped


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _model_number(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(readers.c.number).where(which)) or 0


def _renew(store: Store, entries: Sequence[StoreEntry], model_version: str) -> None:
    """Replace the readings, duplicates and facts of an earlier sample by the present sample's."""
    _renew_facts(store, entries)
    with store.read_transaction() as connection:
        rows = connection.execute(select(postings).where(postings.c.sample)).all()
    numbers = {(row.source, row.external_id): row.number for row in rows}
    numbered = [(numbers[e.posting.source, e.posting.external_id], e) for e in entries]
    _write_readings(store, numbered, model_version)
    by_id = {e.posting.external_id: number for number, e in numbered}
    canonical = {number: by_id[e.duplicate_of] for number, e in numbered if e.duplicate_of in by_id}
    changed = {row.number: canonical.get(row.number) for row in rows if row.alike != canonical.get(row.number)}
    _write_duplicates(store, changed)
    with store.read_transaction() as connection:
        current = _model_number(connection, readers.c.current)
        sample = _model_number(connection, readers.c.version == model_version)
    if current < sample:  # a later version is the user's own
        switch_model_version(store, model_version)


def _renew_facts(store: Store, entries: Sequence[StoreEntry]) -> None:
    """Write pay and workplace of the sample's postings where the store has others."""
    with store.read_transaction() as connection:
        rows = connection.execute(select(postings).where(postings.c.sample)).all()
    held = {(row.source, row.external_id): row for row in rows}
    changed = []
    for entry in entries:
        row, facts = held.get((entry.posting.source, entry.posting.external_id)), posting_row(entry)
        if row is not None and any(getattr(row, name) != facts[name] for name in _FACT_COLUMNS):
            changed.append({"b_number": row.number, **{name: facts[name] for name in (*_FACT_COLUMNS, "content")}})
    for batch in batched(changed):
        with store.write_transaction() as connection:
            connection.execute(update(postings).where(postings.c.number == bindparam("b_number")), batch)
            bump_versions(connection, [row["b_number"] for row in batch])


def _write_readings(store: Store, numbered: Sequence[tuple[int, StoreEntry]], model_version: str) -> None:
    """Write the readings of a model version, in the place of those that it had."""
    for batch in batched(list(numbered)):
        numbers = [number for number, _ in batch]
        with store.write_transaction() as connection:
            model = model_number(connection, model_version)
            for table in (skills, readings):
                connection.execute(delete(table).where(table.c.reader == model, table.c.posting.in_(numbers)))
            insert_readings(connection, [(number, entry.reading) for number, entry in batch], model_version)
            bump_versions(connection, numbers)


def _write_duplicates(store: Store, changed: dict[int, int | None]) -> None:
    for batch in batched(list(changed.items())):
        with store.write_transaction() as connection:
            store_clusters.write_duplicates(connection, dict(batch))
            bump_versions(connection, [number for number, _ in batch])


def _read(how: Callable[[Path], Any], path: Path) -> Any:  # noqa: ANN401, as pyarrow has no types
    try:
        return how(path)
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no sample ({str(error).partition(chr(10))[0]}); install TrueRole again") from None


def _row(entry: StoreEntry) -> dict[str, Any]:
    posting, reading = entry.posting, entry.reading
    return {
        "source": posting.source,
        "external_id": posting.external_id,
        "title": posting.title,
        "month": entry.month,
        "country": posting.country,
        "language": posting.language,
        "role": reading.role,
        "roles": reading.roles,
        "confident": reading.confident,
        "title_role": reading.title_role,
        "agrees": reading.agrees,
        "deep_learning": reading.deep_learning,
        "stage": reading.stage,
        "seniority": reading.seniority,
        "skills": [demand.skill for demand in reading.skills],
        "needs": [_NEEDS.index(demand.need) for demand in reading.skills],
        "years": [demand.years for demand in reading.skills],
        "alike": entry.duplicate_of,
        "workplace": posting.workplace,
        "duties": reading.duties,
        "one_of": _places(reading.skills),
    } | _pay_of(posting.salary)


def _places(demands: Sequence[SkillDemand]) -> list[int | None]:
    """Return for each skill the place, among the skills, of the first of the list of alternatives, or None."""
    skills = [demand.skill for demand in demands]
    return [None if demand.one_of is None else skills.index(demand.one_of) for demand in demands]


def _pay_of(salary: Salary | None) -> dict[str, Any]:
    stated = salary or Salary(None, None, None, None)
    values = (stated.min, stated.max, stated.currency, stated.period, stated.basis)
    return dict(zip(_PAY, values, strict=True))


def _entry(row: dict[str, Any]) -> StoreEntry:
    skills: list[str] = row["skills"]
    places = row.get("one_of") or [None] * len(skills)
    demands = zip(skills, row["needs"], row["years"], places, strict=True)
    duties = row.get("duties")
    reading = StoredReading(
        role=row["role"],
        roles=tuple(round(share, 4) for share in row["roles"]),
        confident=row["confident"],
        title_role=row["title_role"],
        agrees=row["agrees"],
        deep_learning=row["deep_learning"],
        stage=row["stage"],
        seniority=row["seniority"],
        skills=tuple(
            SkillDemand(skill, _NEEDS[need], years, None if place is None else skills[place])
            for skill, need, years, place in demands
        ),
        duties=None if duties is None else tuple(duties),
    )
    pay = [row[name] for name in _PAY]
    posting = Posting(
        row["source"],
        row["external_id"],
        row["title"],
        "",
        country=row["country"],
        workplace=row["workplace"],
        salary=Salary(*pay) if pay != [None] * len(_PAY) else None,
        language=cast(str, row["language"]),
    )
    return StoreEntry(posting, reading, row["month"], sample=True, duplicate_of=row["alike"])
