"""Put a backup in the place of a store, while others have it open, so that at any moment one of both is there whole."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from sqlalchemy import delete, insert

from truerole.core.errors import StoreError
from truerole.core.progress import OnProgress, ignore_progress, subrange
from truerole.core.settings import home
from truerole.data.store.backup import copy_store
from truerole.data.store.copy import (
    PAGES,
    atomic_target,
    check_store_file,
    copy_file,
    copy_tables,
    count_postings,
    delete_sqlite_file,
    merge_wal,
    open_sqlite,
    report_pages,
)
from truerole.data.store.engine import create_store_engine, database_file, translate_errors
from truerole.data.store.schema import bitmaps, blocks
from truerole.data.store.store import Store, open_store, store_url

# Versions of blocks are raised so far that nobody who writes meanwhile reaches them.
_AHEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """Hold how many postings were restored, and the file that keeps the store as it was before."""

    postings: int
    kept: Path | None


def restore(source: Path, url: str | None = None, on_progress: OnProgress = ignore_progress) -> RestoreResult:
    """Put what a backup holds in the place of the store at `url` (default: as `open_store` has it).

    The file is checked and brought to this TrueRole's tables in a copy first. The store as it was is kept in a file
    beside it, whose name ends in `.before-restore`. Raises StoreError where the file is no whole store, or of a newer
    TrueRole; then the store is as it was.
    """
    url = store_url(url)
    own = _own(url)
    with _prepared(source, own or _beside_server(), url, subrange(on_progress, 0, 0.5)) as copy:
        postings = count_postings(copy)
        rest = subrange(on_progress, 0.5, 1)
        kept = _replace_file(own, copy, rest) if own else _replace_rows(url, copy, rest)
    return RestoreResult(postings, kept)


def _own(url: str) -> Path | None:
    engine = create_store_engine(url)
    engine.dispose()
    return database_file(engine)


def _beside_server() -> Path:
    home().mkdir(parents=True, exist_ok=True)
    return home() / "truerole.db"


@contextmanager
def _prepared(source: Path, own: Path, url: str, on_progress: OnProgress) -> Iterator[Path]:
    """Yield a checked copy of a backup, with the tables of this TrueRole and versions beyond those of the store."""
    copy = own.with_name(f"{own.name}.restoring")
    count_postings(source)
    if own.exists() and source.samefile(own):
        raise StoreError(f"{source}: is the store itself; name a backup of it")
    try:
        with _named(copy, source):
            copy_file(source, copy, on_progress)
            check_store_file(copy)
            with open_store(f"sqlite:///{copy}") as restored:
                _raise_versions(restored, _versions(url, own))
            merge_wal(copy)
        yield copy
    finally:
        delete_sqlite_file(copy)


@contextmanager
def _named(copy: Path, source: Path) -> Iterator[None]:
    """Let an error name the file that was given, not the copy of it."""
    try:
        yield
    except StoreError as error:
        raise StoreError(str(error).replace(str(copy), str(source))) from None


def _versions(url: str, own: Path) -> dict[int, int]:
    if url.startswith("sqlite") and not own.exists():
        return {}
    try:
        with open_store(url) as store:
            return store.versions()
    except StoreError:
        return {}  # it cannot be read, which may be why another one takes its place


def _raise_versions(restored: Store, live: dict[int, int]) -> None:
    """Let whoever shows the store see that each block has changed, and blocks that are gone as well."""
    own = restored.versions()
    above = max([int(time.time()), *live.values(), *own.values()]) + _AHEAD
    rows = [{"block": block, "version": above, "rewritten": above} for block in sorted(own.keys() | live.keys())]
    with restored.write_transaction() as connection:
        connection.execute(delete(bitmaps))
        connection.execute(delete(blocks))
        if rows:
            connection.execute(insert(blocks), rows)


def _free(own: Path) -> Path:
    """Return a name for the store as it was that no file has."""
    names = chain([".before-restore"], (f".before-restore-{n}" for n in count(2)))
    return next(path for path in (own.with_name(own.name + name) for name in names) if not path.exists())


def _replace_rows(url: str, copy: Path, on_progress: OnProgress) -> Path:
    kept = _free(_beside_server())
    with open_store(url) as live, open_store(f"sqlite:///{copy}") as restored, live.write_transaction() as target:
        with atomic_target(kept) as new:  # nobody else writes from here on
            copy_store(live, new)
            new.replace(kept)
        with restored.read_transaction() as source:
            copy_tables(source, target, on_progress)
    return kept


def _replace_file(own: Path, copy: Path, on_progress: OnProgress) -> Path | None:
    if not own.exists():
        copy.replace(own)
        return None
    kept = _free(own)
    try:
        with translate_errors(own):
            _write_over(own, copy, kept, on_progress)
    except StoreError as error:
        delete_sqlite_file(kept)
        if not any(sign in str(error) for sign in ("malformed", "not a database")):
            raise
        _swap(own, copy, kept)
    return kept


def _write_over(own: Path, copy: Path, kept: Path, on_progress: OnProgress) -> None:
    """Replace all pages of a store in one transaction; who reads it meanwhile sees it as it was, then as it is."""

    def each_step(status: int, left: int, of: int) -> None:
        if status == sqlite3.SQLITE_BUSY:
            raise sqlite3.OperationalError("database is locked")
        if not kept.exists():  # nobody else writes from the first step on
            with atomic_target(kept) as new:
                copy_file(own, new)
                new.replace(kept)
        report_pages(on_progress, left, of)

    with open_sqlite(copy) as read, open_sqlite(own) as written:
        _fit(read, written)
        read.backup(written, pages=PAGES, progress=each_step)
        written.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fit(copy: sqlite3.Connection, own: sqlite3.Connection) -> None:
    """Give a copy the size of pages of the store, which cannot change while others read it."""
    sizes = [connection.execute("PRAGMA page_size").fetchone()[0] for connection in (copy, own)]
    if sizes[0] != sizes[1]:
        copy.execute(f"PRAGMA page_size={sizes[1]}")
        copy.execute("VACUUM")


def _swap(own: Path, copy: Path, kept: Path) -> None:
    """Put a copy in the place of a file that is no database any more; what is left of it is kept."""
    for end in ("", "-wal"):
        left = own.with_name(own.name + end)
        if left.exists():
            shutil.copyfile(left, kept.with_name(kept.name + end))
    for end in ("-wal", "-shm", "-journal"):
        own.with_name(own.name + end).unlink(missing_ok=True)
    copy.replace(own)
