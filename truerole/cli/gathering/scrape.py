"""The command `truerole scrape`: gather the postings of the boards, once or on a schedule."""

import re
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.gathering.searches import show_found
from truerole.cli.import_export import catch_up
from truerole.cli.options import Quiet
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.core.normalise.job_search import Search
    from truerole.data.store.store import Store
    from truerole.scraper.crawl.pipeline import CrawlOptions
    from truerole.workflows.gathering.boards import AddedBoard

_SHOWN = 20
_LONGEST_WORDS = 100
_AGO = re.compile(r"(\d{1,4})d")
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
    search: Annotated[
        str | None, typer.Option(metavar="WORDS", help='Only postings of these words: "data engineer".')
    ] = None,
    location: Annotated[str, typer.Option(metavar="PLACE", help='With --search, where: "Berlin", "Leeds, UK".')] = "",
    remote: Annotated[bool, typer.Option("--remote", help="With --search, only remote work.")] = False,
    salary_from: Annotated[int, typer.Option(min=0, help="With --search, the least pay by the year.")] = 0,
    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Save the search; `truerole searches` shows it.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD | 7d", help="Skip older postings.")] = None,
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

    With --search, the sources that can search are asked for just that, and the lists of the boards are filtered. Each
    host is asked as slowly as its rules want. New and changed postings are stored, and those that a complete list
    no longer shows are closed. Interrupted, the same command goes on where it was. `truerole boards list` shows the
    boards. The exit code is 1 if no board answered.
    """
    from truerole.core.settings import require_writable
    from truerole.data.store.store import open_store
    from truerole.scraper.crawl.pipeline import CrawlOptions

    require_writable()
    wanted = _search(search, location, remote=remote, salary_from=salary_from, since=since, save=save)
    waived = _waived(ignore_robots_of or [])
    options = CrawlOptions(only_data_roles, _day(since), afresh, keep_raw, waived, wanted)
    pause = _pause(every) if watch else None
    told = set[str]()
    with open_store() as store:
        while True:
            begun = time.monotonic()
            good = _once(
                store, boards or [], options, told, dry_run=dry_run, reparse=reparse, workers=workers, quiet=quiet
            )
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
    told: set[str],
    *,
    dry_run: bool,
    reparse: bool,
    workers: int | None,
    quiet: bool,
) -> bool:
    """Crawl once, print the summary, and return whether any board answered; `told` need not be said again."""
    from truerole.cli.render.crawl import CrawlTable
    from truerole.workflows.gathering.boards import boards_to_crawl, boards_with_kept_answers
    from truerole.workflows.gathering.crawl import crawl
    from truerole.workflows.gathering.search import SearchPlan, end_search, plan_search

    catch_up(store, workers, quiet)
    plan = SearchPlan([])
    if reparse:
        boards = boards_with_kept_answers(store, names)
    elif options.search:
        plan = plan_search(store, options.search, names, options.waived, dry_run=dry_run)
        _tell_problems([f"not asked: {line}" for line in plan.not_asked if line not in told])
        told.update(plan.not_asked)
        boards = plan.boards
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
    end_search(store, plan)
    _tell_problems(found.messages)
    echo_error(("would be kept: " if dry_run else "") + str(found))
    if options.search:
        _show_search(store, options.search)
    return found.all.answered > 0


def _show_search(store: "Store", search: "Search") -> None:
    """Print the postings of a search, and how many each board has."""
    from truerole.workflows.gathering.search import found_postings

    found = found_postings(store, search)
    show_found(found)
    counts = Counter(one.board for one in found)
    _tell_problems([f"{board}: {count:,}" for board, count in counts.most_common()])
    echo_error(f"{search}: {len(found):,} open postings")


def _search(
    words: str | None, place: str, *, remote: bool, salary_from: int, since: str | None, save: str | None
) -> "Search | None":
    """Return the search of the options, saved where a name is given; raises DataError for options without words."""
    from truerole.core.normalise.job_search import Search
    from truerole.data.crawl.saved_searches import save_search

    if words is None:
        if place or remote or salary_from or save:
            raise DataError("--location, --remote, --salary-from and --save go with --search WORDS")
        return None
    if not words.strip() or len(words) > _LONGEST_WORDS:
        raise DataError(f"--search: give words, {_LONGEST_WORDS} signs at most")
    day = _day(since)
    days = (datetime.now(UTC).date() - day).days if day else 0
    search = Search(" ".join(words.split()), " ".join(place.split()), remote, max(days, 0), salary_from)
    if save is not None:
        save_search(save, search)
    return search


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
    if since and (ago := _AGO.fullmatch(since)):
        return datetime.now(UTC).date() - timedelta(days=int(ago[1]))
    try:
        return date.fromisoformat(since) if since else None
    except ValueError:
        raise DataError(f"--since {since}: write the day as YYYY-MM-DD, or how long ago as 7d") from None


def _pause(every: str) -> float:
    match = _EVERY.fullmatch(every.strip())
    if not match or int(match[1]) == 0:
        raise DataError(f"--every {every}: write it as 90m, 12h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])}).total_seconds()
