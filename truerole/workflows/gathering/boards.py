"""Find, add and probe boards of the store by the names and addresses that people give them."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from truerole.core.clock import now
from truerole.core.crawl import Board, board_name
from truerole.core.errors import DataError
from truerole.data.crawl.boards import add_board, get_board, list_boards, record_outcome
from truerole.data.crawl.raw_responses import boards_with_raw
from truerole.data.crawl.state import StoredHostState
from truerole.data.store.store import Store
from truerole.scraper.crawl.probe import BoardProbe, moved_boards, probe_boards
from truerole.scraper.fetch.client import Client
from truerole.scraper.sources.base import SourceSpec
from truerole.scraper.sources.registry import source_names, source_of
from truerole.scraper.sources.resolve_board import resolve_board


@dataclass(frozen=True, slots=True)
class AddedBoard:
    """Board of the list by source and board; `new` if just added."""

    source: str
    board: str
    new: bool

    @property
    def name(self) -> str:
        """Return the name by which the board is listed, as `greenhouse:acme`."""
        return board_name(self.source, self.board)

    @property
    def spec(self) -> SourceSpec:
        """Return the specification of the board's source."""
        return source_of(self.source).spec


def add_named_board(store: Store, text: str, company: str | None = None) -> AddedBoard:
    """Add the board of an address or a name, unless listed; raises DataError for any other text."""
    source, board = resolve_board(text)
    return AddedBoard(source, board, add_board(store, source, board, company))


def find_named_board(store: Store, text: str) -> Board:
    """Return the listed board of a name, else of an address; raises DataError for an unlisted board."""
    source, _, board = text.partition(":")
    if found := get_board(store, source, board) or get_board(store, *resolve_board(text)):
        return found
    raise DataError(
        f"{text}: is not among the boards; `truerole boards list` shows them, `truerole boards add` adds it"
    )


def boards_to_crawl(
    store: Store,
    names: Sequence[str],
    waived: Collection[str] = (),
    *,
    dry_run: bool = False,
    on_added: Callable[[AddedBoard], None] = lambda _: None,
) -> list[Board]:
    """Return the boards of `names` (sources, boards or addresses), or all where none is named.

    A named board that is not listed is added, and told to `on_added`, but not for a dry run. Sources that are off count
    only if `waived`. Raises DataError where no board is left, or where a name is of a source that is off.
    """
    if not names:
        listed = [board for board in list_boards(store) if is_on(board.source, waived)]
        if not listed:
            raise DataError("there are no boards to gather; add some: truerole boards add URL, or --starter for a list")
        return listed
    found: list[Board] = []
    for name in names:
        of_source = list_boards(store, [name]) if name in source_names() else []
        found += of_source or [_board_to_crawl(store, name, waived, dry_run, on_added)]
    return list({(board.source, board.board): board for board in found}.values())


def _board_to_crawl(
    store: Store, name: str, waived: Collection[str], dry_run: bool, on_added: Callable[[AddedBoard], None]
) -> Board:
    source, board = resolve_board(name)
    if not is_on(source, waived):
        why = source_of(source).spec.off_because
        raise DataError(f"{source}: is off, as {why}; --ignore-robots-of {source} asks it all the same")
    listed = get_board(store, source, board)
    if listed or dry_run:
        return listed or Board(0, source, board, None, now())
    added = add_named_board(store, name)
    on_added(added)
    return find_named_board(store, added.name)


def is_on(source: str, waived: Collection[str] = ()) -> bool:
    """Return whether a source may be asked: robots.txt and terms allow that, or the user has waived robots.txt."""
    spec = source_of(source).spec
    return spec.on or (source in waived and not spec.terms_forbid)


def boards_with_kept_answers(store: Store, names: Collection[str] = ()) -> list[Board]:
    """Return the listed boards of which raw answers are kept, all or those of `names`; raises DataError for none."""
    kept = boards_with_raw(store)
    found = [board for board in list_boards(store) if (board.source, board.board) in kept]
    chosen = [board for board in found if not names or board.source in names or board.name in names]
    if not chosen:
        raise DataError("no answers are kept; gather with --keep-raw first")
    return chosen


def check_boards(store: Store, chosen: Sequence[Board], on_probe: Callable[[BoardProbe], None]) -> None:
    """Ask each board once, record the outcomes in the store, and call `on_probe` with each outcome.

    Where a board is gone, the other systems are asked for a board of the same name.
    """
    asyncio.run(_check(store, chosen, on_probe))


async def _check(store: Store, chosen: Sequence[Board], on_probe: Callable[[BoardProbe], None]) -> None:
    async with Client(StoredHostState(store)) as client:
        async for probe in probe_boards(client, chosen):
            with store.write_transaction() as connection:
                record_outcome(connection, probe.board, probe.outcome, probe.message, counts=False)
            gone = probe.outcome == "gone" and probe.board.board
            moved = tuple(await moved_boards(client, probe.board)) if gone else ()
            on_probe(replace(probe, moved=moved))
