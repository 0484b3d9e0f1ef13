"""Find raw responses that were kept, so that parsers run again without network."""

from sqlalchemy import select

from truerole.core.crawl import RawResponse
from truerole.data.crawl.host_state import load_raw
from truerole.data.store.schema import raw
from truerole.data.store.store import Store


def raw_of(store: Store, source: str, request: str) -> RawResponse | None:
    """Return the newest raw response to a request of a source, or None."""
    newest = select(raw.c.sha256).where(raw.c.source == source, raw.c.request == request)
    with store.read_transaction() as connection:
        digest = connection.scalar(newest.order_by(raw.c.fetched_at.desc()).limit(1))
    return load_raw(store, digest) if digest else None


def boards_with_raw(store: Store) -> set[tuple[str, str]]:
    """Return the boards (source, board) with raw responses."""
    with store.read_transaction() as connection:
        return {(row.source, row.board) for row in connection.execute(select(raw.c.source, raw.c.board).distinct())}
