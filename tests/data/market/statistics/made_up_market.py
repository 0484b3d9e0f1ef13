"""A made-up market whose truth is known: sources of different level, whose sizes change from month to month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import Bitmaps

SKILL = "spark"


@dataclass(frozen=True)
class MadeUpCell:
    """Postings of a source in a month, by role, with the share that names the skill."""

    source: str
    month: str
    postings: int
    share: float
    role: str = "data_engineer"


def make_market(cells: Sequence[MadeUpCell], seed: int | None = 0) -> BitmapIndex:
    """Return an index of the cells; the skill is named by chance, or exactly as often where `seed` is None."""
    draw, bits = np.random.default_rng(seed), Bitmaps()
    number = 0
    for cell in cells:
        named = round(cell.postings * cell.share) if seed is None else draw.binomial(cell.postings, cell.share)
        here = BitMap(range(number, number + cell.postings))
        number += cell.postings
        facets = {"source": cell.source, "month": cell.month, "role": cell.role, "all": "yes"}
        for facet, value in facets.items():
            values = bits.setdefault(facet, {})
            values[value] = values.get(value, BitMap()) | here
        skills = bits.setdefault("skill", {})
        skills[SKILL] = skills.get(SKILL, BitMap()) | here[:named]
    return BitmapIndex(bits)


def months(first_year: int, count: int) -> list[str]:
    """Return months in a row, from January of a year on."""
    return [f"{first_year + n // 12}-{n % 12 + 1:02}" for n in range(count)]


def changing_sources(yearly_trend: float = 0.0, count: int = 48) -> list[MadeUpCell]:
    """Return a market that goes from a source that names the skill often to one that does so seldom.

    The pooled share falls from 50 to 10 %; within either source it changes by `yearly_trend` a year.
    """
    return [
        MadeUpCell(source, month, postings, level + yearly_trend * n / 12)
        for n, month in enumerate(months(2020, count))
        for source, level, postings in (("old", 0.5, 200 - 4 * n), ("new", 0.1, 8 + 4 * n))
    ]
