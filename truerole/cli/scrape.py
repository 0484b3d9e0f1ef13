"""The command `truerole scrape`: gather the boards' postings, once or on a schedule."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, cast

import typer

from truerole.cli.console import echo_error
from truerole.cli.import_export import catch_up
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.core.crawl import Board
    from truerole.data.store.store import Store
    from truerole.scraper.crawl.crawler import Crawler, SourceStats
    from truerole.scraper.crawl.pipeline import CrawlOptions

_TOLD = 20
_EVERY = re.compile(r"(\d+)\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def scrape(
    boards: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE[:BOARD] ...]", help="These alone; else all that are listed.")
    ] = None,
    *,
    only_data_roles: Annotated[
        bool, typer.Option("--only-data-roles", help="Keep postings of data roles alone, by title or by their work.")
    ] = False,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Take none that is older.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask, and say what would be kept; keep nothing.")] = False,
    keep_raw: Annotated[bool, typer.Option("--keep-raw", help="Keep the answers, too, packed.")] = False,
    reparse: Annotated[bool, typer.Option("--reparse", help="Read kept answers again, and ask nobody.")] = False,
    afresh: Annotated[bool, typer.Option("--afresh", help="Ask for lists again that have not changed.")] = False,
    ignore_robots_of: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="Ask a source that is off as its robots.txt forbids it: smartrecruiters."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Gather again and again, until Ctrl-C.")] = False,
    every: Annotated[str, typer.Option(help="With --watch, how often: 90m, 12h, 1d.")] = "1d",
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores where not said.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Gather postings from public job boards into the store, and read them.

    It asks each host as seldom as its rules want, takes what is new or changed, and closes what a complete list no
    longer has. Cut off anywhere, the same command goes on where it was. `truerole boards` says which boards there are.
    The exit code is 1 where no board answered.
    """
    from truerole.data.store.store import open_store
    from truerole.scraper.crawl.pipeline import CrawlOptions

    options = CrawlOptions(only_data_roles, _day(since), afresh, keep_raw, _waived(ignore_robots_of or []))
    pause = _pause(every) if watch else None
    with open_store() as store:
        while True:
            begun = time.monotonic()
            good = _once(store, boards or [], options, dry_run=dry_run, reparse=reparse, workers=workers, quiet=quiet)
            if pause is None:
                raise typer.Exit(0 if good else 1)
            again = datetime.now(UTC) + timedelta(seconds=max(0.0, pause - (time.monotonic() - begun)))
            echo_error(f"the next gathering begins at {again:%Y-%m-%d %H:%M} UTC; Ctrl-C ends this")
            _wait_until(again)


def _wait_until(again: datetime) -> None:
    try:
        while (left := (again - datetime.now(UTC)).total_seconds()) > 0:
            time.sleep(min(left, 60))
    except KeyboardInterrupt:
        echo_error("stopped")
        raise


def _once(
    store: "Store",
    names: list[str],
    options: "CrawlOptions",
    *,
    dry_run: bool,
    reparse: bool,
    workers: int | None,
    quiet: bool,
) -> bool:
    """Gather once, say what came of it, and return whether any board answered."""
    import asyncio

    from truerole.cli.render.crawl import CrawlTable
    from truerole.core.parallel import workers as processes
    from truerole.model.reader import default_reader
    from truerole.scraper.crawl.crawler import Crawler, sum_stats, summary
    from truerole.scraper.crawl.pipeline import PostingPipeline, TextReader
    from truerole.scraper.crawl.state import DryRun, StoredState
    from truerole.workflows.import_postings import read_all
    from truerole.workflows.role_filter import of_interest

    catch_up(store, workers, quiet)
    chosen = _kept(store, names) if reparse else _chosen(store, names, options.waived, dry_run)
    ledger = DryRun() if dry_run else StoredState(store, "reparsing" if reparse else "gathering")
    reader = TextReader(read_all, default_reader().model.version, of_interest)
    try:
        with processes(workers) as pool, CrawlTable(quiet) as shown:
            harvester = PostingPipeline(store, reader, pool, options)
            crawl = Crawler(ledger, harvester, shown.update)
            tallies = asyncio.run(_gather(crawl, chosen, store, reparse))
    except KeyboardInterrupt:
        echo_error("stopped; the same command goes on where it was")
        raise
    done = sum_stats(tallies.values())
    done.kept += ledger.end(summary(done), _expiring(tallies))
    if isinstance(ledger, StoredState) and ledger.resumed:
        echo_error("went on with a gathering that was cut off; these are the rest of it")
    _tell(tallies)
    echo_error(("would be kept: " if dry_run else "") + summary(done))
    return done.answered > 0


