"""A made-up index, straight from entries: what a test needs of a market without the seconds that a store takes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyroaring import BitMap

from truerole.core.posting import Posting
from truerole.core.reading import DutyMix, Need, Role, Stage
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry, list_demands
from truerole.data.market.bitmap_index import ALL, YES, BitmapIndex
from truerole.data.market.facets.skills import ASKED, PREFERRED, REQUIRED, SKILL, SPARE, Bitmaps, list_facet

_NEEDS: dict[str, Need] = {"?": "preferred", "~": "context"}
_HALF_SKILLS = {"required": 2, "preferred": 1, "context": 0}

REPORTS: DutyMix = (80, 0, 0, 0, 0, 0, 20)
HALF: DutyMix = (40, 0, 60, 0, 0, 0, 0)
PIPELINES: DutyMix = (0, 90, 0, 0, 10, 0, 0)


def entry_of(number: int, role: Role, skills: Iterable[str], stage: Stage = "unknown") -> StoreEntry:
    """Return an entry that requires skills; "?" stands before what is only nice to have, "~" before a mere mention.

    "r=python" is in the list of alternatives of which "python=python" is the first.
    """
    asked = tuple(_demand(_NEEDS.get(s[0], "required"), *s.lstrip("?~").split("=")) for s in skills)
    reading = StoredReading(role, (0.2,) * 5, True, None, None, 0, stage, "mid", asked)
    return StoreEntry(Posting("s", str(number), "t", ""), reading)


def _demand(need: Need, skill: str, one_of: str | None = None) -> SkillDemand:
    return SkillDemand(skill, need, one_of=one_of)


def index_of(entries: Sequence[StoreEntry]) -> BitmapIndex:
    """Return the index of entries by role, month and skills; the first has the number 1."""
    bits: Bitmaps = {}

    def put(facet: str, value: str, number: int) -> None:
        bits.setdefault(facet, {}).setdefault(value, BitMap()).add(number)

    for number, entry in enumerate(entries, 1):
        put(ALL, YES, number)
        if entry.reading.role:
            put("role", entry.reading.role, number)
        if entry.month:
            put("month", entry.month, number)
        for demand in entry.reading.skills:
            put(SKILL, demand.skill, number)
            if demand.need in (REQUIRED, PREFERRED):
                put(demand.need, demand.skill, number)
        listed = list_demands(entry.reading.skills)
        several = sorted((one for one in listed if len(one) > 1), key=lambda one: (one[0].need, one[0].skill))
        for place, one in enumerate(several):
            for demand in one:
                put(list_facet(place), demand.skill, number)
        counted = {each.skill for each_list in listed for each in each_list}
        for demand in entry.reading.skills:
            if demand.need in (REQUIRED, PREFERRED) and demand.skill not in counted:
                put(SPARE, demand.skill, number)
        if asked := sum(_HALF_SKILLS[first.need] for first, *_ in listed):
            put(ASKED, str(asked), number)
    return BitmapIndex(bits)


def worked_market() -> list[StoreEntry]:
    """Return 30 analysts, half of them modelling for the most part, 22 engineers, and 10 of unknown duties."""
    analysts = [_worked(n, "data_analyst", HALF if n % 2 else REPORTS) for n in range(30)]
    engineers = [_worked(100 + n, "data_engineer", PIPELINES) for n in range(22)]
    return [*analysts, *engineers, *(_worked(200 + n, "data_analyst", None) for n in range(10))]


def _worked(number: int, role: Role, mix: DutyMix | None) -> StoreEntry:
    made = entry_of(number, role, ["sql"], "startup" if role == "data_engineer" else "enterprise")
    title = "Senior data engineer" if role == "data_engineer" else "Data analyst"
    posting = Posting("lever", str(number), title, f"{number} text", country="us", company=f"Firm {number}")
    return replace(made, posting=posting, reading=replace(made.reading, duties=mix), month="2026-03")
