"""The market sample that ships with TrueRole: facts of postings, never their texts, as one Parquet file.

What is in it: source, month, country and title of each posting, and what was read in it. It makes the dashboard worth
opening in the first minute; it is marked as a sample wherever it is shown.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import DataError
from data.posting import Posting
from data.store import Added, Asked, Entry, Facts, Store
from model.reading import Need

FILE = Path(__file__).parent / "sample" / "market.parquet"
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
    }
)
_READER = b"reader"


def save(entries: Iterable[Entry], reader: str, path: Path = FILE) -> int:
    """Write entries, as read by the reader of a version, and return how many there were."""
    rows = [_row(entry) for entry in entries]
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows, schema=_SCHEMA.with_metadata({_READER: reader.encode()}))
    pq.write_table(table, path, compression="zstd", compression_level=19)
    return len(rows)


def load(path: Path = FILE) -> tuple[list[Entry], str]:
    """Return the entries of a sample and the version of their reader; raises DataError for another file."""
    table = _read(pq.read_table, path)
    if not table.schema.equals(_SCHEMA):
        raise DataError(f"{path}: is a sample of another TrueRole; install TrueRole again")
    return [_entry(row) for row in table.to_pylist()], (table.schema.metadata or {}).get(_READER, b"").decode()


def fill(store: Store, path: Path = FILE) -> Added:
    """Put the sample into a store that holds nothing else, or what is missing of it where a first start was cut off."""
    own = store.count(sample=True)
    if store.count() != own or own >= _read(pq.read_metadata, path).num_rows:
        return Added()
    entries, reader = load(path)
    return store.add(entries, reader)


def _read(how: Callable[[Path], Any], path: Path) -> Any:  # noqa: ANN401, as pyarrow has no types
    try:
        return how(path)
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: is no sample ({str(error).partition(chr(10))[0]}); install TrueRole again") from None


def _row(entry: Entry) -> dict[str, Any]:
    posting, facts = entry.posting, entry.facts
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
    }


def _entry(row: dict[str, Any]) -> Entry:
    asked = zip(row["skills"], row["needs"], row["years"], strict=True)
    facts = Facts(
        role=row["role"],
        roles=tuple(round(share, 4) for share in row["roles"]),
        confident=row["confident"],
        title_role=row["title_role"],
        agrees=row["agrees"],
        deep_learning=row["deep_learning"],
        stage=row["stage"],
        seniority=row["seniority"],
        skills=tuple(Asked(skill, _NEEDS[need], years) for skill, need, years in asked),
    )
    posting = Posting(
        row["source"], row["external_id"], row["title"], "", country=row["country"], language=cast(str, row["language"])
    )
    return Entry(posting, facts, row["month"], sample=True)
