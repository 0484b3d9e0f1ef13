"""Answer on how two roles, countries, kinds of company or levels differ in the skills that they ask for."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from truerole.data.market.aggregates import Selection, sample_note
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.statistics.comparison import (
    UNDECIDED_SHOWN,
    Incomparable,
    SkillComparison,
    compare_skills,
    most_different,
    undecided,
)
from truerole.data.store.store import Store
from truerole.phrasing.answers.answer import Answer, Row
from truerole.phrasing.answers.filters import Spell, as_option, parse_sides
from truerole.phrasing.answers.skills import percent_words
from truerole.phrasing.facets import side_name
from truerole.phrasing.market import (
    COMPARISON_METHOD,
    NO_DIFFERENCE,
    ROLES_MAY_DIFFER,
    comparison_caution,
    comparison_words,
    incomparable_words,
    points_words,
    undecided_words,
)
from truerole.phrasing.market_rows import difference_rows
from truerole.phrasing.reading import capitalize_first


def comparison_answer(
    store: Store,
    selection: Selection,
    names: tuple[str, str],
    by: str | None,
    *,
    top: int,
    required: bool,
    spell: Spell = as_option,
) -> Answer:
    """Return how two sides differ within the years of each source, as an answer of `top` skills for either side.

    Raises DataError for names that are unknown, ambiguous or equal.
    """
    facet, *values = parse_sides(selection.index, names, by, spell)
    here, there = (side_name(facet, value) for value in values)
    sides = (selection.having(**{facet: value}) for value in values)
    employers = company_table(store, selection.index).company
    found = compare_skills(selection.index, *sides, required=required, employers=employers)
    facts = {"by": facet, "here": here, "there": there, "sides": [asdict(found.here), asdict(found.there)]}
    if isinstance(found, Incomparable):
        return Answer([incomparable_words(found, here, there)], "skills", [], {}, facts | {"comparable": False})
    mixed = facet != "role" and len(selection.filters.facets["role"]) != 1
    caution = comparison_caution(found, sample_note(selection.index, found.postings), here, there)
    said = caution, ROLES_MAY_DIFFER if mixed else ""
    return _compared(found, here, there, top=top, facts=facts, said=said)


def _compared(
    found: SkillComparison, here: str, there: str, *, top: int, facts: dict[str, Any], said: tuple[str, str]
) -> Answer:
    rows = difference_rows(most_different(found, top), here, there)
    told = undecided_words(undecided(found, UNDECIDED_SHOWN))
    caution, caveat = said
    method = COMPARISON_METHOD if rows else NO_DIFFERENCE
    lines = [comparison_words(found, here, there), caution, method, told, caveat]
    facts |= {"comparable": True, "strata": found.strata}
    return Answer([line for line in lines if line], "skills", rows, _columns(here, there), facts)


def _columns(here: str, there: str) -> dict[str, Callable[[Row], str]]:
    def points(row: Row, column: str) -> str:
        return points_words(float(row[column] or 0))

    return {
        "Skill": lambda row: str(row["skill"]),
        capitalize_first(here): lambda row: percent_words(row[here]),
        capitalize_first(there): lambda row: percent_words(row[there]),
        "Percentage points": lambda row: points(row, "difference"),
        "95 % interval": lambda row: f"{points(row, 'low')} to {points(row, 'high')}",
    }
