"""Answer a crawl from what was kept of earlier ones, so that parsers can be run again without asking anybody."""

import asyncio

from data.raw import raw_of
from data.store import Store
from scraper import outcomes
from scraper.source import Answer, Manifest, Request


class Replay:
    """Stand for a client: the newest kept answer to a request, or none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(self, request: Request, manifest: Manifest, conditional: bool = False) -> outcomes.Outcome:
        """Return the answer that was kept."""
        raw = await asyncio.to_thread(raw_of, self._store, manifest.name, request.to_json().decode())
        if raw is None:
            return outcomes.Failed("the answer was not kept", transient=False)
        return outcomes.Complete(Answer(request, raw.body, raw.url, raw.kind or "", raw.charset))
