"""Wishes of `truerole fit` for duties, and the postings that suit them best."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from truerole.core.errors import DataError
from truerole.core.reading import Duty, Role
from truerole.phrasing.answers.answer import Answer

if TYPE_CHECKING:
    from pyroaring import BitMap

    from truerole.data.market.aggregates import Filters
    from truerole.data.market.bitmap_index import BitmapIndex
    from truerole.data.market.duties import MeanMix
    from truerole.data.market.listing import Listing
    from truerole.data.market.skill_match import Match
    from truerole.data.market.wishes import Person

_LISTED = 5


def parse_wishes(more: Sequence[str] | None, less: Sequence[str] | None) -> dict[Duty, float]:
    """Return the weights of duties that are wished for; raises DataError for an unknown kind, or one on both sides."""
    from truerole.phrasing.duties.wishes import duty_weights

    liked, disliked = _kinds("--more", more or ()), _kinds("--less", less or ())
    if both := liked & disliked:
        raise DataError(f"--more and --less both name {sorted(both)[0]}; leave one of them out")
    return duty_weights(liked, disliked)


def _kinds(option: str, names: Sequence[str]) -> set[Duty]:
    from truerole.phrasing.duties.wishes import WISHED_KINDS, find_kind

    found: set[Duty] = set()
    for name in (part for each in names for part in each.split(",")):
        kind = find_kind(name)
        if kind is None:
            raise DataError(f"{option}: {name.strip()[:40]!r} is none of {', '.join(WISHED_KINDS)}")
        found.add(kind)
    return found


def with_postings(
    answer: Answer, index: "BitmapIndex", filters: "Filters", person: "Person", postings: "BitMap"
) -> Answer:
    """Return an answer with the postings that suit a person's skills and wishes best, in a line each and as facts."""
    from truerole.core.taxonomy import load_taxonomy
    from truerole.data.market.duties import mix_table, usual_mixes
    from truerole.data.market.listing import list_postings
    from truerole.data.market.skill_match import SkillMatcher
    from truerole.data.store.store import open_store

    with open_store() as store:
        mixes = mix_table(store, index)
        matcher = SkillMatcher(index, postings, load_taxonomy())
        matches = {match.posting: match for match in matcher.rank_postings(person, _LISTED, mixes=mixes)}
        found = list_postings(store, list(matches))
    usual = usual_mixes(index, mixes, filters, (one.reading.role for one in found if one.reading))
    rows = [_row(one, matches[one.number], usual) for one in found]
    lines = [f"{place}. {_line(row)}" for place, row in enumerate(rows, 1)]
    return replace(answer, lines=[*answer.lines, *lines], facts={**answer.facts, "postings": rows})


def _row(one: "Listing", match: "Match", usual: "dict[Role, MeanMix]") -> dict[str, str | float | None]:
    from truerole.phrasing.duties.difference import days_words

    return {
        "title": one.title,
        "company": one.company,
        "url": one.url,
        "score": match.score,
        "coverage": match.coverage,
        "days": days_words(one.reading, usual) or None,
    }


def _line(row: dict[str, str | float | None]) -> str:
    from truerole.phrasing.reading import counted_percent

    named = ", ".join(str(row[part]) for part in ("title", "company") if row[part])
    days = f"; {row['days']}" if row["days"] else ""
    return f"{named}: you know {counted_percent(float(row['coverage'] or 0))} of it{days}."
