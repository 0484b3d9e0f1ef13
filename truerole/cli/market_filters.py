"""Options that select postings of the market, the same for all commands that ask it: the filters of the pages.

A command takes them by `with_filters`, and gets the selection that they mean:

    @market.command()
    @with_filters
    def skills(selection: Selection, top: int = 20) -> None: ...
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Selection

Values = list[str] | None
# What narrows charts unless it is asked for; all postings need no such option.
_OF_CHARTS = ("all_time", "copies")
_ANY_ROLE = Annotated[Values, typer.Option(metavar="NAME", help="Real role; by default all, other work too.")]


def _options(
    *,
    role: Annotated[Values, typer.Option(metavar="NAME", help="Real role; by default all four data roles.")] = None,
    title_role: Annotated[Values, typer.Option(metavar="NAME", help="Role in the title.")] = None,
    country: Annotated[Values, typer.Option(metavar="NAME", help="Country, by name or code.")] = None,
    stage: Annotated[
        Values,
        typer.Option(
            "--stage",
            "--kind-of-company",
            metavar="NAME",
            help="Kind of company: startup, enterprise (large organisation).",
        ),
    ] = None,
    seniority: Annotated[
        Values,
        typer.Option(
            "--seniority", "--level", metavar="NAME", help="Level: intern, junior, mid (some years), senior, lead."
        ),
    ] = None,
    workplace: Annotated[Values, typer.Option(metavar="NAME", help="Workplace: remote, hybrid, onsite.")] = None,
    source: Annotated[Values, typer.Option(metavar="NAME", help="Source, such as greenhouse.")] = None,
    skill: Annotated[Values, typer.Option(metavar="NAME", help="A skill that all postings name.")] = None,
    any_skill: Annotated[Values, typer.Option(metavar="NAME", help="Skills of which they name one or more.")] = None,
    no_skill: Annotated[Values, typer.Option(metavar="NAME", help="A skill that no posting names.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="MONTH", help="First month: 2025-01, January 2025, or the year.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="MONTH", help="Last month, or the year.")] = None,
    all_time: Annotated[bool, typer.Option("--all-time", help="Not only the newest 24 months.")] = False,
    own: Annotated[bool, typer.Option("--own", help="Your own postings alone.")] = False,
    sample: Annotated[bool, typer.Option("--sample", help="The market sample alone.")] = False,
    copies: Annotated[bool, typer.Option("--copies", help="Count repeated postings each time.")] = False,
) -> dict[str, Any]:
    """Return the options as given."""
    return dict(locals())


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the filters; the first argument becomes the selection of postings.

    The options name values as people write them; an option given several times, or values with commas between, mean
    any of them. Raises DataError for an unknown value, naming the nearest known values.
    """
    return _with_options(command, signature(_options).parameters, _select)


def with_filters_of_all(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the filters; the first argument becomes the options, for `filters_of_all`.

    Without an option, all postings of the store are meant: of all roles and all time, with their copies.
    """
    shared = {name: option for name, option in signature(_options).parameters.items() if name not in _OF_CHARTS}
    return _with_options(command, shared | {"role": shared["role"].replace(annotation=_ANY_ROLE)}, dict)


def _with_options(
    command: Callable[..., None], shared: Mapping[str, Parameter], first: Callable[[dict[str, Any]], object]
) -> Callable[..., None]:
    _, *own = signature(command).parameters.values()

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401, as each option has a type of its own
        chosen = _options(**{name: given.pop(name) for name in shared})
        command(first(chosen), **given)

    parameters = [*own, *shared.values()]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _select(chosen: dict[str, Any]) -> "Selection":
    """Return the selection in the store of this machine; an empty store is first filled with the market sample."""
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.market.sample import fill_store
    from truerole.data.store.store import open_store
    from truerole.phrasing.answers.filters import select_of

    with open_store() as store:
        fill_store(store)
        index = refresh(store)
    return select_of(index, chosen)
