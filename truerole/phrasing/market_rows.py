"""Rows of answers on the market, the same for charts, tables, CSV and JSON; shares are 0 to 1."""

from collections.abc import Iterable, Mapping

from truerole.data.market.aggregates import Proportion
from truerole.data.market.statistics.comparison import SkillDifference
from truerole.data.market.statistics.trends import Trend
from truerole.phrasing.market import trend_words
from truerole.phrasing.skills import skill_name

Row = Mapping[str, str | float | None]


def skill_rows(found: Iterable[Proportion]) -> list[Row]:
    """Return the shares of skills as rows, with 95 % intervals."""
    return [
        {
            "skill": skill_name(share.name),
            "id": share.name,
            "share": share.share,
            "low": share.interval[0],
            "high": share.interval[1],
            "postings": share.count,
            "of": share.total,
        }
        for share in found
    ]


def difference_rows(found: Iterable[SkillDifference], here: str, there: str) -> list[Row]:
    """Return the differences of skills between two sides as rows: standardised shares, difference and ratio."""
    return [
        {
            "skill": skill_name(each.skill),
            "id": each.skill,
            here: each.here,
            there: each.there,
            "difference": each.difference,
            "low": each.low,
            "high": each.high,
            "times": each.ratio,
            "times at least": each.ratio_low,
            "times at most": each.ratio_high,
            "more": here if each.difference > 0 else there,
        }
        for each in found
    ]


def trend_rows(found: Mapping[str, Trend]) -> list[Row]:
    """Return the trends of skills as rows: the verdict, the slope a year with its 95 % interval, what it rests on."""
    return [
        {
            "skill": skill_name(skill),
            "id": skill,
            "verdict": trend.verdict,
            "slope": trend.slope if trend.told else None,
            "low": trend.low if trend.told else None,
            "high": trend.high if trend.told else None,
            "level": trend.level,
            "sources": trend.sources,
            "first": trend.first,
            "last": trend.last,
            "postings": trend.postings,
            "in words": trend_words(trend),
        }
        for skill, trend in found.items()
    ]
