"""Probe boards: fetch the first page of each, to see whether the host answers; no posting is stored."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass

from truerole.core.clock import now
from truerole.core.crawl import Board, Outcome
from truerole.core.errors import StoreError
from truerole.scraper.crawl.crawler import Fetcher, fetch_with_fallback
from truerole.scraper.crawl.pipeline import outcome_name, unforeseen
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Malformed
from truerole.scraper.sources.registry import source_of, sources


@dataclass(frozen=True, slots=True)
class BoardProbe:
    """Outcome of probing a board, a message about problems, and the number of postings on the first page.

    `moved` names boards of the same name on other systems that have postings, where the board itself is gone.
    """

    board: Board
    outcome: Outcome
    message: str | None = None
    found: int = 0
    moved: tuple[str, ...] = ()


async def probe_boards(fetcher: Fetcher, boards: Iterable[Board]) -> AsyncIterator[BoardProbe]:
    """Probe boards concurrently, each host at the polite pace, and yield results in the order of completion."""
    for done in asyncio.as_completed([_probe(fetcher, board) for board in boards]):
        yield await done


async def moved_boards(fetcher: Fetcher, board: Board) -> list[str]:
    """Return the names of boards that other systems have under a board's name, with postings, the most first."""
    boards = [Board(0, source, board.board, board.company, now()) for source in _other_systems(board)]
    there = [probe async for probe in probe_boards(fetcher, boards) if probe.found]
    return [probe.board.name for probe in sorted(there, key=lambda probe: -probe.found)]


def _other_systems(board: Board) -> Iterator[str]:
    """Yield the sources, other than a board's own, in which the board's name can be a board."""
    of_employers = (one for one in sources().values() if not (one.spec.one_board or one.spec.any_site))
    for source in of_employers:
        other = source.spec.on and source.spec.name != board.source
        if other and source.board_of(source.start_request(board.board).url) == board.board:
            yield source.spec.name


async def _probe(fetcher: Fetcher, board: Board) -> BoardProbe:
    try:
        return await _ask(fetcher, board)
    except StoreError:
        raise
    except Malformed as error:
        return BoardProbe(board, "malformed", str(error))
    except Exception as error:
        return BoardProbe(board, "failed", unforeseen(error))


async def _ask(fetcher: Fetcher, board: Board) -> BoardProbe:
    source = source_of(board.source)
    fetched = await fetch_with_fallback(fetcher, source.start_request(board.board), source.spec)
    if not isinstance(fetched, result.Complete):
        return BoardProbe(board, *outcome_name(fetched))
    parsed = source.parse(fetched.answer, board.board)
    first = f"{parsed.problems[0].which}: {parsed.problems[0].why}" if parsed.problems else None
    return BoardProbe(board, "truncated" if parsed.truncated else "complete", first, len(parsed.postings))
