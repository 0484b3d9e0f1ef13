"""Answer a crawl from what was kept of earlier ones, so that parsers can be run again without asking anybody."""

import asyncio

from truerole.data.crawl.raw_responses import raw_of
from truerole.data.store.store import Store
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Answer, Manifest, Request


class Replay:
    """Stand for a client: the newest kept answer to a request, or none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, request: Request, manifest: Manifest, conditional: bool = False) -> result.Outcome:
        """Return the answer that was kept."""
        raw = await asyncio.to_thread(raw_of, self._store, manifest.name, request.to_json().decode())
        if raw is None:
            return result.Failed("the answer was not kept", transient=False)
        return result.Complete(Answer(request, raw.body, raw.url, raw.kind or "", raw.charset))
