"""Backup and vacuum of a store; `data/store/restore.py` is the way back."""

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, exists, select, text

from truerole.core.errors import StoreError
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.core.settings import require_writable
from truerole.data.store.copy import (
    atomic_target,
    check_store_file,
    copy_file,
    copy_tables,
    count_postings,
    delete_sqlite_file,
    merge_wal,
    open_sqlite,
)
from truerole.data.store.database_url import sqlite_url
from truerole.data.store.engine import database_file, database_size, translate_errors
from truerole.data.store.schema import BLOCK, bitmaps, blocks, readers, readings, skills
from truerole.data.store.store import Store, open_store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VacuumResult:
    """Bytes that a store took before and after a vacuum, and the number of readings removed."""

    before: int
    after: int
    removed: int


def backup(store: Store, target: Path, force: bool = False, on_progress: OnProgress = ignore_progress) -> int:
    """Write a backup of a store to a file, while others write, and return the number of postings.

    The file is an SQLite store, also where the store is in PostgreSQL. It is written whole or, where anything goes
    wrong, not at all. Raises StoreError for a file that exists, unless `force` is given.
    """
    _refuse(store, target, force)
    with atomic_target(target) as new:
        copy_store(store, new, log_progress(logger, "backup", on_progress), shown=target)
        check_store_file(new)
        postings = count_postings(new)
        new.replace(target)
    logger.info("backup ended: %d postings", postings, extra={"counts": {"postings": postings}})
    return postings


def _refuse(store: Store, target: Path, force: bool) -> None:
    live_file = database_file(store.engine)
    if not target.parent.is_dir():
        raise StoreError(f"{target.parent}: there is no such folder")
    if live_file and target.exists() and target.samefile(live_file):
        raise StoreError(f"{target}: is the store itself; name another file for its backup")
    if target.is_dir() or (target.exists() and not force):
        raise StoreError(f"{target}: is there already; name another file, or say --force to replace it")


def copy_store(
    store: Store, target: Path, on_progress: OnProgress = ignore_progress, *, shown: Path | None = None
) -> None:
    """Copy a snapshot of a store to a new SQLite file, which errors call by the path `shown`, if it has another."""
    if live_file := database_file(store.engine):
        copy_file(live_file, target, on_progress, shown=shown)
        return
    delete_sqlite_file(target)
    with (
        open_store(sqlite_url(target), guarded=False) as copy,
        store.read_transaction() as source,
        copy.write_transaction() as written,
    ):
        copy_tables(source, written, on_progress)
    merge_wal(target)


def vacuum(store: Store, prune: bool = False, on_progress: OnProgress = ignore_progress) -> VacuumResult:
    """Shrink a store's file (VACUUM) and merge the segments of the full-text index.

    With `prune`, the readings of former model versions are removed, and outdated parts of the bitmap index: neither is
    counted anywhere, but to go back to a former version means to predict again. Raises StoreError where nothing may be
    changed.
    """
    require_writable()
    before = database_size(store.engine)
    on_progress = log_progress(logger, "vacuum", on_progress)
    removed = _prune(store, on_progress) if prune else 0
    with translate_errors(store.engine):
        _vacuum_file(live_file) if (live_file := database_file(store.engine)) else _vacuum_server(store)
    result = VacuumResult(before, database_size(store.engine), removed)
    counts = {"bytes_before": before, "bytes": result.after, "removed": removed}
    logger.info("vacuum ended: %d readings removed", removed, extra={"counts": counts})
    return result


def _vacuum_file(path: Path) -> None:
    with open_sqlite(path) as connection:
        connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _vacuum_server(store: Store) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))


def _prune(store: Store, on_progress: OnProgress) -> int:
    """Delete readings of former model versions and outdated bitmaps, by block, so that others may write in between."""
    current = select(readers.c.number).where(readers.c.current).scalar_subquery()
    removed, numbers = 0, sorted(store.versions())
    for done, block in enumerate(numbers, 1):
        with store.write_transaction() as connection:
            for table in (skills, readings):
                here = table.c.posting.between(block * BLOCK, (block + 1) * BLOCK - 1), table.c.reader < current
                rows = connection.execute(delete(table).where(*here)).rowcount
            removed += rows
        on_progress(Progress(share=done / len(numbers)))
    with store.write_transaction() as connection:
        fits = exists().where(blocks.c.block == bitmaps.c.block, blocks.c.rewritten <= bitmaps.c.version)
        connection.execute(delete(bitmaps).where(~fits))
    return removed
