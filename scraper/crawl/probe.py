"""Ask boards once, to see whether they answer; nothing of what they show is stored."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from truerole.core.crawl import Board, Outcome
from truerole.scraper.crawl.crawler import Fetcher
from truerole.scraper.crawl.pipeline import outcome_name
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Malformed, Request
from truerole.scraper.sources.registry import source_of


@dataclass(frozen=True, slots=True)
class BoardProbe:
    """Hold what came of asking a board: in words where it did not go well, and what its first answer showed."""

    board: Board
    outcome: Outcome
    message: str | None = None
    found: int = 0


async def probe_boards(asker: Fetcher, boards: Iterable[Board]) -> AsyncIterator[BoardProbe]:
    """Ask boards side by side, as politely as the asker is, and yield what came of each as soon as it is known."""
    for done in asyncio.as_completed([_trial(asker, board) for board in boards]):
        yield await done


async def _trial(asker: Fetcher, board: Board) -> BoardProbe:
    source = source_of(board.source)
    request: Request | None = source.start_request(board.board)
    outcome: result.FetchResult = result.Gone("there is no such board")
    while request is not None and isinstance(outcome, result.Gone):
        outcome = await asker.ask(request, source.spec)
        request = request.fallback
    if not isinstance(outcome, result.Complete):
        return BoardProbe(board, *outcome_name(outcome))
    try:
        parsed = source.parse(outcome.answer, board.board)
    except Malformed as error:
        return BoardProbe(board, "malformed", str(error))
    first = f"{parsed.problems[0].which}: {parsed.problems[0].why}" if parsed.problems else None
    return BoardProbe(board, "truncated" if parsed.truncated else "complete", first, len(parsed.postings))
