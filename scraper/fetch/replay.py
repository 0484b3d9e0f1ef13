"""Answer a crawl from what was kept of earlier ones, so that parsers can be run again without asking anybody."""

import asyncio

from truerole.data.crawl.raw_responses import raw_of
from truerole.data.store.store import Store
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, Response, SourceSpec


class Replay:
    """Stand for a client: the newest kept answer to a request, or none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        """Return the answer that was kept."""
        raw = await asyncio.to_thread(raw_of, self._store, spec.name, request.to_json().decode())
        if raw is None:
            return result.Failed("the answer was not kept", transient=False)
        return result.Complete(Response(request, raw.body, raw.url, raw.kind or "", raw.charset))
