"""Words above an answer: the sample behind it, or where no posting is left, which filters to leave out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from truerole.core.reading import DATA_ROLES
from truerole.data.market.aggregates import Filters, SampleNote, Selection, select_postings
from truerole.phrasing.answers.filters import Spell, as_option
from truerole.phrasing.market import sample_lines
from truerole.phrasing.reading import capitalize_first, plural

_SKILL_FILTERS = {"skill": "all_skills", "any_skill": "any_skills", "no_skill": "no_skills"}


def about_lines(
    selection: Selection, *method: str, shown: SampleNote | None = None, spell: Spell = as_option
) -> list[str]:
    """Return the sample behind an answer in words, with a caution about the postings, and the method.

    The caution is about those that are `shown`, where these are not all and their figures tell how far chance moves
    them. Where no posting is left, the filters to leave out.
    """
    if selection.postings:
        return [*sample_lines(selection.sample, shown), *method]
    return [f"No posting is left. {_remedy(selection, spell)}."]


def _remedy(selection: Selection, spell: Spell) -> str:
    """Return how many postings are left without each filter, or all filters where no single filter helps."""
    if not selection.index.all:
        return "The store is empty: gather or import postings first"
    wider = {words: len(select_postings(selection.index, each)) for words, each in _wider(selection.filters, spell)}
    helpful = [f"{words}: {plural(found, 'posting')}" for words, found in wider.items() if found]
    if wider and not helpful:
        return f"Take more than one of these steps: {', '.join(wider)}"
    return capitalize_first("; ".join(helpful)) or f"Try other roles by {spell('role')}"


def _wider(filters: Filters, spell: Spell) -> Iterator[tuple[str, Filters]]:
    """Yield the filters without each that is set, under the words for that."""
    if any(filters.period):
        yield f"with {spell('all_time')}", replace(filters, period=(None, None))
    for facet, values in filters.facets.items():
        usual = tuple(DATA_ROLES) if facet == "role" else ()
        if values and values != usual:
            yield f"without {spell(_name(facet, values))}", filters.with_facets(**{facet: usual})
    for name, field in _SKILL_FILTERS.items():
        changed: dict[str, Any] = {field: ()}
        if getattr(filters, field):
            yield f"without {spell(name)}", replace(filters, **changed)


def _name(facet: str, values: tuple[str, ...]) -> str:
    return ("own" if values == ("no",) else "sample") if facet == "sample" else facet
