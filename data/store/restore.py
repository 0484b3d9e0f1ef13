"""Restore of a backup in the place of a store that others have open; at any moment either of both is there whole."""

import logging
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from sqlalchemy import create_engine, delete, insert

from truerole.core.errors import StoreError
from truerole.core.progress import OnProgress, ignore_progress, log_progress, subrange
from truerole.core.settings import require_writable
from truerole.data.store import migrations
from truerole.data.store.backup import copy_store
from truerole.data.store.copy import (
    PAGES,
    atomic_target,
    check_schema,
    check_store_file,
    check_values,
    copy_file,
    copy_tables,
    count_postings,
    delete_sqlite_file,
    merge_wal,
    open_sqlite,
    report_pages,
    statements_of,
)
from truerole.data.store.database_url import sqlite_url
from truerole.data.store.engine import create_store_engine, database_file, translate_errors
from truerole.data.store.schema import bitmaps, blocks, changes
from truerole.data.store.store import Store, default_file, open_store, store_url

logger = logging.getLogger(__name__)

# Versions of blocks are raised so far that nobody who writes meanwhile reaches them.
_VERSION_GAP = 1 << 20


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """Number of restored postings, and the file that keeps the replaced store."""

    postings: int
    kept: Path | None


def restore(source: Path, url: str | None = None, on_progress: OnProgress = ignore_progress) -> RestoreResult:
    """Replace the store at `url` (default: as in `open_store`) by a backup.

    The backup is checked and migrated in a copy first. The replaced store is kept in a file beside the new one, whose
    name ends in `.before-restore`. Raises StoreError for a damaged file, a newer schema, or where nothing may be
    changed; the store is then unchanged.
    """
    require_writable()
    url = store_url(url)
    live_file, on_progress = _database_path(url), log_progress(logger, "restore", on_progress)
    with _prepared(source, live_file or default_file(), url, subrange(on_progress, 0, 0.5)) as copy:
        postings = count_postings(copy)
        rest = subrange(on_progress, 0.5, 1)
        kept = _replace_file(live_file, copy, rest) if live_file else _replace_rows(url, copy, rest)
    logger.info("restore ended: %d postings", postings, extra={"counts": {"postings": postings}})
    return RestoreResult(postings, kept)


def _database_path(url: str) -> Path | None:
    engine = create_store_engine(url)
    engine.dispose()
    return database_file(engine)


@contextmanager
def _prepared(source: Path, live_file: Path, url: str, on_progress: OnProgress) -> Iterator[Path]:
    """Yield a checked and migrated copy of a backup, with block versions above the versions of the live store."""
    copy = live_file.with_name(f"{live_file.name}.restoring")
    count_postings(source)
    if live_file.exists() and source.samefile(live_file):
        raise StoreError(f"{source}: is the store itself; name a backup of it")
    try:
        with _naming_backup(copy, source):
            copy_file(source, copy, on_progress, shown=live_file)
            check_schema(copy)
            check_store_file(copy)
            with open_store(sqlite_url(copy)) as restored:
                _raise_versions(restored, _live_versions(url, live_file))
            merge_wal(copy)
            check_schema(copy, _our_statements())
            check_values(copy)
        yield copy
    finally:
        delete_sqlite_file(copy)


def _our_statements() -> dict[str, str]:
    """Return the statements that make a new store, by name."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migrations.create(connection)
            return statements_of(connection)
    finally:
        engine.dispose()


@contextmanager
def _naming_backup(copy: Path, source: Path) -> Iterator[None]:
    """Replace the path of the copy by the path of the backup in error messages."""
    try:
        yield
    except StoreError as error:
        raise StoreError(str(error).replace(str(copy), str(source))) from None


def _live_versions(url: str, live_file: Path) -> dict[int, int]:
    if url.startswith("sqlite") and not live_file.exists():
        return {}
    try:
        with open_store(url) as store:
            return store.versions()
    except StoreError:
        return {}  # it cannot be read, which may be why another one takes its place


def _raise_versions(restored: Store, live: dict[int, int]) -> None:
    """Set the version of every block above the live version, so that open pages and indexes are refreshed."""
    before = restored.versions()
    above = max([int(time.time()), *live.values(), *before.values()]) + _VERSION_GAP
    rows = [{"block": block, "version": above, "rewritten": above} for block in sorted(before.keys() | live.keys())]
    with restored.write_transaction() as connection:
        for table in (bitmaps, blocks, changes):
            connection.execute(delete(table))
        if rows:
            connection.execute(insert(blocks), rows)


def _unused_path(live_file: Path) -> Path:
    """Return an unused path beside the store to keep the replaced file."""
    names = chain([".before-restore"], (f".before-restore-{n}" for n in count(2)))
    return next(path for path in (live_file.with_name(live_file.name + name) for name in names) if not path.exists())


def _replace_rows(url: str, copy: Path, on_progress: OnProgress) -> Path:
    kept = _unused_path(default_file())
    with open_store(url) as live, open_store(sqlite_url(copy)) as restored, live.write_transaction() as target:
        with atomic_target(kept) as new:  # nobody else writes from here on
            copy_store(live, new)
            new.replace(kept)
        with restored.read_transaction() as source:
            copy_tables(source, target, on_progress)
    return kept


def _replace_file(live_file: Path, copy: Path, on_progress: OnProgress) -> Path | None:
    if not live_file.exists():
        copy.replace(live_file)
        return None
    kept = _unused_path(live_file)
    try:
        with translate_errors(live_file):
            _write_over(live_file, copy, kept, on_progress)
    except StoreError as error:
        delete_sqlite_file(kept)
        if not any(sign in str(error) for sign in ("malformed", "not a database")):
            raise
        _replace_corrupt(live_file, copy, kept)
    return kept


def _write_over(live_file: Path, copy: Path, kept: Path, on_progress: OnProgress) -> None:
    """Overwrite all pages of a store in a single transaction; concurrent readers see either the old or the new."""

    def each_step(status: int, left: int, total: int) -> None:
        if status == sqlite3.SQLITE_BUSY:
            raise sqlite3.OperationalError("database is locked")
        if not kept.exists():  # nobody else writes from the first step on
            with atomic_target(kept) as new:
                copy_file(live_file, new, shown=kept)
                new.replace(kept)
        report_pages(on_progress, left, total)

    with open_sqlite(copy) as read, open_sqlite(live_file) as written:
        _match_page_size(read, written)
        read.backup(written, pages=PAGES, progress=each_step)
        written.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _match_page_size(copy: sqlite3.Connection, live: sqlite3.Connection) -> None:
    """Convert a copy to the page size of the live store, which is fixed while others read."""
    sizes = [connection.execute("PRAGMA page_size").fetchone()[0] for connection in (copy, live)]
    if sizes[0] != sizes[1]:
        copy.execute(f"PRAGMA page_size={sizes[1]}")
        copy.execute("VACUUM")


def _replace_corrupt(live_file: Path, copy: Path, kept: Path) -> None:
    """Move a copy to the path of a corrupt file, after copying the corrupt remains to `kept`."""
    for end in ("", "-wal"):
        left = live_file.with_name(live_file.name + end)
        if left.exists():
            shutil.copyfile(left, kept.with_name(kept.name + end))
    for end in ("-wal", "-shm", "-journal"):
        live_file.with_name(live_file.name + end).unlink(missing_ok=True)
    copy.replace(live_file)
