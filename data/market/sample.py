"""Market sample that ships with TrueRole: titles and readings of postings, never their texts, as a Parquet file.

In the file: source, month, country and title of each posting, the reading, and the posting that is repeated, if any.
The sample makes the dashboard worth opening in the first minute; it is marked as a sample wherever it is shown.
"""

import logging
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
    }
)
# Keys of the file's metadata: the model version, and the number of postings that repeat another.
_VERSION, _COPIES = b"reader", b"copies"


def save_sample(entries: Sequence[StoreEntry], model_version: str, path: Path = SAMPLE_FILE) -> int:
    """Write entries with the readings of a model version to a Parquet file, and return their number."""
    rows = [_row(entry) for entry in entries]
    path.parent.mkdir(parents=True, exist_ok=True)
    copies = str(sum(entry.duplicate_of is not None for entry in entries))
    metadata = {_VERSION: model_version.encode(), _COPIES: copies.encode()}
    table = pa.Table.from_pylist(rows, schema=_SCHEMA.with_metadata(metadata))
    pq.write_table(table, path, compression="zstd", compression_level=19)
    return len(rows)


def load_sample(path: Path = SAMPLE_FILE) -> tuple[list[StoreEntry], str]:
    """Load the entries of a sample and the model version of the readings; raises DataError for another kind of file."""
    table = _read(pq.read_table, path)
    if not table.schema.equals(_SCHEMA):
        raise DataError(f"{path}: is a sample of another TrueRole; install TrueRole again")
    return [_entry(row) for row in table.to_pylist()], (table.schema.metadata or {}).get(_VERSION, b"").decode()


def fill_store(store: Store, path: Path = SAMPLE_FILE) -> AddCounts:
    """Add the sample to a store without other postings, and return the counts of added and known postings.

    So a first start that was cut off is completed, and the sample of an earlier TrueRole becomes this one's.
    """
    if store.count() != store.count(sample=True) or _is_filled(store, path):
        return AddCounts()
    entries, version = load_sample(path)
    added = store.add(entries, version)
    if added.known:
        _renew(store, entries, version)
    counts = {"new": added.new, "known": added.known}
    logger.info("market sample added: %d new, %d known", added.new, added.known, extra={"counts": counts})
    return added


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


def _model_number(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(readers.c.number).where(which)) or 0


def _renew(store: Store, entries: Sequence[StoreEntry], model_version: str) -> None:
    """Replace the readings and duplicates of an earlier sample by the present sample's."""
    with store.read_transaction() as connection:
        rows = connection.execute(select(postings).where(postings.c.sample)).all()
    numbers = {(row.source, row.external_id): row.number for row in rows}
    numbered = [(numbers[e.posting.source, e.posting.external_id], e) for e in entries]
    store.add_readings(((number, e.reading) for number, e in numbered), model_version)
    by_id = {e.posting.external_id: number for number, e in numbered}
    canonical = {number: by_id[e.duplicate_of] for number, e in numbered if e.duplicate_of in by_id}
    changed = {row.number: canonical.get(row.number) for row in rows if row.alike != canonical.get(row.number)}
    _write_duplicates(store, changed)
    with store.read_transaction() as connection:
        current = _model_number(connection, readers.c.current)
        sample = _model_number(connection, readers.c.version == model_version)
    if current < sample:  # a later version is the user's own
        switch_model_version(store, model_version)


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
    }


def _entry(row: dict[str, Any]) -> StoreEntry:
    demands = zip(row["skills"], row["needs"], row["years"], strict=True)
    reading = StoredReading(
        role=row["role"],
        roles=tuple(round(share, 4) for share in row["roles"]),
        confident=row["confident"],
        title_role=row["title_role"],
        agrees=row["agrees"],
        deep_learning=row["deep_learning"],
        stage=row["stage"],
        seniority=row["seniority"],
        skills=tuple(SkillDemand(skill, _NEEDS[need], years) for skill, need, years in demands),
    )
    posting = Posting(
        row["source"], row["external_id"], row["title"], "", country=row["country"], language=cast(str, row["language"])
    )
    return StoreEntry(posting, reading, row["month"], sample=True, duplicate_of=row["alike"])
