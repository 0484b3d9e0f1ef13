"""The commands of `truerole db`: inspect, check, back up and restore the store of postings."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from truerole.core.progress import OnProgress

db = typer.Typer(name="db", rich_markup_mode=None, no_args_is_help=True, help="Check, back up and restore the store.")


@db.command()
def info() -> None:
    """Show the address of the store, and the number of postings, readings and labels."""
    from truerole.data.store.store import open_store

    with open_store() as store:
        for name, value in store.info().items():
            print(f"{name:<10}{value}")


@db.command()
def check() -> None:
    """Compare the index behind the charts with the tables; exit code 1 where they differ."""
    from truerole.data.market.bitmap_index import check_index
    from truerole.data.store.store import open_store

    with open_store() as store:
        wrong = check_index(store) + store.integrity_errors()
    for line in wrong:
        print(line)
    if wrong:
        raise typer.Exit(1)
    print("the store is sound, and its index matches its tables")


@db.command()
def rebuild() -> None:
    """Rebuild the index behind the charts."""
    from truerole.core.settings import require_writable
    from truerole.data.market.bitmap_index import rebuild_index
    from truerole.data.store.store import open_store

    require_writable()
    with open_store() as store:
        print(f"the index is rebuilt: {len(rebuild_index(store).all):,} postings")


@db.command()
def fill() -> None:
    """Put the market sample into the store, beside your own postings."""
    from truerole.core.settings import require_writable
    from truerole.data.market.sample import add_sample
    from truerole.data.store.store import open_store

    require_writable()
    with open_store() as store:
        print(f"{add_sample(store).new:,} postings added, {store.count():,} in all")


@db.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write, a store itself.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file of this name.")] = False,
) -> None:
    """Write a copy of the store to a file, while other programs go on using the store.

    It is an SQLite file wherever the store is, so that a backup also moves a store.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.data.store.backup import backup
    from truerole.data.store.store import open_store

    with open_store() as store, PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        total = store.count()
        postings = backup(store, file, force, _of_postings(bar, total))
    print(f"{postings:,} postings are kept in {file}")


@db.command()
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `truerole db backup` wrote.")]) -> None:
    """Replace the store with a backup; the present store is kept in a file beside.

    The backup is checked before. Pages that are open go on, and show what was restored.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.core.settings import require_writable
    from truerole.data.store.copy import count_postings
    from truerole.data.store.restore import restore

    require_writable()
    total = count_postings(file)
    with PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        restored = restore(file, on_progress=_of_postings(bar, total))
    print(f"{restored.postings:,} postings restored")
    if restored.kept:
        print(f"the store as it was is kept in {restored.kept}")


@db.command()
def vacuum(
    prune: Annotated[bool, typer.Option("--prune", help="Also remove the readings of earlier models.")] = False,
) -> None:
    """Free disk space that the store does not need.

    With --prune, the readings of earlier models are removed as well. No page counts them, but after going back to such
    a model the postings must be read again.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.core.settings import require_writable
    from truerole.data.store.backup import vacuum
    from truerole.data.store.store import open_store

    require_writable()
    with open_store() as store, PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        total = store.count()
        tidied = vacuum(store, prune, _of_postings(bar, total))
    if prune:
        print(f"{tidied.removed:,} readings of earlier models removed")
    print(f"{tidied.before / 1e6:,.1f} MB before, {tidied.after / 1e6:,.1f} MB now")


def _of_postings(on_progress: "OnProgress", total: int) -> "OnProgress":
    """Return a listener that counts postings where the work tells only the share of `total` that is done."""
    from dataclasses import replace

    return lambda progress: on_progress(replace(progress, done=round((progress.share or 0) * total)))
