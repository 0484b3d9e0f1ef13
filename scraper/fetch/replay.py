"""Answer a crawl's requests from the responses that earlier crawls kept, so that parsers run again without network."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from truerole.core.crawl import RawResponse
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, Response, SourceSpec


@dataclass(frozen=True, slots=True)
class Replay:
    """Stand in for a client; `look_up` finds the newest kept response by source name and request in JSON."""

    look_up: Callable[[str, str], RawResponse | None]

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        """Return the newest response that was kept, or Failed where none was."""
        raw = await asyncio.to_thread(self.look_up, spec.name, request.to_json().decode())
        if raw is None:
            return result.Failed("the answer was not kept", transient=False)
        return result.Complete(Response(request, raw.body, raw.url, raw.kind or "", raw.charset))

    def give_up_hanging(self) -> None:
        """Do nothing: no host is asked."""
