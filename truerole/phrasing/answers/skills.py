"""Answers on skills: how many postings ask for each, and whether that rises or falls."""

from collections.abc import Sequence
from dataclasses import asdict

from truerole.data.market.aggregates import Selection, count_skills
from truerole.data.market.facets.skills import REQUIRED, SKILL
from truerole.data.market.profiles.company_table import company_table
from truerole.data.market.statistics.share_intervals import with_employers
from truerole.data.market.statistics.trends import over_time, skill_trends
from truerole.data.store.store import Store
from truerole.phrasing.answers.answer import Answer
from truerole.phrasing.answers.filters import Spell, as_option, parse_skills
from truerole.phrasing.answers.nothing_left import about_lines
from truerole.phrasing.market import SHARES_METHOD, TREND_METHOD, untold_sentences, untold_together
from truerole.phrasing.market_rows import skill_rows, trend_rows


def skills_answer(store: Store, selection: Selection, top: int, required: bool, spell: Spell = as_option) -> Answer:
    """Return the `top` skills that most postings name, or require, with 95 % intervals, as an answer."""
    index, within, facet = selection.index, selection.postings, REQUIRED if required else SKILL
    counted = [(share, index.bitmap(facet, share.name)) for share in count_skills(index, within, required)[:top]]
    found = with_employers(counted, within, company_table(store, index).company)
    columns = {
        "Skill": lambda row: str(row["skill"]),
        "Required by" if required else "Named by": lambda row: percent_words(row["share"]),
        "95 % interval": lambda row: f"{percent_words(row['low'])} to {percent_words(row['high'])}",
        "Postings": lambda row: f"{row['postings']:,}",
    }
    facts = {"sample": asdict(selection.sample)}
    return Answer(about_lines(selection, SHARES_METHOD, spell=spell), "skills", skill_rows(found), columns, facts)


def trends_answer(
    selection: Selection, wanted: Sequence[str], top: int, required: bool, spell: Spell = as_option
) -> Answer:
    """Return the trends of the wanted skills, else of the `top` most frequent skills, as an answer.

    All time counts unless the selection asks for a period, as two years are too short for a trend. Raises DataError for
    an unknown skill.
    """
    whole = over_time(selection)
    named = list(parse_skills("SKILL" if spell is as_option else spell("of"), wanted))
    shown = named or [share.name for share in count_skills(whole.index, whole.postings, required)[:top]]
    trends = skill_trends(whole.index, whole.postings, shown, required=required, screened=not named)
    said = {skill for skills in untold_together(trends).values() for skill in skills}
    columns = {
        "Skill": lambda row: str(row["skill"]),
        "Trend": lambda row: str(row["verdict" if row["id"] in said else "in words"]),
    }
    lines = about_lines(whole, *untold_sentences(trends), TREND_METHOD, spell=spell)
    return Answer(lines, "trends", trend_rows(trends), columns, {"sample": asdict(whole.sample)})


def percent_words(share: object) -> str:
    """Return a share (0 to 1) in per cent with a place behind the point."""
    return f"{float(str(share)):.1%}".replace("%", " %")
