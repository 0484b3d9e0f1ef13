"""The tables of the store, and how a store of an earlier TrueRole becomes one of this.

    postings ─┬─ sightings     when a source showed the posting, run by run
              ├─ readings ──── readers     what a model of some version read in it
              ├─ skills ────── skill_names each skill that this model found, with its need
              └─ labels        what a person says its role is
    runs      a gathering, an import, a re-reading
    blocks    a version for every BLOCK postings: it grows with each change of one of them
    bitmaps   the derived index, by block: for each value of a facet the postings that have it

`MIGRATIONS` are applied once each, in order, every one in a transaction of its own that also records its name. A change
of the tables is a new function at the end; none is ever edited.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

# Postings are numbered from 1; number n lies in block n // BLOCK.
BLOCK = 1 << 14

metadata = MetaData()

postings = Table(
    "postings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("source", String(80), nullable=False),
    Column("board", String(200), nullable=False, server_default=""),
    Column("external_id", String(300), nullable=False),
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("company", Text),
    Column("location", Text),
    Column("country", String(2)),
    Column("workplace", String(8)),
    Column("description", Text),
    Column("posted_on", Date),
    Column("month", String(7)),
    Column("salary_min", Float),
    Column("salary_max", Float),
    Column("currency", String(3)),
    Column("period", String(12)),
    Column("salary_basis", String(40)),
    Column("employment_type", String(40)),
    Column("language", String(3)),
    Column("sample", Boolean, nullable=False, default=False),
    Column("added_at", DateTime, nullable=False),
    Column("closed_on", Date),
    Column("alike", Integer, doc="the number of the posting that this one repeats"),
    UniqueConstraint("source", "board", "external_id"),
)

readers = Table(
    "readers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("version", String(40), nullable=False, unique=True),
    Column("current", Boolean, nullable=False, default=False),
)

readings = Table(
    "readings",
    metadata,
    Column("posting", ForeignKey("postings.number"), primary_key=True, autoincrement=False),
    Column("reader", ForeignKey("readers.number"), primary_key=True, autoincrement=False),
    Column("role", String(16)),
    Column("data_analyst", Float, nullable=False),
    Column("data_engineer", Float, nullable=False),
    Column("data_scientist", Float, nullable=False),
    Column("ml_engineer", Float, nullable=False),
    Column("other", Float, nullable=False),
    Column("confident", Boolean, nullable=False),
    Column("title_role", String(16)),
    Column("agrees", Boolean),
    Column("deep_learning", SmallInteger, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("seniority", String(8), nullable=False),
    sqlite_with_rowid=False,
)

skill_names = Table(
    "skill_names",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("skill", String(60), nullable=False, unique=True),
)

skills = Table(
    "skills",
    metadata,
    Column("posting", ForeignKey("postings.number"), primary_key=True, autoincrement=False),
    Column("reader", ForeignKey("readers.number"), primary_key=True, autoincrement=False),
    Column("skill", ForeignKey("skill_names.number"), primary_key=True, autoincrement=False),
    Column("need", String(9), nullable=False),
    Column("years", SmallInteger),
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("begun_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("summary", Text),
)

sightings = Table(
    "sightings",
    metadata,
    Column("posting", ForeignKey("postings.number"), primary_key=True, autoincrement=False),
    Column("run", ForeignKey("runs.number"), primary_key=True, autoincrement=False),
    Column("seen_at", DateTime, nullable=False),
    sqlite_with_rowid=False,
)

labels = Table(
    "labels",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("posting", ForeignKey("postings.number"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("second", String(16)),
    Column("sure", SmallInteger, nullable=False),
    Column("labeller", String(80), nullable=False),
    Column("labelled_at", DateTime, nullable=False),
    Column("reader", ForeignKey("readers.number")),
    Column("read_role", String(16)),
    Column("undone", Boolean, nullable=False, default=False),
    Index("labels_by_posting", "posting"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

bitmaps = Table(
    "bitmaps",
    metadata,
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("facet", String(20), primary_key=True),
    Column("value", String(80), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("postings", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

schema_changes = Table(
    "schema_changes",
    MetaData(),
    Column("name", String(80), primary_key=True),
    Column("applied_at", DateTime, nullable=False),
)


def begin(connection: Connection) -> None:
    """Make the first tables."""
    metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (begin,)


def now() -> datetime:
    """Return the time in UTC, as the tables have it, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
