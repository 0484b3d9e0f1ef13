"""Filters of the market as people write them, in options or in the parameters of an address: the pages' filters.

Values go by their names ("data engineers", "Germany") or ids; several in a text are separated by commas. An unknown
value raises DataError, which names the nearest known ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, TypeVar

from truerole.core.errors import DataError
from truerole.core.normalise.coerce import country
from truerole.core.normalise.dates import parse_month
from truerole.core.reading import DATA_ROLES
from truerole.core.taxonomy import Taxonomy, load_taxonomy
from truerole.data.labels.role_names import parse_role
from truerole.data.market.aggregates import Filters, Period, Selection, newest_period, select_postings
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.phrasing.facets import FACET_LABELS, FACET_NAMES, value_name

# How a door writes the name of a filter: `any_skill` is an option --any-skill, or the parameter any_skill.
Spell = Callable[[str], str]
Facet = TypeVar("Facet", bound=str)

FACET_KINDS = {
    facet: FACET_LABELS["role" if facet == "title_role" else facet].lower()
    for facet in ("role", "title_role", "country", "stage", "seniority", "workplace", "source")
}
# What rows, or the sides of a comparison, may be asked for by, where a facet has another name.
_BY_NAMES = {"seniority": "level", "stage": "company"}
SKILL_FILTERS = ("skill", "any_skill", "no_skill")
# Facets whose values can be compared.
COMPARED = ("role", "country", "stage", "seniority")
MONTH_FORMS = "2025, 2025-01 or January 2025"
_NEAR = 8


def as_option(name: str) -> str:
    """Return the name of a filter as an option of the command."""
    return f"--{name.replace('_', '-')}"


def as_parameter(name: str) -> str:
    """Return the name of a filter as a parameter of an address."""
    return name


def select_of(index: BitmapIndex, chosen: Mapping[str, Any], spell: Spell = as_option) -> Selection:
    """Return the selection of postings that a chart is about; raises DataError for unknown values.

    By default the four data roles and the newest 24 months, each job once.
    """
    roles = parse_values(index, "role", chosen["role"] or DATA_ROLES, spell)
    filters = filters_of_all(index, chosen, spell).with_facets(role=roles)
    if chosen["all_time"] and any(filters.period):
        *names, last = map(spell, ("all_time", "since", "until"))
        raise DataError(f"{names[0]} goes without {names[1]} and {last}; leave one of them out")
    period = filters.period if any(filters.period) or chosen["all_time"] else newest_period(index)
    filters = replace(filters, period=period, copies=chosen["copies"])
    return Selection(index, filters, select_postings(index, filters))


def filters_of_all(index: BitmapIndex, chosen: Mapping[str, Any], spell: Spell = as_option) -> Filters:
    """Return the filters that are meant; raises DataError for an unknown value and for filters that exclude others.

    What is not asked for is not narrowed.
    """
    facets = {facet: parse_values(index, facet, chosen[facet] or (), spell) for facet in FACET_KINDS}
    own, sample = spell("own"), spell("sample")
    if chosen["own"] and chosen["sample"]:
        raise DataError(f"{own} and {sample} exclude each other; leave out both for all postings")
    if chosen["own"] or chosen["sample"]:
        facets["sample"] = ("no" if chosen["own"] else "yes",)
    named, wanted, unwanted = (parse_skills(spell(name), chosen[name] or ()) for name in SKILL_FILTERS)
    period = _period(chosen["since"], chosen["until"], spell)
    return Filters(facets, period, copies=True, all_skills=named, any_skills=wanted, no_skills=unwanted)


# Values of facets


def parse_values(index: BitmapIndex, facet: str, given: Iterable[str], spell: Spell = as_option) -> tuple[str, ...]:
    """Return the values of a facet that are meant; raises DataError for an unknown value."""
    known = known_values(index, facet)
    return tuple(dict.fromkeys(value for text in given for value in _parse(known, facet, text, spell)))


def _parse(known: dict[str, str], facet: str, text: str, spell: Spell) -> list[str]:
    if whole := find_value(known, facet, text):
        return [whole]
    return [find_value(known, facet, part) or _unknown(known, facet, part, spell) for part in _parts(text)]


def find_value(known: dict[str, str], facet: str, text: str) -> str | None:
    """Return the value that a text names, in the singular or plural, given the values by name; None for another."""
    if facet == "country" and (found := country(text, None)):
        return found
    names = {_key(name): value for value, name in known.items()} | {_key(value): value for value in known}
    for key in (_key(text), _key(text).removesuffix("s")):
        if found := names.get(key) or (parse_role(key) if facet.endswith("role") else None):
            return found
    return None


def known_values(index: BitmapIndex, facet: str) -> dict[str, str]:
    """Return the names of a facet's values by value: values held, and values that every store may hold."""
    return {value: value_name(facet, value) for value in (*FACET_NAMES.get(facet, ()), *index.values(facet))}


