"""Records of the store: postings with the readings of a model, as they are written and read back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from truerole.core.posting import Posting
from truerole.core.reading import ROLES, DutyMix, Need, Reading, Role, Seniority, Skill, Stage, duty_mix

_NEEDS: tuple[Need, ...] = get_args(Need)


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """Skill that a posting asks for: id, need, years, and the list of alternatives that the skill is in.

    `one_of` is the id of the first skill of the list, which names itself; None where the skill is asked for by itself.
    """

    skill: str
    need: Need
    years: int | None = None
    one_of: str | None = None


@dataclass(frozen=True, slots=True)
class StoredReading:
    """Reading of a posting without character offsets, as stored; `roles` in the order of `ROLES`.

    `duties` is the mix of the work, None where the text says nothing of it, or the model read no duties.
    """

    role: Role | None
    roles: tuple[float, ...]
    confident: bool
    title_role: Role | None
    agrees: bool | None
    deep_learning: int
    stage: Stage
    seniority: Seniority
    skills: tuple[SkillDemand, ...]
    duties: DutyMix | None = None


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """Posting with a reading, ready to be stored.

    `month` ("2026-07") where the day is not known; `sample` for postings that ship with TrueRole. `duplicate_of` is the
    external id of the sample's posting whose text is repeated; for all others the store finds duplicates. `own_text` is
    the description without the boilerplate of the board (`data/dedup/boilerplate.py`), where known.
    """

    posting: Posting
    reading: StoredReading
    month: str | None = None
    sample: bool = False
    duplicate_of: str | None = None
    own_text: str | None = None


def stored_reading_of(reading: Reading) -> StoredReading:
    """Convert a `Reading` to a `StoredReading`."""
    title = reading.title
    return StoredReading(
        role=reading.role,
        roles=tuple(reading.roles[role] for role in ROLES),
        confident=reading.confident,
        title_role=title.role if title else None,
        agrees=title.agrees if title else None,
        deep_learning=reading.signals.deep_learning,
        stage=reading.signals.stage,
        seniority=reading.signals.seniority,
        skills=skill_demands(reading.skills),
        duties=duty_mix(reading),
    )


def skill_demands(skills: Sequence[Skill]) -> tuple[SkillDemand, ...]:
    """Convert the skills of a reading to demands, each with the first skill of the list of alternatives."""
    firsts = _firsts(skills)
    return tuple(SkillDemand(skill.id, skill.need, skill.years, firsts.get(skill.id)) for skill in skills)


def _firsts(skills: Sequence[Skill]) -> dict[str, str]:
    """Map each skill that has alternatives to the first of the list: a skill asked for alone, or needed most."""
    by_id, firsts = {skill.id: skill for skill in skills}, dict[str, str]()
    for listed in _joined({skill.id, *skill.alternatives} & by_id.keys() for skill in skills if skill.alternatives):
        here = [skill for skill in skills if skill.id in listed]
        first = min(here, key=lambda skill: (bool(skill.alternatives), _NEEDS.index(skill.need)))
        firsts |= {skill.id: first.id for skill in here if skill.alternatives}
    return firsts


def _joined(lists: Iterable[set[str]]) -> list[set[str]]:
    """Join lists that share a skill, so that no skill is in two: "Python or R" with "Python or Java"."""
    joined: list[set[str]] = []
    for listed in lists:
        apart = [each for each in joined if each.isdisjoint(listed)]
        joined = [*apart, listed.union(*(each for each in joined if each not in apart))]
    return joined


def list_demands(skills: Iterable[SkillDemand]) -> list[tuple[SkillDemand, ...]]:
    """Return the demands of a posting: for each the skills of which any will do, the first of the list first.

    All of a list are needed alike. A skill that would do instead of one that is asked for by itself, or more strongly,
    is no demand: "Python is a must. Python or Java" asks for Python alone.
    """
    asked = [skill for skill in skills if skill.need != "context"]
    listed = [skill for skill in asked if skill.one_of is not None]
    return [
        (first, *(other for other in listed if other is not first and _goes_with(first, other)))
        for first in asked
        if first.one_of in (None, first.skill)
    ]


def _goes_with(first: SkillDemand, other: SkillDemand) -> bool:
    return (other.one_of, other.need) == (first.one_of, first.need)
