"""The commands of `truerole market`: skills, trends, pay, duties and open times, as the pages show them."""

from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.market_filters import with_filters
from truerole.cli.render.answer import AsCsv, AsJson, show_answer

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Selection

market = typer.Typer(
    name="market", rich_markup_mode=None, no_args_is_help=True, help="Ask what postings ask for: skills, trends, pay."
)
Top = Annotated[int, typer.Option(min=1, help="Show this many.")]
RequiredOnly = Annotated[bool, typer.Option("--required", help="Count a skill only where it is required.")]


@market.command()
@with_filters
def skills(
    selection: "Selection",
    top: Top = 20,
    required: RequiredOnly = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the skills that most postings name, with 95 % intervals."""
    from truerole.data.store.store import open_store
    from truerole.phrasing.answers.skills import skills_answer

    with open_store() as store:
        answer = skills_answer(store, selection, top, required)
    show_answer(answer, as_json=as_json, as_csv=as_csv)


@market.command()
@with_filters
def compare(
    selection: "Selection",
    a: Annotated[str, typer.Argument(metavar="A", help="A role, a country, a kind of company or a level.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another of the same kind.")],
    *,
    by: Annotated[str | None, typer.Option(metavar="KIND", help="By role, country, company or level.")] = None,
    top: Annotated[int, typer.Option(min=1, help="Show this many for either side.")] = 12,
    required: RequiredOnly = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compare what two roles, countries, kinds of company or levels ask for, within the years of each source."""
    from truerole.data.store.store import open_store
    from truerole.phrasing.answers.comparison import comparison_answer

    with open_store() as store:
        answer = comparison_answer(store, selection, (a, b), by, top=top, required=required)
    show_answer(answer, as_json=as_json, as_csv=as_csv)


@market.command()
@with_filters
def trend(
    selection: "Selection",
    wanted: Annotated[list[str] | None, typer.Argument(metavar="[SKILL]...", help="Else the most frequent.")] = None,
    *,
    top: Annotated[int, typer.Option(min=1, help="Without SKILL: look at this many.")] = 20,
    required: RequiredOnly = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Tell whether skills are rising, falling or steady, within the sources that reach across a year or more.

    Without --since and --until all time counts, as two years are too short for a trend.
    """
    from truerole.phrasing.answers.skills import trends_answer

    show_answer(trends_answer(selection, wanted or (), top, required), as_json=as_json, as_csv=as_csv)


@market.command()
@with_filters
def pay(
    selection: "Selection",
    *,
    by: Annotated[str, typer.Option(metavar="NAME", help="By role, level, country, year or skill.")] = "role",
    currency: Annotated[str | None, typer.Option(help="Currency, such as EUR; by default the commonest.")] = None,
    estimated: Annotated[bool, typer.Option("--estimated", help="What job boards estimate instead.")] = False,
    top: Top = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the pay a year that postings publish: medians with 95 % intervals, and quartiles."""
    from truerole.data.store.store import open_store
    from truerole.phrasing.answers.pay import pay_answer

    with open_store() as store:
        answer = pay_answer(store, selection, by, currency=currency, estimated=estimated, top=top)
    show_answer(answer, as_json=as_json, as_csv=as_csv)


@market.command()
@with_filters
def duties(
    selection: "Selection",
    *,
    by: Annotated[str, typer.Option(metavar="NAME", help="By role, title, country, year, level or company.")] = "role",
    top: Top = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show how the days are filled: the mean share of each kind of work in the duties of postings."""
    from truerole.data.store.store import open_store
    from truerole.phrasing.answers.duties import duties_answer

    with open_store() as store:
        answer = duties_answer(store, selection, by, top)
    show_answer(answer, as_json=as_json, as_csv=as_csv)


@market.command("open-time")
@with_filters
def open_time(selection: "Selection", *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show how long gathered jobs of each role stay open: median and middle half in days from publication."""
    from truerole.data.store.store import open_store
    from truerole.phrasing.answers.open_times import open_times_answer

    with open_store() as store:
        answer = open_times_answer(store, selection)
    show_answer(answer, as_json=as_json, as_csv=as_csv)
