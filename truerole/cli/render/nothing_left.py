"""Words above an answer: the sample behind it, or where no posting is left, which options to leave out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from truerole.data.market.aggregates import Filters, Selection

_SKILL_OPTIONS = {"--skill": "all_skills", "--any-skill": "any_skills", "--no-skill": "no_skills"}


def about_lines(selection: "Selection", *method: str) -> list[str]:
    """Return the sample behind an answer in words and the method; where none is left, the options to leave out."""
    from truerole.phrasing.market import sample_words

    if selection.postings:
        return [f"{sample_words(selection.sample)}.", *method]
    return [f"No posting is left. {_remedy(selection)}."]


def _remedy(selection: "Selection") -> str:
    """Return how many postings are left without each option, or all options where a single option is no help."""
    from truerole.data.market.aggregates import select_postings
    from truerole.phrasing.reading import capitalize_first, plural

    if not selection.index.all:
        return "The store is empty: gather or import postings first"
    wider = {words: len(select_postings(selection.index, each)) for words, each in _wider(selection.filters)}
    helpful = [f"{words}: {plural(found, 'posting')}" for words, found in wider.items() if found]
    if wider and not helpful:
        return f"Take more than one of these steps: {', '.join(wider)}"
    return capitalize_first("; ".join(helpful)) or "Try other roles by --role"


def _wider(filters: "Filters") -> Iterator[tuple[str, "Filters"]]:
    """Yield the filters without each that is set, under the words for that."""
    from truerole.core.reading import DATA_ROLES

    if any(filters.period):
        yield "with --all-time", replace(filters, period=(None, None))
    for facet, values in filters.facets.items():
        usual = tuple(DATA_ROLES) if facet == "role" else ()
        if values and values != usual:
            yield f"without {_option(facet, values)}", filters.with_facets(**{facet: usual})
    for option, field in _SKILL_OPTIONS.items():
        changed: dict[str, Any] = {field: ()}
        if getattr(filters, field):
            yield f"without {option}", replace(filters, **changed)


def _option(facet: str, values: tuple[str, ...]) -> str:
    if facet == "sample":
        return "--own" if values == ("no",) else "--sample"
    return f"--{facet.replace('_', '-')}"
