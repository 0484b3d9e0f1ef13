"""The tables of the store, and how a store of an earlier TrueRole becomes one of this.

    postings ─┬─ sightings     when a source showed the posting, run by run
              ├─ readings ──── readers     what a model of some version read in it
              ├─ skills ────── skill_names each skill that this model found, with its need
              └─ labels        what a person says its role is
    runs      a gathering, an import, a re-reading
    blocks    a version for every BLOCK postings: it grows with each change of one of them
    bitmaps   the derived index, by block: for each value of a facet the postings that have it
    sketches  of each text a few numbers, alike where texts are; `bands` finds those that share some of them
    search    the words of titles, companies and texts (FTS5; in PostgreSQL a column `words`)

A new store gets all tables by `create`. One of an earlier TrueRole is brought here by `MIGRATIONS`: each is applied
once, in a transaction of its own that also records its name. A change of the tables is a new function at the end; none
is ever edited, and none uses the tables above, which will have changed.
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

_REPEATS = postings.c.alike.is_not(None)
Index("postings_alike", postings.c.alike, sqlite_where=_REPEATS, postgresql_where=_REPEATS)

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
    Column(
        "rewritten",
        BigInteger,
        nullable=False,
        server_default="0",
        doc="the version that last changed a posting; later ones have only added some",
    ),
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

sketches = Table(
    "sketches",
    metadata,
    Column("posting", ForeignKey("postings.number"), primary_key=True, autoincrement=False),
    Column("sketch", LargeBinary, nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("posting", ForeignKey("postings.number"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

schema_changes = Table(
    "schema_changes",
    MetaData(),
    Column("name", String(80), primary_key=True),
    Column("applied_at", DateTime, nullable=False),
)


def create(connection: Connection) -> None:
    """Make all tables of a new store."""
    metadata.create_all(connection)
    search_words(connection)


def begin(connection: Connection) -> None:
    """Name the first tables: every store that records its changes has them."""


def search_words(connection: Connection) -> None:
    """Make titles, companies and texts searchable by their words."""
    for statement in _SEARCH[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def find_alike(connection: Connection) -> None:
    """Add the tables that find postings with nearly the same text."""
    binary = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in (
        f"""CREATE TABLE sketches (posting INTEGER NOT NULL PRIMARY KEY REFERENCES postings (number),
            sketch {binary} NOT NULL)""",
        """CREATE TABLE bands (band BIGINT NOT NULL, posting INTEGER NOT NULL REFERENCES postings (number),
            PRIMARY KEY (band, posting))"""
        + (" WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""),
        "CREATE INDEX postings_alike ON postings (alike) WHERE alike IS NOT NULL",
    ):
        connection.exec_driver_sql(statement)


def tell_additions(connection: Connection) -> None:
    """Tell blocks that only grew from those in which a posting changed."""
    connection.exec_driver_sql("ALTER TABLE blocks ADD COLUMN rewritten BIGINT NOT NULL DEFAULT '0'")
    connection.exec_driver_sql("UPDATE blocks SET rewritten = version")


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (begin, search_words, find_alike, tell_additions)

_COLUMNS = "title, company, description"
_NEW, _OLD = (", ".join(f"{row}.{name}" for name in _COLUMNS.split(", ")) for row in ("new", "old"))
_FORGET = f"INSERT INTO search (search, rowid, {_COLUMNS}) VALUES ('delete', old.number, {_OLD})"
_LEARN = f"INSERT INTO search (rowid, {_COLUMNS}) VALUES (new.number, {_NEW})"
_SEARCH = {
    "sqlite": (
        f"""CREATE VIRTUAL TABLE search USING fts5({_COLUMNS}, content='postings', content_rowid='number',
            tokenize="unicode61 remove_diacritics 2 tokenchars '+#'")""",
        "INSERT INTO search (search) VALUES ('rebuild')",
        f"CREATE TRIGGER search_added AFTER INSERT ON postings BEGIN {_LEARN}; END",
        f"CREATE TRIGGER search_removed AFTER DELETE ON postings BEGIN {_FORGET}; END",
        f"CREATE TRIGGER search_changed AFTER UPDATE OF {_COLUMNS} ON postings BEGIN {_FORGET}; {_LEARN}; END",
    ),
    # PostgreSQL takes a megabyte of words, four bytes a letter at the most.
    "postgresql": (
        """ALTER TABLE postings ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(
            coalesce(title, '') || ' ' || coalesce(company, '') || ' ' || coalesce(description, ''), 100000)
        )) STORED""",
        "CREATE INDEX search ON postings USING gin (words)",
    ),
}


def now() -> datetime:
    """Return the time in UTC, as the tables have it, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
