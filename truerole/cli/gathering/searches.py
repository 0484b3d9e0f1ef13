"""The commands of `truerole searches`: list, show and remove saved searches, tell new postings, write an Atom feed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.core.text.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truerole.data.crawl.search_results import FoundPosting

searches = typer.Typer(
    name="searches", rich_markup_mode=None, no_args_is_help=True, help="Saved searches, and what is new in each."
)
_SHOWN = 50

Name = Annotated[str, typer.Argument(help="The name under which `truerole scrape --search ... --save NAME` saved it.")]


@searches.command("list")
def list_searches() -> None:
    """List the saved searches."""
    from truerole.data.crawl.saved_searches import saved_searches

    found = saved_searches()
    for saved in found:
        looked = f"looked at {saved.looked_at:%Y-%m-%d %H:%M} UTC" if saved.looked_at else "not looked at yet"
        print(one_line(f"{saved.name}: {saved.search}; {looked}"))
    if not found:
        echo_error("no search is saved yet; truerole scrape --search WORDS --save NAME saves one")


@searches.command()
def show(
    name: Name,
    new: Annotated[bool, typer.Option("--new", help="Show only what is new since the last time.")] = False,
    atom: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write an Atom feed of all that it finds, too.")
    ] = None,
) -> None:
    """Show the open postings that a saved search finds, newest first; no host is asked.

    New is what was first seen after the last `show`. `truerole scrape --search` gathers.
    """
    from truerole.core.clock import now
    from truerole.core.settings import writable
    from truerole.data.crawl.saved_searches import mark_looked_at, saved_search
    from truerole.data.files.resumable_writer import atomic_file
    from truerole.data.store.store import open_store
    from truerole.workflows.gathering.atom import atom_feed
    from truerole.workflows.gathering.search import found_postings

    saved, at = saved_search(name), now()
    with open_store() as store:
        found = found_postings(store, saved.search)
    fresh = [one for one in found if saved.looked_at is None or one.first_seen >= saved.looked_at]
    if atom:
        with atomic_file(atom) as raw:
            raw.write(atom_feed(saved, found, at))
    show_found(fresh if new else found)
    echo_error(f"{saved.search}: {len(found):,} open postings, {len(fresh):,} new since the last time")
    if writable():
        mark_looked_at(name, at)


@searches.command()
def remove(name: Name) -> None:
    """Remove a saved search; postings stay."""
    from truerole.core.settings import require_writable
    from truerole.data.crawl.saved_searches import remove_search

    require_writable()
    remove_search(name)
    print(one_line(f"{name}: removed"))


def show_found(found: "Sequence[FoundPosting]") -> None:
    """Print the first postings that a search finds, a line each."""
    for one in found[:_SHOWN]:
        posting = one.posting
        parts = (posting.title, posting.company, posting.location, posting.workplace, one.board, posting.url)
        print(one_line(" | ".join(filter(None, parts))))
    if len(found) > _SHOWN:
        echo_error(f"and {len(found) - _SHOWN:,} more; the page Postings shows all")
