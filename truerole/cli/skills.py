"""The commands of `truerole skills`: browse the skill taxonomy, and find missing terms."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from truerole.cli.console import echo_error


class _OrFind(TyperGroup):
    """Command group that reads an unknown command as a query of `truerole skills find`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401, as the context's module is private
        """Put `find` before a query, and before an empty command line."""
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else ["find", *args])


skills = typer.Typer(
    name="skills", cls=_OrFind, rich_markup_mode=None, help="Browse the skills of the taxonomy, and find new ones."
)


@skills.command()
def find(
    query: Annotated[list[str] | None, typer.Argument(help="A name, a part of one, or a category.")] = None,
) -> None:
    """Show the skills that QUERY may mean, or the categories; `find` need not be said."""
    from truerole.cli.render.skills import show_categories, show_skills
    from truerole.core.errors import DataError
    from truerole.core.taxonomy import load_taxonomy

    taxonomy, wanted = load_taxonomy(), " ".join(query or ())
    if not wanted.strip():
        show_categories(taxonomy)
    elif taxonomy.search(wanted):
        show_skills(taxonomy, wanted)
    else:
        raise DataError(f"no skill is called {wanted[:60]!r}; `truerole skills` shows the categories")


@skills.command()
def discover(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="CSV, JSON, Parquet or Excel: description.")],
    fewest: Annotated[int, typer.Option(min=1, help="Leave out terms that fewer postings list.")] = 5,
    limit: Annotated[int, typer.Option(min=1, help="Show this many terms.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print all terms, one JSON object a line.")] = False,
) -> None:
    """Find terms that postings list beside known skills and that the taxonomy lacks, for people to adopt."""
    from truerole.cli.render.progress import PostingsBar
    from truerole.cli.render.skills import show_terms
    from truerole.workflows.discover_skills import discover_skills

    with PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        found = discover_skills(corpus, fewest, bar)
    if as_json:
        import orjson

        for term in found.terms:
            print(orjson.dumps(term).decode())
    else:
        show_terms(found.terms, limit)
    if found.left_out:
        echo_error(f"{found.left_out:,} of {found.rows:,} rows could not be used (first: {found.first_error})")
        raise typer.Exit(1)
