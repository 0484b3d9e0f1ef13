"""Raw responses in the store, kept so that parsers run again without network: saved once, found by request."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from truerole.core.crawl import RawResponse
from truerole.data.store.engine import insert_or_ignore
from truerole.data.store.schema import raw
from truerole.data.store.store import Store


def save_raw(connection: Connection, answers: Sequence[RawResponse]) -> list[str]:
    """Store raw responses, compressed and deduplicated, and return the SHA-256 of each body."""
    digests = [hashlib.sha256(answer.body).hexdigest() for answer in answers]
    rows = [_raw_row(digest, answer) for digest, answer in dict(zip(digests, answers, strict=True)).items()]
    insert_or_ignore(connection, raw, rows)
    return digests


def load_raw(store: Store, sha256: str) -> RawResponse | None:
    """Return a raw response by SHA-256, None where none is stored."""
    with store.read_transaction() as connection:
        row = connection.execute(select(raw).where(raw.c.sha256 == sha256)).one_or_none()
    if row is None:
        return None
    plain = {name: value for name, value in row._mapping.items() if name not in ("sha256", "packed")}
    return RawResponse(**plain, body=zlib.decompress(row.packed))


def _raw_row(digest: str, answer: RawResponse) -> dict[str, Any]:
    row = asdict(answer)
    return {"sha256": digest, "packed": zlib.compress(row.pop("body")), **row}


def newest_raw(store: Store, source: str, request: str) -> RawResponse | None:
    """Return the newest raw response to a request of a source, or None."""
    newest = select(raw.c.sha256).where(raw.c.source == source, raw.c.request == request)
    with store.read_transaction() as connection:
        digest = connection.scalar(newest.order_by(raw.c.fetched_at.desc()).limit(1))
    return load_raw(store, digest) if digest else None


def boards_with_raw(store: Store) -> set[tuple[str, str]]:
    """Return the boards (source, board) with raw responses."""
    with store.read_transaction() as connection:
        return {(row.source, row.board) for row in connection.execute(select(raw.c.source, raw.c.board).distinct())}
