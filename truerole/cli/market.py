"""The commands of `truerole market`: what postings ask for, as the page *Market* shows it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.market_filters import find_value, known_values, parse_skills, parse_values, with_filters
from truerole.cli.render.answer import Answer, AsCsv, AsJson, Row, show_answer
from truerole.cli.render.nothing_left import about_lines
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Selection
    from truerole.data.market.bitmap_index import BitmapIndex

market = typer.Typer(
    name="market", rich_markup_mode=None, no_args_is_help=True, help="Ask what postings ask for: skills, trends, pay."
)
Top = Annotated[int, typer.Option(min=1, help="Show this many.")]
_COMPARED = ("role", "country", "stage", "seniority")
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
    """List the skills that most postings ask for, with 95 % intervals."""
    from truerole.data.market.aggregates import count_skills
    from truerole.phrasing.market_rows import skill_rows

    found = count_skills(selection.index, selection.postings, required)[:top]
    columns = {
        "Skill": lambda row: str(row["skill"]),
        "Share": lambda row: _percent(row["share"]),
        "95 % interval": lambda row: f"{_percent(row['low'])} to {_percent(row['high'])}",
        "Postings": lambda row: f"{row['postings']:,}",
    }
    answer = Answer(about_lines(selection), "skills", skill_rows(found), columns, _facts(selection))
    show_answer(answer, as_json=as_json, as_csv=as_csv)


@market.command()
@with_filters
def compare(
    selection: "Selection",
    a: Annotated[str, typer.Argument(metavar="A", help="A role, a country, a kind of company or a level.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another of the same kind.")],
    *,
    by: Annotated[str | None, typer.Option(metavar="KIND", help="role, country, stage or seniority.")] = None,
    top: Annotated[int, typer.Option(min=1, help="Show this many for either side.")] = 12,
    required: RequiredOnly = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compare what two roles, countries, kinds of company or levels ask for, within the years of each source."""
    from dataclasses import asdict

    from truerole.data.market.statistics.comparison import Incomparable, compare_skills, most_different
    from truerole.phrasing.facets import side_name
    from truerole.phrasing.market import (
        COMPARISON_METHOD,
        NO_DIFFERENCE,
        ROLES_MAY_DIFFER,
        comparison_words,
        incomparable_words,
    )
    from truerole.phrasing.market_rows import difference_rows

    facet, *values = parse_sides(selection.index, (a, b), by)
    here, there = (side_name(facet, value) for value in values)
    found = compare_skills(
        selection.index, *(selection.having(**{facet: value}) for value in values), required=required
    )
    facts: dict[str, object] = {
        "by": facet,
        "here": here,
        "there": there,
        "sides": [asdict(found.here), asdict(found.there)],
    }
    if isinstance(found, Incomparable):
        answer = Answer([incomparable_words(found, here, there)], "skills", [], {}, facts | {"comparable": False})
    else:
        rows = difference_rows(most_different(found, top), here, there)
        lines = [comparison_words(found, here, there), COMPARISON_METHOD if rows else NO_DIFFERENCE]
        if facet != "role" and len(selection.filters.facets["role"]) != 1:
            lines.append(ROLES_MAY_DIFFER)
        facts |= {"comparable": True, "strata": found.strata}
        answer = Answer(lines, "skills", rows, _difference_columns(here, there), facts)
    show_answer(answer, as_json=as_json, as_csv=as_csv)


def parse_sides(index: "BitmapIndex", names: tuple[str, str], by: str | None) -> tuple[str, str, str]:
    """Return the facet and its two values that names mean; raises DataError for unknown, ambiguous or equal names."""
    shown = " and ".join(repr(name[:40]) for name in names)
    if by is not None and by not in _COMPARED:
        raise DataError(f"--by: {by[:40]!r} is none of {', '.join(_COMPARED)}")
    facet = by or _find_facet(index, names, shown)
    here, there = (parse_values(index, facet, [name])[0] for name in names)
    if here == there:
        raise DataError(f"{shown} are the same; name two different ones")
    return facet, here, there


def _find_facet(index: "BitmapIndex", names: tuple[str, str], shown: str) -> str:
    found = [f for f in _COMPARED if all(find_value(known_values(index, f), f, name) for name in names)]
    if not found:
        raise DataError(f"{shown} are no two roles, countries, kinds of company or levels; --by role names the roles")
    if len(found) > 1:
        raise DataError(f"{shown} may be {' or '.join(found)}; say which by --by")
    return found[0]


def _difference_columns(here: str, there: str) -> dict[str, Callable[[Row], str]]:
    from truerole.phrasing.market import points_words
    from truerole.phrasing.reading import capitalize_first

    def points(row: Row, column: str) -> str:
        return points_words(float(row[column] or 0))

    return {
        "Skill": lambda row: str(row["skill"]),
        capitalize_first(here): lambda row: _percent(row[here]),
        capitalize_first(there): lambda row: _percent(row[there]),
        "Percentage points": lambda row: points(row, "difference"),
        "95 % interval": lambda row: f"{points(row, 'low')} to {points(row, 'high')}",
    }


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
    from truerole.data.market.aggregates import count_skills
    from truerole.data.market.statistics.trends import over_time, skill_trends
    from truerole.phrasing.market import TREND_METHOD
    from truerole.phrasing.market_rows import trend_rows

    whole = over_time(selection)
    named = list(parse_skills("SKILL", wanted or ()))
    named = named or [share.name for share in count_skills(whole.index, whole.postings, required)[:top]]
    rows = trend_rows(skill_trends(whole.index, whole.postings, named, required=required))
    columns = {"Skill": lambda row: str(row["skill"]), "Trend": lambda row: str(row["in words"])}
    answer = Answer(about_lines(whole, TREND_METHOD), "trends", rows, columns, _facts(whole))
    show_answer(answer, as_json=as_json, as_csv=as_csv)


def _facts(selection: "Selection") -> dict[str, object]:
    from dataclasses import asdict

    return {"sample": asdict(selection.sample)}


@market.command()
@with_filters
def pay(
    selection: "Selection",
    *,
    by: Annotated[str, typer.Option(metavar="NAME", help="By role, seniority, country, year or skill.")] = "role",
    currency: Annotated[str | None, typer.Option(help="Currency, such as EUR; by default the commonest.")] = None,
    estimated: Annotated[bool, typer.Option("--estimated", help="What job boards estimate instead.")] = False,
    top: Top = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the pay a year that postings publish: medians with 95 % intervals, and quartiles."""
    from truerole.cli.render.pay import parse_facet, pay_answer, selected_pay

    facet, found = parse_facet(by), selected_pay(selection, currency, estimated)
    show_answer(pay_answer(selection, found, facet, top, estimated), as_json=as_json, as_csv=as_csv)


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
    from truerole.cli.render.duties import duties_answer, parse_mix_facet

    facet = parse_mix_facet(by)
    show_answer(duties_answer(selection, facet, top), as_json=as_json, as_csv=as_csv)


def _percent(share: object) -> str:
    return f"{float(str(share)):.1%}".replace("%", " %")
