"""Records of the store: postings with the readings of a model, as they are written and read back."""

from dataclasses import dataclass

from truerole.core.posting import Posting
from truerole.core.reading import ROLES, DutyMix, Need, Reading, Role, Seniority, Stage, duty_mix


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """Skill that a posting asks for: id, need and years."""

    skill: str
    need: Need
    years: int | None = None


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
        skills=tuple(SkillDemand(s.id, s.need, s.years) for s in reading.skills),
        duties=duty_mix(reading),
    )
