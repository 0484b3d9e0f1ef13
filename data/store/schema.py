"""Tables of the store (SQLAlchemy Core); `data/store/migrations.py` creates and upgrades the tables of a database.

postings ─┬─ sightings     when a source showed the posting, run by run
          ├─ readings ──── readers     what a model version read in the posting; `readers` are the model versions
          ├─ skills ────── skill_names each skill that the version found, with its need
          ├─ labels ────── label_texts the role by an annotator, of a posting or of another text
          └─ line_labels ─ label_texts the duty of a line of it, by an annotator
runs      a crawl, an import, a re-prediction
blocks    a version for every BLOCK postings: it grows with each change of one of them
changes   the block's version with which a posting last changed
bitmaps   the derived bitmap index, by block: for each value of a facet the postings that have it
sketches  the MinHash signature of each text; `bands` holds the LSH and blocking keys that find similar postings
boards    whose postings are crawled, and the record of their answers
units     the tasks of a crawl: the request, who holds the lease, and the result
hosts     what each host allows: robots.txt, how much of the day's budget is used, when to come back
validators  ETag and Last-Modified of answers, for conditional requests
raw       answers as they came, compressed
search    the words of titles, companies, locations and texts (FTS5; in PostgreSQL a tsvector column `words`)
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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
    Column("alike_as", String(8), doc="'copy' where another company shows the same text; null for one job shown twice"),
    Column("posted_basis", String(12)),
    Column("deadline", Date),
    Column("origin", String(200)),
    Column("content", String(32), doc="a hash of what the source shows, which tells a change"),
    Column("last_seen", DateTime),
    Column("missing", SmallInteger, nullable=False, server_default="0", doc="complete lists in a row that lack it"),
    Column("close_reason", String(12)),
    Column("reopened", SmallInteger, nullable=False, server_default="0"),
    UniqueConstraint("source", "board", "external_id"),
)

_REPEATS = postings.c.alike.is_not(None)
Index("postings_alike", postings.c.alike, sqlite_where=_REPEATS, postgresql_where=_REPEATS)
_NAMED = postings.c.origin.is_not(None)
Index("postings_origin", postings.c.origin, sqlite_where=_NAMED, postgresql_where=_NAMED)
_OPEN = postings.c.closed_on.is_(None)
# All columns that a count of the open postings of each board asks for: at a million, a fifth of a second for five.
_COUNTED = (postings.c.source, postings.c.board, postings.c.closed_on, postings.c.sample)
Index("postings_open", *_COUNTED, sqlite_where=_OPEN, postgresql_where=_OPEN)

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
    Column("duties", LargeBinary, doc="per cent of the duties by WORK_KINDS, a byte each; null where none are read"),
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
    Column("one_of", ForeignKey("skill_names.number"), doc="the first of its list of alternatives, if any"),
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

label_texts = Table(
    "label_texts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("added_at", DateTime, nullable=False),
)

labels = Table(
    "labels",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("posting", ForeignKey("postings.number")),
    Column("text", ForeignKey("label_texts.number")),
    Column("role", String(16), nullable=False),
    Column("second", String(16)),
    Column("sure", SmallInteger, nullable=False),
    Column("labeller", String(80), nullable=False),
    Column("labelled_at", DateTime, nullable=False),
    Column("why", String(12), nullable=False, doc="how the posting came before the labeller"),
    Column("model", String(40), doc="the version of the model that had read it"),
    Column("read_role", String(16), doc="what that model had said"),
    Column("read_share", Float, doc="and with which probability"),
    Column("undone_at", DateTime),
    CheckConstraint("(posting IS NULL) <> (text IS NULL)", name="labels_of_one"),
    Index("labels_by_posting", "posting"),
    Index("labels_by_text", "text"),
)

line_labels = Table(
    "line_labels",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("posting", ForeignKey("postings.number")),
    Column("text", ForeignKey("label_texts.number")),
    Column("line", Text, nullable=False),
    Column("duty", String(16), nullable=False),
    Column("labeller", String(80), nullable=False),
    Column("labelled_at", DateTime, nullable=False),
    Column("model", String(40), doc="the version of the model that had read it"),
    Column("read_duty", String(16), doc="what that model had said"),
    Column("undone_at", DateTime),
    CheckConstraint("(posting IS NULL) <> (text IS NULL)", name="line_labels_of_one"),
    Index("line_labels_by_posting", "posting"),
    Index("line_labels_by_text", "text"),
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
        doc="the version that last changed the whole block; what changed since, `changes` names",
    ),
)

# No foreign key: a posting that was removed has changed, too.
changes = Table(
    "changes",
    metadata,
    Column("posting", Integer, primary_key=True, autoincrement=False),
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

boards = Table(
    "boards",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("source", String(80), nullable=False),
    Column("board", String(200), nullable=False),
    Column("company", Text),
    Column("added_at", DateTime, nullable=False),
    Column("verified_at", DateTime, doc="its first good answer"),
    Column("tried_at", DateTime),
    Column("good_at", DateTime),
    Column("outcome", String(16)),
    Column("message", Text),
    Column("failing", Integer, nullable=False, server_default="0", doc="runs in a row without a good answer"),
    Column("empty", Integer, nullable=False, server_default="0", doc="complete answers in a row without a posting"),
    Column("gone", Integer, nullable=False, server_default="0", doc="answers in a row that there is no such board"),
    Column("found", Text, nullable=False, server_default="[]", doc="how many postings the last good runs found"),
    Column("settled", Integer, nullable=False, server_default="0", doc="the last run that ended it"),
    Column("narrowed", String(40), nullable=False, server_default="", doc="what that run left out"),
    Column("removed_at", DateTime, doc="when somebody removed it: the starter list does not bring it back"),
    UniqueConstraint("source", "board"),
)

units = Table(
    "units",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run", ForeignKey("runs.number"), nullable=False),
    Column("source", String(80), nullable=False),
    Column("board", String(200), nullable=False),
    Column("key", String(32), nullable=False, doc="a hash of the request: none is asked twice in a run"),
    Column("request", Text, nullable=False),
    Column("holder", String(80)),
    Column("held_until", DateTime),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("ended_at", DateTime),
    Column("outcome", String(16)),
    Column("message", Text),
    Column("found", Integer),
    UniqueConstraint("run", "source", "board", "key"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(260), primary_key=True),
    Column("robots", Text),
    Column("robots_status", SmallInteger),
    Column("robots_at", DateTime),
    Column("retry_at", DateTime),
    Column("asked_at", Float, doc="seconds since 1970"),
    Column("day", Date),
    Column("used", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", DateTime),
)

validators = Table(
    "validators",
    metadata,
    Column("key", String(32), primary_key=True, doc="a hash of the address and what was to be accepted"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("changed_at", DateTime, nullable=False),
)

raw = Table(
    "raw",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("source", String(80), nullable=False),
    Column("board", String(200), nullable=False),
    Column("request", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", String(80)),
    Column("charset", String(40)),
    Column("fetched_at", DateTime, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

schema_changes = Table(
    "schema_changes",
    MetaData(),
    Column("name", String(80), primary_key=True),
    Column("applied_at", DateTime, nullable=False),
)
