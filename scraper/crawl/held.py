"""Complete answers as records that a crawl's state holds until they are worked off, and back."""

from truerole.core.clock import now
from truerole.core.crawl import CrawlTask, HeldAnswer, RawResponse
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, Response


def to_hold(task: CrawlTask, fetched: result.Complete) -> HeldAnswer:
    """Return the record of a complete answer, with the request that was answered, maybe the fallback."""
    answer = fetched.answer
    request, kind = answer.request.to_json().decode(), answer.media_type or None
    raw = RawResponse(task.source, task.board, request, answer.url, kind, answer.charset, now(), answer.body)
    return HeldAnswer(raw, fetched.validators)


def completed(held: HeldAnswer) -> result.Complete:
    """Return the complete answer of a record."""
    raw = held.raw
    request = Request.from_json(raw.request.encode())
    return result.Complete(Response(request, raw.body, raw.url, raw.kind or "", raw.charset), held.validators)
