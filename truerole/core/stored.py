"""What the store keeps: a posting with what a model read in it."""

from dataclasses import dataclass

from truerole.core.posting import Posting
from truerole.core.reading import ROLES, Need, Reading, Role, Seniority, Stage


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """Hold a skill that a posting names: its id, need and years."""

    skill: str
    need: Need
    years: int | None = None


@dataclass(frozen=True, slots=True)
class StoredReading:
    """Hold what a reading says of a posting, without places in a text."""

    role: Role | None
    roles: tuple[float, ...]
    confident: bool
    title_role: Role | None
    agrees: bool | None
    deep_learning: int
    stage: Stage
    seniority: Seniority
    skills: tuple[SkillDemand, ...]


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """Hold a posting with its reading; `month` where the day is not known, `sample` for what ships with TrueRole.

    `alike` is the external id of the posting of the sample whose text it repeats; of others the store finds that.
    `own` is its text without what most postings of its board say (`data/dedup/boilerplate.py`), where that is known.
    """

    posting: Posting
    reading: StoredReading
    month: str | None = None
    sample: bool = False
    duplicate_of: str | None = None
    own_text: str | None = None


def stored_reading_of(reading: Reading) -> StoredReading:
    """Return the facts of a reading."""
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
    )
