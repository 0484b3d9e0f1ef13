"""Migrations of the store's tables: `create` for a new store, `MIGRATIONS` step by step for an earlier store.

A new store gets all tables by `create`. For one of an earlier TrueRole, each of `MIGRATIONS` is applied once, in a
transaction of its own that also records the name. A change of the tables is a new function at the end; none is ever
edited, and none uses the tables of `data/store/schema.py`, which will have changed.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from truerole.data.store.plain_words import sql_plain_words
from truerole.data.store.schema import metadata


def create(connection: Connection) -> None:
    """Create all tables of a new store."""
    metadata.create_all(connection)
    add_places_to_search(connection)


def name_first_schema(connection: Connection) -> None:
    """Do nothing: the name records the schema of the first release, which every store has."""


def create_full_text_index(connection: Connection) -> None:
    """Create the full-text index of titles, companies and texts."""
    for statement in _full_text_index(connection, "title", "company", "description"):
        connection.exec_driver_sql(statement)


def add_signature_tables(connection: Connection) -> None:
    """Create the tables of MinHash signatures and LSH bands, and the index of duplicates."""
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


def add_rewritten_version(connection: Connection) -> None:
    """Add the version that last rewrote a block, to tell blocks that only grew."""
    connection.exec_driver_sql("ALTER TABLE blocks ADD COLUMN rewritten BIGINT NOT NULL DEFAULT '0'")
    connection.exec_driver_sql("UPDATE blocks SET rewritten = version")


def add_crawl_tables(connection: Connection) -> None:
    """Add the tables and columns of the crawler: boards, tasks, hosts, validators, raw answers, open and closed."""
    postgres = connection.dialect.name == "postgresql"
    moment, binary, real = ("TIMESTAMP", "BYTEA", "FLOAT") if postgres else ("DATETIME", "BLOB", "FLOAT")
    number = "SERIAL PRIMARY KEY" if postgres else "INTEGER NOT NULL PRIMARY KEY"
    added = (
        "alike_as VARCHAR(8)", "posted_basis VARCHAR(12)", "deadline DATE", "origin VARCHAR(200)",
        "content VARCHAR(32)", f"last_seen {moment}", "missing SMALLINT NOT NULL DEFAULT '0'",
        "close_reason VARCHAR(12)", "reopened SMALLINT NOT NULL DEFAULT '0'",
    )  # fmt: skip
    for column in added:
        connection.exec_driver_sql(f"ALTER TABLE postings ADD COLUMN {column}")
    for statement in (
        "CREATE INDEX postings_origin ON postings (origin) WHERE origin IS NOT NULL",
        f"""CREATE TABLE boards (number {number}, source VARCHAR(80) NOT NULL, board VARCHAR(200) NOT NULL,
            company TEXT, added_at {moment} NOT NULL, verified_at {moment}, tried_at {moment}, good_at {moment},
            outcome VARCHAR(16), message TEXT, failing INTEGER NOT NULL DEFAULT '0', empty INTEGER NOT NULL DEFAULT '0',
            gone INTEGER NOT NULL DEFAULT '0', found TEXT NOT NULL DEFAULT '[]', UNIQUE (source, board))""",
        f"""CREATE TABLE units (number {number}, run INTEGER NOT NULL REFERENCES runs (number),
            source VARCHAR(80) NOT NULL, board VARCHAR(200) NOT NULL, key VARCHAR(32) NOT NULL, request TEXT NOT NULL,
            holder VARCHAR(80), held_until {moment}, tries SMALLINT NOT NULL DEFAULT '0', ended_at {moment},
            outcome VARCHAR(16), message TEXT, found INTEGER, UNIQUE (run, source, board, key))""",
        f"""CREATE TABLE hosts (host VARCHAR(260) NOT NULL PRIMARY KEY, robots TEXT, robots_status SMALLINT,
            robots_at {moment}, retry_at {moment}, asked_at {real}, day DATE, used INTEGER NOT NULL DEFAULT '0',
            failures INTEGER NOT NULL DEFAULT '0', failing_since {moment})""",
        f"""CREATE TABLE validators (key VARCHAR(32) NOT NULL PRIMARY KEY, etag TEXT, last_modified TEXT,
            changed_at {moment} NOT NULL)""",
        f"""CREATE TABLE raw (sha256 VARCHAR(64) NOT NULL PRIMARY KEY, source VARCHAR(80) NOT NULL,
            board VARCHAR(200) NOT NULL, request TEXT NOT NULL, url TEXT NOT NULL, kind VARCHAR(80),
            charset VARCHAR(40), fetched_at {moment} NOT NULL, packed {binary} NOT NULL)""",
    ):
        connection.exec_driver_sql(statement)


def add_label_tables(connection: Connection) -> None:
    """Replace the table of labels by labels of postings and of other texts."""
    postgres = connection.dialect.name == "postgresql"
    moment, number = ("TIMESTAMP", "SERIAL PRIMARY KEY") if postgres else ("DATETIME", "INTEGER NOT NULL PRIMARY KEY")
    for statement in (
        "DROP TABLE labels",
        f"""CREATE TABLE label_texts (number {number}, sha256 VARCHAR(64) NOT NULL UNIQUE, title TEXT,
            text TEXT NOT NULL, added_at {moment} NOT NULL)""",
        f"""CREATE TABLE labels (number {number}, posting INTEGER REFERENCES postings (number),
            text INTEGER REFERENCES label_texts (number), role VARCHAR(16) NOT NULL, second VARCHAR(16),
            sure SMALLINT NOT NULL, labeller VARCHAR(80) NOT NULL, labelled_at {moment} NOT NULL,
            why VARCHAR(12) NOT NULL, model VARCHAR(40), read_role VARCHAR(16), read_share FLOAT, undone_at {moment},
            CONSTRAINT labels_of_one CHECK ((posting IS NULL) <> (text IS NULL)))""",
        "CREATE INDEX labels_by_posting ON labels (posting)",
        "CREATE INDEX labels_by_text ON labels (text)",
    ):
        connection.exec_driver_sql(statement)


def add_removed_boards(connection: Connection) -> None:
    """Add the time when a user removed a board, which the starter list then leaves alone."""
    moment = "TIMESTAMP" if connection.dialect.name == "postgresql" else "DATETIME"
    connection.exec_driver_sql(f"ALTER TABLE boards ADD COLUMN removed_at {moment}")


def add_closing_run(connection: Connection) -> None:
    """Add the run that last closed a board, so that a resumed crawl closes no board twice."""
    connection.exec_driver_sql("ALTER TABLE boards ADD COLUMN settled INTEGER NOT NULL DEFAULT '0'")
    connection.exec_driver_sql("ALTER TABLE boards ADD COLUMN narrowed VARCHAR(40) NOT NULL DEFAULT ''")


def add_open_postings_index(connection: Connection) -> None:
    """Add a covering index for the counts of open postings by board."""
    columns = "source, board, closed_on, sample"
    connection.exec_driver_sql(f"CREATE INDEX postings_open ON postings ({columns}) WHERE closed_on IS NULL")


def add_places_to_search(connection: Connection) -> None:
    """Create the full-text index anew, with the locations of postings."""
    for statement in (
        *_NO_FULL_TEXT_INDEX[connection.dialect.name],
        *_full_text_index(connection, "title", "company", "location", "description"),
    ):
        connection.exec_driver_sql(statement)


def add_duty_mix(connection: Connection) -> None:
    """Add the mix of duties of a reading; readings of earlier models have none."""
    binary = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    connection.exec_driver_sql(f"ALTER TABLE readings ADD COLUMN duties {binary}")


def add_line_labels(connection: Connection) -> None:
    """Add the table of labels of lines."""
    postgres = connection.dialect.name == "postgresql"
    moment, number = ("TIMESTAMP", "SERIAL PRIMARY KEY") if postgres else ("DATETIME", "INTEGER NOT NULL PRIMARY KEY")
    for statement in (
        f"""CREATE TABLE line_labels (number {number}, posting INTEGER REFERENCES postings (number),
            text INTEGER REFERENCES label_texts (number), line TEXT NOT NULL, duty VARCHAR(16) NOT NULL,
            labeller VARCHAR(80) NOT NULL, labelled_at {moment} NOT NULL, model VARCHAR(40), read_duty VARCHAR(16),
            undone_at {moment}, CONSTRAINT line_labels_of_one CHECK ((posting IS NULL) <> (text IS NULL)))""",
        "CREATE INDEX line_labels_by_posting ON line_labels (posting)",
        "CREATE INDEX line_labels_by_text ON line_labels (text)",
    ):
        connection.exec_driver_sql(statement)


def add_changes(connection: Connection) -> None:
    """Add the table of the postings that changed in a block."""
    connection.exec_driver_sql("CREATE TABLE changes (posting INTEGER NOT NULL PRIMARY KEY, version BIGINT NOT NULL)")


def add_alternatives(connection: Connection) -> None:
    """Add the list of alternatives that a skill is in; earlier readings have none."""
    connection.exec_driver_sql("ALTER TABLE skills ADD COLUMN one_of INTEGER REFERENCES skill_names (number)")


def split_words(connection: Connection) -> None:
    """Create PostgreSQL's full-text index anew, by the words of SQLite's."""
    if connection.dialect.name == "postgresql":
        add_places_to_search(connection)


# By the name that `schema_changes` records: it is kept in stores, and must stay whatever the function is called.
MIGRATIONS: dict[str, Callable[[Connection], None]] = {
    "begin": name_first_schema,
    "search_words": create_full_text_index,
    "find_alike": add_signature_tables,
    "tell_additions": add_rewritten_version,
    "gather": add_crawl_tables,
    "teach": add_label_tables,
    "mark_removed": add_removed_boards,
    "settle_once": add_closing_run,
    "count_open": add_open_postings_index,
    "search_places": add_places_to_search,
    "mix_duties": add_duty_mix,
    "teach_lines": add_line_labels,
    "name_changes": add_changes,
    "join_alternatives": add_alternatives,
    "split_words": split_words,
}

_NO_FULL_TEXT_INDEX = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS search_{name}" for name in ("added", "removed", "changed")),
        "DROP TABLE IF EXISTS search",
    ),
    "postgresql": ("DROP INDEX IF EXISTS search", "ALTER TABLE postings DROP COLUMN IF EXISTS words"),
}


def _full_text_index(connection: Connection, *columns: str) -> tuple[str, ...]:
    """Return the statements that create the full-text index of these columns of postings, and keep it up to date."""
    if connection.dialect.name == "postgresql":
        # PostgreSQL takes a megabyte of words, four bytes a letter at the most.
        words = " || ' ' || ".join(f"coalesce({name}, '')" for name in columns)
        vector = f"to_tsvector('simple', {sql_plain_words(f'left({words}, 100000)')})"
        return (
            f"ALTER TABLE postings ADD COLUMN words tsvector GENERATED ALWAYS AS ({vector}) STORED",
            "CREATE INDEX search ON postings USING gin (words)",
        )
    named = ", ".join(columns)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("new", "old"))
    remove = f"INSERT INTO search (search, rowid, {named}) VALUES ('delete', old.number, {old})"
    insert = f"INSERT INTO search (rowid, {named}) VALUES (new.number, {new})"
    return (
        f"""CREATE VIRTUAL TABLE search USING fts5({named}, content='postings', content_rowid='number',
            tokenize="unicode61 remove_diacritics 2 tokenchars '+#'")""",
        "INSERT INTO search (search) VALUES ('rebuild')",
        f"CREATE TRIGGER search_added AFTER INSERT ON postings BEGIN {insert}; END",
        f"CREATE TRIGGER search_removed AFTER DELETE ON postings BEGIN {remove}; END",
        f"CREATE TRIGGER search_changed AFTER UPDATE OF {named} ON postings BEGIN {remove}; {insert}; END",
    )
