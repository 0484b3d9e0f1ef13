"""The commands of `truerole db`: look after the store of postings."""

import typer

db = typer.Typer(name="db", rich_markup_mode=None, no_args_is_help=True, help="The store of postings.")


@db.command()
def info() -> None:
    """Say where the store is, and what it holds."""
    from data.store import open_store

    with open_store() as store:
        for name, value in store.info().items():
            print(f"{name:<10}{value}")


@db.command()
def check() -> None:
    """Compare the index behind the charts with the tables; exit code 1 where they differ."""
    from data.bitmaps import check as check_index
    from data.store import open_store

    with open_store() as store:
        wrong = check_index(store) + store.damage()
    for line in wrong:
        print(line)
    if wrong:
        raise typer.Exit(1)
    print("the store is whole, and its index says what its tables say")


@db.command()
def rebuild() -> None:
    """Make the index behind the charts anew."""
    from data.bitmaps import rebuild as rebuild_index
    from data.store import open_store

    with open_store() as store:
        print(f"the index is made anew: {len(rebuild_index(store).all):,} postings")


@db.command()
def fill() -> None:
    """Put the market sample into the store, if it has no postings."""
    from data.sample import fill as fill_store
    from data.store import open_store

    with open_store() as store:
        print(f"{fill_store(store).new:,} postings added, {store.count():,} in all")