def _unknown(known: dict[str, str], facet: str, text: str, spell: Spell) -> str:
    names = {name.lower(): name for name in known.values()}
    near = [names[name] for name in get_close_matches(text.lower(), names, _NEAR)] or sorted(known.values())[:_NEAR]
    shown = f"known: {', '.join(near)}" if near else "the store holds none"
    raise DataError(f"{spell(facet)}: no {FACET_KINDS[facet]} is called {text[:60]!r}; {shown}")


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()] or [text]


# Skills


def parse_skills(option: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of skills given by name, alias or id, with commas between; raises DataError for unknown names."""
    taxonomy = load_taxonomy()
    names = [part for text in given for part in ([text] if taxonomy.find(text) else _parts(text))]
    found = (entry.id if (entry := taxonomy.find(name)) else _unknown_skill(taxonomy, option, name) for name in names)
    return tuple(dict.fromkeys(found))


def _unknown_skill(taxonomy: Taxonomy, option: str, text: str) -> str:
    names = {name.lower(): entry.name for entry in taxonomy.skills.values() for name in entry.names}
    near = [entry.name for entry in taxonomy.search(text)] or [
        names[name] for name in get_close_matches(text.lower(), names, _NEAR)
    ]
    shown = f"near: {', '.join(dict.fromkeys(near[:_NEAR]))}" if near else "`truerole skills` shows the categories"
    raise DataError(f"{option}: no skill is called {text.strip()[:60]!r}; {shown}")


# Sides of a comparison


def parse_sides(
    index: BitmapIndex, names: tuple[str, str], by: str | None, spell: Spell = as_option
) -> tuple[str, str, str]:
    """Return the facet and the two values that names mean; raises DataError for unknown, ambiguous or equal names."""
    shown = " and ".join(repr(name[:40]) for name in names)
    facet = parse_by(by, COMPARED, spell) if by is not None else _find_facet(index, names, shown, spell)
    here, there = (_side(index, facet, name, spell) for name in names)
    if here == there:
        raise DataError(f"{shown} are the same; name two different ones")
    return facet, here, there


def by_name(facet: str) -> str:
    """Return the name by which people ask for a facet in a single word: level, company, role."""
    return _BY_NAMES.get(facet, facet)


def parse_by(by: str, facets: Sequence[Facet], spell: Spell = as_option) -> Facet:
    """Return which of the facets is meant, by the id, the label or the single word; raises DataError for another."""
    for facet in facets:
        ids = {facet, *(each for each, name in _BY_NAMES.items() if name == facet)}
        if by.lower() in ids | {by_name(facet)} | {FACET_LABELS[each].lower() for each in ids if each in FACET_LABELS}:
            return facet
    raise DataError(f"{spell('by')}: {by[:40]!r} is none of {', '.join(map(by_name, facets))}")


def _side(index: BitmapIndex, facet: str, name: str, spell: Spell) -> str:
    return parse_values(index, facet, [name], spell)[0]


def _find_facet(index: BitmapIndex, names: tuple[str, str], shown: str, spell: Spell) -> str:
    found = [f for f in COMPARED if all(find_value(known_values(index, f), f, name) for name in names)]
    if not found:
        told = "are no two roles, countries, kinds of company or levels"
        raise DataError(f"{shown} {told}; {spell('by')} role names the roles")
    if len(found) > 1:
        raise DataError(f"{shown} may be {' or '.join(map(by_name, found))}; say which by {spell('by')}")
    return found[0]


# The period


def _period(since: str | None, until: str | None, spell: Spell) -> Period:
    first, last = _month(spell("since"), since, "01"), _month(spell("until"), until, "12")
    if first and last and first > last:
        raise DataError(f"{spell('since')} {first} is after {spell('until')} {last}; exchange them")
    return first, last


def _month(option: str, text: str | None, of_year: str) -> str | None:
    """Return the month that is meant; a year alone means the month `of_year`."""
    month = parse_month(text, of_year) if text else None
    if text and not month:
        raise DataError(f"{option}: {text[:20]!r} is no month; write {MONTH_FORMS}")
    return month
