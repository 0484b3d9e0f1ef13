"""The command `truerole scrape`: gather the postings of the boards, once or on a schedule."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.import_export import catch_up
from truerole.cli.options import Quiet
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.data.store.store import Store
    from truerole.scraper.crawl.pipeline import CrawlOptions
    from truerole.workflows.gathering.boards import AddedBoard

_SHOWN = 20
_EVERY = re.compile(r"(\d+)\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def scrape(
    boards: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE[:BOARD] ...]", help="Only these; by default all boards."),
    ] = None,
    *,
    only_data_roles: Annotated[
        bool, typer.Option("--only-data-roles", help="Keep only postings of data roles, by title or by work.")
    ] = False,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Skip older postings.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask, and say what would change; keep nothing.")] = False,
    keep_raw: Annotated[bool, typer.Option("--keep-raw", help="Keep the raw answers, too, compressed.")] = False,
    reparse: Annotated[bool, typer.Option("--reparse", help="Parse kept answers again; ask no host.")] = False,
    afresh: Annotated[bool, typer.Option("--afresh", help="Download lists again that have not changed.")] = False,
    ignore_robots_of: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="Ask a source that is off as its robots.txt forbids it: smartrecruiters."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Gather again and again, until Ctrl-C.")] = False,
    every: Annotated[str, typer.Option(help="With --watch, how often: 90m, 12h, 1d.")] = "1d",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Number of processes; by default one for each core.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Gather postings from public job boards into the store, and read them.

    Each host is asked as slowly as its rules want. New and changed postings are stored, and those that a complete list
    no longer shows are closed. Interrupted, the same command goes on where it was. `truerole boards list` shows the
    boards. The exit code is 1 if no board answered.
    """
    from truerole.core.settings import require_writable
    from truerole.data.store.store import open_store
    from truerole.scraper.crawl.pipeline import CrawlOptions

    require_writable()
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
    """Crawl once, print the summary, and return whether any board answered."""
    from truerole.cli.render.crawl import CrawlTable
    from truerole.workflows.gathering.boards import boards_to_crawl, boards_with_kept_answers
    from truerole.workflows.gathering.crawl import crawl

    catch_up(store, workers, quiet)
    if reparse:
        boards = boards_with_kept_answers(store, names)
    else:
        boards = boards_to_crawl(store, names, options.waived, dry_run=dry_run, on_added=_tell_added)
    try:
        with CrawlTable(quiet) as table:
            found = crawl(store, boards, options, table.update, dry_run=dry_run, reparse=reparse, workers=workers)
    except KeyboardInterrupt:
        echo_error("stopped; the same command goes on where it was")
        raise
    if found.resumed:
        echo_error("went on with a gathering that was cut off; these are the rest of it")
    _tell_problems(found.messages)
    echo_error(("would be kept: " if dry_run else "") + str(found))
    return found.all.answered > 0


def _tell_added(board: "AddedBoard") -> None:
    echo_error(f"{board.name}: is gathered from now on; `truerole boards remove` ends that")


def _tell_problems(lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        echo_error(line)
    if len(lines) > _SHOWN:
        echo_error(f"and {len(lines) - _SHOWN:,} more; `truerole boards list --failing` shows them")


def _waived(names: list[str]) -> frozenset[str]:
    from truerole.scraper.sources.registry import source_of

    if wrong := next((name for name in names if source_of(name).spec.on), None):
        raise DataError(f"--ignore-robots-of {wrong}: its robots.txt is always obeyed")
    if never := next((name for name in names if source_of(name).spec.terms_forbid), None):
        raise DataError(f"--ignore-robots-of {never}: it is never asked, as {source_of(never).spec.off_because}")
    return frozenset(names)


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
