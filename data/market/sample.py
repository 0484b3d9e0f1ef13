"""Market sample that ships with TrueRole: titles and readings of postings, never their texts, as a Parquet file.

In the file: source, month, country and title of each posting, the reading, and the posting that is repeated, if any.
The sample makes the dashboard worth opening in the first minute; it is marked as a sample wherever it is shown.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import ColumnElement, Connection, func, select

from truerole.core.assets import ASSETS
from truerole.core.errors import DataError
from truerole.core.posting import Posting
from truerole.core.reading import Need
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry
from truerole.data.dedup import store_clusters
from truerole.data.store.engine import batched
from truerole.data.store.schema import postings, readers, readings
from truerole.data.store.store import AddCounts, Store, bump_versions, switch_model_version

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
    }
)
_READER, _COPIES = b"reader", b"copies"


def save_sample(entries: Sequence[StoreEntry], reader: str, path: Path = SAMPLE_FILE) -> int:
    """Write entries with the readings of a model version to a Parquet file, and return their number."""
    rows = [_row(entry) for entry in entries]
    path.parent.mkdir(parents=True, exist_ok=True)
    copies = str(sum(entry.duplicate_of is not None for entry in entries))
    told = {_READER: reader.encode(), _COPIES: copies.encode()}
    table = pa.Table.from_pylist(rows, schema=_SCHEMA.with_metadata(told))
    pq.write_table(table, path, compression="zstd", compression_level=19)
    return len(rows)


def load_sample(path: Path = SAMPLE_FILE) -> tuple[list[StoreEntry], str]:
    """Load the entries of a sample and the model version of the readings; raises DataError for another kind of file."""
    table = _read(pq.read_table, path)
    if not table.schema.equals(_SCHEMA):
        raise DataError(f"{path}: is a sample of another TrueRole; install TrueRole again")
    return [_entry(row) for row in table.to_pylist()], (table.schema.metadata or {}).get(_READER, b"").decode()


def fill_store(store: Store, path: Path = SAMPLE_FILE) -> AddCounts:
    """Add the sample to a store without other postings, and return the counts of added and known postings.

    So a first start that was cut off is completed, and the sample of an earlier TrueRole becomes this one's.
    """
    if store.count() != store.count(sample=True) or _is_filled(store, path):
        return AddCounts()
    entries, reader = load_sample(path)
    added = store.add(entries, reader)
    if added.known:
        _renew(store, entries, reader)
    return added


def _is_filled(store: Store, path: Path) -> bool:
    shipped = _read(pq.read_metadata, path)
    told = shipped.metadata or {}
    with store.read_transaction() as connection:
        held = select(func.count(), func.count(postings.c.alike)).where(postings.c.sample)
        own, copies = connection.execute(held.select_from(postings)).one()
        number = _number(connection, readers.c.version == told.get(_READER, b"").decode())
        read = connection.scalar(select(func.count()).select_from(readings).where(readings.c.reader == number)) or 0
        counts = _number(connection, readers.c.current) >= number
    return min(own, read) >= shipped.num_rows and copies == int(told.get(_COPIES, 0)) and counts


def _number(connection: Connection, of: ColumnElement[bool]) -> int:
    return connection.scalar(select(readers.c.number).where(of)) or 0


def _renew(store: Store, entries: Sequence[StoreEntry], reader: str) -> None:
    """Replace the readings and duplicates of an earlier sample by the present sample's."""
    with store.read_transaction() as connection:
        rows = connection.execute(select(postings).where(postings.c.sample)).all()
    numbers = {(row.source, row.external_id): row.number for row in rows}
    here = [(numbers[e.posting.source, e.posting.external_id], e) for e in entries]
    store.add_readings(((number, e.reading) for number, e in here), reader)
    first = {e.posting.external_id: number for number, e in here}
    alike = {number: first[e.duplicate_of] for number, e in here if e.duplicate_of in first}
    _write_alike(store, {row.number: alike.get(row.number) for row in rows if row.alike != alike.get(row.number)})
    with store.read_transaction() as connection:
        current, number = (_number(connection, of) for of in (readers.c.current, readers.c.version == reader))
    if current < number:  # one that came later is the user's own
        switch_model_version(store, reader)


def _write_alike(store: Store, changed: dict[int, int | None]) -> None:
    for some in batched(list(changed.items())):
        with store.write_transaction() as connection:
            store_clusters.write_duplicates(connection, dict(some))
            bump_versions(connection, [number for number, _ in some])


def _read(how: Callable[[Path], Any], path: Path) -> Any:  # noqa: ANN401, as pyarrow has no types
    try:
        return how(path)
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no sample ({str(error).partition(chr(10))[0]}); install TrueRole again") from None


def _row(entry: StoreEntry) -> dict[str, Any]:
    posting, facts = entry.posting, entry.reading
    return {
        "source": posting.source,
        "external_id": posting.external_id,
        "title": posting.title,
        "month": entry.month,
        "country": posting.country,
        "language": posting.language,
        "role": facts.role,
        "roles": facts.roles,
        "confident": facts.confident,
        "title_role": facts.title_role,
        "agrees": facts.agrees,
        "deep_learning": facts.deep_learning,
        "stage": facts.stage,
        "seniority": facts.seniority,
        "skills": [asked.skill for asked in facts.skills],
        "needs": [_NEEDS.index(asked.need) for asked in facts.skills],
        "years": [asked.years for asked in facts.skills],
        "alike": entry.duplicate_of,
    }


def _entry(row: dict[str, Any]) -> StoreEntry:
    asked = zip(row["skills"], row["needs"], row["years"], strict=True)
    facts = StoredReading(
        role=row["role"],
        roles=tuple(round(share, 4) for share in row["roles"]),
        confident=row["confident"],
        title_role=row["title_role"],
        agrees=row["agrees"],
        deep_learning=row["deep_learning"],
        stage=row["stage"],
        seniority=row["seniority"],
        skills=tuple(SkillDemand(skill, _NEEDS[need], years) for skill, need, years in asked),
    )
    posting = Posting(
        row["source"], row["external_id"], row["title"], "", country=row["country"], language=cast(str, row["language"])
    )
    return StoreEntry(posting, facts, row["month"], sample=True, duplicate_of=row["alike"])
