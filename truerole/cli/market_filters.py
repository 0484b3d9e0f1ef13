"""Options that select postings of the market, the same for all commands that ask it: the filters of the pages.

A command takes them by `with_filters`, and gets the selection that they mean:

    @market.command()
    @with_filters
    def skills(selection: Selection, top: int = 20) -> None: ...
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.core.taxonomy import Taxonomy
    from truerole.data.market.aggregates import Filters, Period, Selection
    from truerole.data.market.bitmap_index import BitmapIndex

_NAMES = {
    "role": "role",
    "title_role": "role",
    "country": "country",
    "stage": "kind of company",
    "seniority": "level",
    "workplace": "workplace",
    "source": "source",
}
_SKILLS = ("skill", "any_skill", "no_skill")
_YEAR, _MONTH = re.compile(r"\d{4}"), re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NEAR = 8

Values = list[str] | None
# What narrows charts unless it is asked for; all postings need no such option.
_OF_CHARTS = ("all_time", "copies")
_ANY_ROLE = Annotated[Values, typer.Option(metavar="NAME", help="Real role; by default all, other work too.")]


def _options(
    *,
    role: Annotated[Values, typer.Option(metavar="NAME", help="Real role; by default all four data roles.")] = None,
    title_role: Annotated[Values, typer.Option(metavar="NAME", help="Role in the title.")] = None,
    country: Annotated[Values, typer.Option(metavar="NAME", help="Country, by name or code.")] = None,
    stage: Annotated[Values, typer.Option(metavar="NAME", help="Kind of company: startup, enterprise.")] = None,
    seniority: Annotated[Values, typer.Option(metavar="NAME", help="Level: intern, junior, mid, senior, lead.")] = None,
    workplace: Annotated[Values, typer.Option(metavar="NAME", help="Workplace: remote, hybrid, onsite.")] = None,
    source: Annotated[Values, typer.Option(metavar="NAME", help="Source, such as greenhouse.")] = None,
    skill: Annotated[Values, typer.Option(metavar="NAME", help="A skill that all postings name.")] = None,
    any_skill: Annotated[Values, typer.Option(metavar="NAME", help="Skills of which they name one or more.")] = None,
    no_skill: Annotated[Values, typer.Option(metavar="NAME", help="A skill that no posting names.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="First month, or year.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Last month, or year.")] = None,
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


def filters_of_all(index: "BitmapIndex", chosen: dict[str, Any]) -> "Filters":
    """Return the filters that options mean; raises DataError for an unknown value and for options that exclude others.

    What is not asked for is not narrowed.
    """
    from truerole.data.market.aggregates import Filters

    facets = {facet: parse_values(index, facet, chosen[facet] or ()) for facet in _NAMES}
    if chosen["own"] and chosen["sample"]:
        raise DataError("--own and --sample exclude each other; leave out both for all postings")
    if chosen["own"] or chosen["sample"]:
        facets["sample"] = ("no" if chosen["own"] else "yes",)
    named, wanted, unwanted = (parse_skills(_option(name), chosen[name] or ()) for name in _SKILLS)
    return Filters(facets, _period(chosen), copies=True, all_skills=named, any_skills=wanted, no_skills=unwanted)


def _select(chosen: dict[str, Any]) -> "Selection":
    """Return the selection in the store of this machine; an empty store is first filled with the market sample."""
    from truerole.core.reading import DATA_ROLES
    from truerole.data.market.aggregates import Selection, newest_period, select_postings
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.market.sample import fill_store
    from truerole.data.store.store import open_store

    with open_store() as store:
        fill_store(store)
        index = refresh(store)
    filters = filters_of_all(index, chosen).with_facets(role=parse_values(index, "role", chosen["role"] or DATA_ROLES))
    period = filters.period if any(filters.period) or chosen["all_time"] else newest_period(index)
    filters = replace(filters, period=period, copies=chosen["copies"])
    return Selection(index, filters, select_postings(index, filters))


def parse_values(index: "BitmapIndex", facet: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the values of a facet that are meant; raises DataError for an unknown value."""
    known = known_values(index, facet)
    return tuple(dict.fromkeys(value for text in given for value in _parse(known, facet, text)))


def _parse(known: dict[str, str], facet: str, text: str) -> list[str]:
    whole = find_value(known, facet, text)
    return (
        [whole] if whole else [find_value(known, facet, part) or _unknown(known, facet, part) for part in _parts(text)]
    )


def parse_skills(option: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of skills given by name, alias or id, with commas between; raises DataError for unknown names."""
    from truerole.core.taxonomy import load_taxonomy

    taxonomy = load_taxonomy()
    names = [part for text in given for part in ([text] if taxonomy.find(text) else _parts(text))]
    found = (entry.id if (entry := taxonomy.find(name)) else _unknown_skill(taxonomy, option, name) for name in names)
    return tuple(dict.fromkeys(found))


def _unknown_skill(taxonomy: "Taxonomy", option: str, text: str) -> str:
    from difflib import get_close_matches

    names = {name.lower(): entry.name for entry in taxonomy.skills.values() for name in entry.names}
    near = [entry.name for entry in taxonomy.search(text)] or [
        names[name] for name in get_close_matches(text.lower(), names, _NEAR)
    ]
    shown = f"near: {', '.join(dict.fromkeys(near[:_NEAR]))}" if near else "`truerole skills` shows the categories"
    raise DataError(f"{option}: no skill is called {text.strip()[:60]!r}; {shown}")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()] or [text]


def find_value(known: dict[str, str], facet: str, text: str) -> str | None:
    """Return the value that a text names, in the singular or plural, given the values by name; None for another."""
    from truerole.core.normalise.coerce import country
    from truerole.data.labels.role_names import parse_role

    if facet == "country" and (found := country(text, None)):
        return found
    names = {_key(name): value for value, name in known.items()} | {_key(value): value for value in known}
    for key in (_key(text), _key(text).removesuffix("s")):
        if found := names.get(key) or (parse_role(key) if facet.endswith("role") else None):
            return found
    return None


def known_values(index: "BitmapIndex", facet: str) -> dict[str, str]:
    """Return the names of a facet's values by value: values held, and values that every store may hold."""
    from truerole.phrasing.facets import FACET_NAMES, value_name

    return {value: value_name(facet, value) for value in (*FACET_NAMES.get(facet, ()), *index.values(facet))}


def _unknown(known: dict[str, str], facet: str, text: str) -> str:
    from difflib import get_close_matches

    names = {name.lower(): name for name in known.values()}
    near = [names[name] for name in get_close_matches(text.lower(), names, _NEAR)] or sorted(known.values())[:_NEAR]
    shown = f"known: {', '.join(near)}" if near else "the store holds none"
    raise DataError(f"{_option(facet)}: no {_NAMES[facet]} is called {text[:60]!r}; {shown}")


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _period(chosen: dict[str, Any]) -> "Period":
    since, until = _month("--since", chosen["since"], "01"), _month("--until", chosen["until"], "12")
    if chosen["all_time"] and (since or until):
        raise DataError("--all-time goes without --since and --until; leave one of them out")
    if since and until and since > until:
        raise DataError(f"--since {since} is after --until {until}; exchange them")
    return since, until


def _month(option: str, text: str | None, of_year: str) -> str | None:
    """Return the month that is meant; a year alone means the month `of_year`."""
    month = f"{text}-{of_year}" if text and _YEAR.fullmatch(text) else text
    if month and not _MONTH.fullmatch(month):
        raise DataError(f"{option}: {month[:20]!r} is no month; write the year and the month, such as 2025-01")
    return month
