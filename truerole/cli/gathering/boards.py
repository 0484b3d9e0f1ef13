"""The commands of `truerole boards`: list, add, remove and check the job boards."""

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.core.errors import DataError
from truerole.core.text.visible import one_line

if TYPE_CHECKING:
    from truerole.data.store.store import Store
    from truerole.scraper.crawl.probe import BoardProbe

boards = typer.Typer(name="boards", rich_markup_mode=None, no_args_is_help=True, help="The job boards to gather from.")

Name = Annotated[list[str], typer.Argument(metavar="URL | SOURCE:BOARD ...", help="An address, or a name as listed.")]


@boards.command()
def add(
    boards: Annotated[
        list[str] | None,
        typer.Argument(metavar="URL | SOURCE:BOARD ...", help="The address of a careers page or a posting, or a name."),
    ] = None,
    company: Annotated[str | None, typer.Option(help="The company, where one board is added.")] = None,
    starter: Annotated[bool, typer.Option("--starter", help="Add the starter list, too.")] = False,
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="Add boards of the catalogue, with --source; else say what it has.")
    ] = False,
    source: Annotated[
        list[str] | None, typer.Option(help="With --confirmed, a source whose boards to add; repeatable.")
    ] = None,
) -> None:
    """Add boards to gather from.

    The board is recognised from any careers or posting address. One of a site that TrueRole does not know is read as a
    careers page, by its site map. The starter list is in the file that `--starter` names; write boards of your own into
    a file boards.toml in the folder of TRUEROLE_HOME.
    """
    from truerole.core.settings import require_writable
    from truerole.data.crawl.boards import STARTER_FILE, add_starter_boards
    from truerole.data.store.store import open_store
    from truerole.phrasing.boards import source_note
    from truerole.workflows.gathering.boards import add_named_board

    require_writable()
    if source and not confirmed:
        raise DataError("--source goes with --confirmed; `truerole boards add --help` says more")
    if not boards and not starter and not confirmed:
        raise DataError("name a board to add, or say --starter; `truerole boards add --help` says more")
    wrong = 0
    with open_store() as store:
        for text in boards or ():
            try:
                added = add_named_board(store, text, company if len(boards or ()) == 1 else None)
            except DataError as error:
                wrong += 1
                echo_error(str(error))
                continue
            state = "added" if added.new else "is there already"
            print(one_line(f"{added.name}: {state}{source_note(added.spec)}"))
        if starter:
            print(f"boards added of the starter list, {STARTER_FILE}: {add_starter_boards(store):,}")
        if confirmed:
            _add_confirmed(store, source or [])
    if wrong:
        raise typer.Exit(2)


def _add_confirmed(store: "Store", sources: list[str]) -> None:
    """Add the catalogue's boards of the named sources; without names, list the counts of the catalogue."""
    from truerole.data.crawl.confirmed_boards import add_confirmed_boards, confirmed_counts

    counts = confirmed_counts()
    if wrong := next((name for name in sources if name not in counts), None):
        raise DataError(f"--source {wrong}: the catalogue has boards of {', '.join(counts)}")
    if not sources:
        print(f"the catalogue has {sum(counts.values()):,} boards that three public lists or more name; none is added:")
        for name, count in counts.items():
            print(f"  {name}: {count:,}; truerole boards add --confirmed --source {name}")
        return
    print(f"boards added of the catalogue: {add_confirmed_boards(store, sources):,}")
    print("gather them with truerole scrape --only-data-roles; a board that is not there three times is dropped")


@boards.command("list")
def list_boards(
    failing: Annotated[bool, typer.Option("--failing", help="Show only boards that failed last time.")] = False,
    source: Annotated[list[str] | None, typer.Option(help="Show only boards of this source; repeatable.")] = None,
) -> None:
    """List the boards with their state and open postings, and why a board fails."""
    from truerole.cli.render.boards import show_boards
    from truerole.data.crawl.boards import list_boards, open_postings
    from truerole.data.store.store import open_store
    from truerole.scraper.sources.registry import source_of

    for name in source or ():
        source_of(name)
    with open_store() as store:
        found = [board for board in list_boards(store, source or ()) if not failing or board.state == "failing"]
        if not found and not failing:
            echo_error(
                "there are no boards yet; `truerole boards add --starter` adds those of a list that ships with TrueRole"
            )
            return
        show_boards(found, open_postings(store))


@boards.command()
def remove(boards: Name) -> None:
    """Remove boards; their postings stay, and the starter list does not add them again."""
    from truerole.core.settings import require_writable
    from truerole.data.crawl.boards import remove_board
    from truerole.data.store.store import open_store
    from truerole.workflows.gathering.boards import find_named_board

    require_writable()
    wrong = 0
    with open_store() as store:
        for text in boards:
            try:
                board = find_named_board(store, text)
            except DataError as error:
                wrong += 1
                echo_error(str(error))
                continue
            remove_board(store, board.source, board.board)
            print(one_line(f"{board.name}: removed; its postings stay"))
    if wrong:
        raise typer.Exit(2)


@boards.command()
def check(
    boards: Annotated[
        list[str] | None, typer.Argument(metavar="[URL | SOURCE:BOARD ...]", help="Boards; by default all.")
    ] = None,
) -> None:
    """Ask each board whether it answers; no posting is stored.

    Ends with exit code 1 where some do not answer.
    """
    from truerole.cli.render.progress import StepsBar
    from truerole.core.progress import Progress
    from truerole.core.settings import require_writable
    from truerole.data.crawl.boards import list_boards
    from truerole.data.store.store import open_store
    from truerole.phrasing.boards import probe_line
    from truerole.workflows.gathering.boards import check_boards, find_named_board

    require_writable()
    heed_one_interrupt()
    counts = Counter[str]()
    with open_store() as store, StepsBar(hidden=not sys.stderr.isatty()) as steps:
        chosen = [find_named_board(store, text) for text in boards] if boards else list_boards(store)

        def show(probe: "BoardProbe") -> None:
            counts[probe.outcome] += 1
            print(one_line(probe_line(probe)))
            steps(Progress(counts.total(), share=counts.total() / len(chosen), step=probe.board.name))

        check_boards(store, chosen, show)
    echo_error(
        ", ".join(f"{outcome}: {count:,}" for outcome, count in counts.most_common()) or "there are no boards to check"
    )
    if any(outcome not in ("complete", "truncated") for outcome in counts):
        raise typer.Exit(1)