async def _gather(crawl: "Crawler", chosen: "list[Board]", store: "Store", reparse: bool) -> "dict[str, SourceStats]":
    from truerole.scraper.fetch.client import Client
    from truerole.scraper.fetch.replay import Replay

    if reparse:
        return await crawl.run(chosen, Replay(store))
    async with Client(store) as client:
        return await crawl.run(chosen, client)


def _waived(names: list[str]) -> frozenset[str]:
    from truerole.scraper.sources.registry import source_of

    if wrong := next((name for name in names if source_of(name).spec.on), None):
        raise DataError(f"--ignore-robots-of {wrong}: its robots.txt is always obeyed")
    return frozenset(names)


def _chosen(store: "Store", names: list[str], waived: frozenset[str], dry_run: bool) -> "list[Board]":
    """Return the boards that are meant, all where none is named; one that is named is listed, but for a trial."""
    from truerole.data.crawl.boards import list_boards
    from truerole.scraper.sources.registry import NAMES, source_of

    if not names:
        boards = [one for one in list_boards(store) if source_of(one.source).spec.on or one.source in waived]
        if not boards:
            raise DataError("there are no boards to gather; add some: truerole boards add URL, or --starter for a list")
        return boards
    wanted: list[Board] = []
    for name in names:
        of_source = list_boards(store, [name]) if name in NAMES else []
        wanted += of_source or [_named(store, name, waived, dry_run)]
    return list({(board.source, board.board): board for board in wanted}.values())


def _named(store: "Store", name: str, waived: frozenset[str], dry_run: bool) -> "Board":
    from truerole.core.clock import now
    from truerole.core.crawl import Board, board_name
    from truerole.data.crawl.boards import add_board, get_board
    from truerole.scraper.sources.registry import source_of
    from truerole.scraper.sources.resolve_board import resolve_board

    source, board = resolve_board(name)
    if not source_of(source).spec.on and source not in waived:
        raise DataError(
            f"{source}: is off, as its robots.txt forbids it; --ignore-robots-of {source} asks it all the same"
        )
    if dry_run:
        return get_board(store, source, board) or Board(0, source, board, None, now())
    if add_board(store, source, board):
        echo_error(f"{board_name(source, board)}: is gathered from now on; `truerole boards remove` ends that")
    return cast("Board", get_board(store, source, board))


def _kept(store: "Store", names: list[str]) -> "list[Board]":
    """Return the boards of which answers are kept."""
    from truerole.data.crawl.boards import list_boards
    from truerole.data.crawl.raw_responses import boards_with_raw

    kept = boards_with_raw(store)
    boards = [board for board in list_boards(store) if (board.source, board.board) in kept]
    chosen = [board for board in boards if not names or board.source in names or board.name in names]
    if not chosen:
        raise DataError("no answers are kept; gather with --keep-raw first")
    return chosen


def _expiring(tallies: "dict[str, SourceStats]") -> dict[str, int]:
    """Return the sources that show only their newest postings, and after how many days those are taken for closed."""
    from truerole.scraper.sources.registry import source_of

    specs = [source_of(name).spec for name in tallies]
    return {one.name: one.expires for one in specs if one.listing == "window"}


def _tell(tallies: "dict[str, SourceStats]") -> None:
    told = [line for tally in tallies.values() for line in tally.told]
    for line in told[:_TOLD]:
        echo_error(line)
    if len(told) > _TOLD:
        echo_error(f"and {len(told) - _TOLD:,} more; `truerole boards list --failing` shows them")


def _day(since: str | None) -> date | None:
    try:
        return date.fromisoformat(since) if since else None
    except ValueError:
        raise DataError(f"--since {since}: write the day as YYYY-MM-DD") from None


def _pause(every: str) -> float:
    match = _EVERY.fullmatch(every.strip())
    if not match or int(match[1]) == 0:
        raise DataError(f"--every {every}: write it as 90m, 12h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])}).total_seconds()
