"""What a posting says: the records that the reader returns, and their JSON contract."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

Role = Literal["data_analyst", "data_engineer", "data_scientist", "ml_engineer", "other"]
Need = Literal["required", "preferred", "context"]
Stage = Literal["startup", "enterprise", "unknown"]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "unknown"]
SectionKind = Literal["responsibilities", "requirements", "preferred", "about", "benefits", "legal", "other"]

ROLES: tuple[Role, ...] = get_args(Role)
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)


class Section(NamedTuple):
    """Mark a block of the text, as code points from `start` to before `end`."""

    kind: SectionKind
    start: int
    end: int


class Evidence(NamedTuple):
    """Say how far a span moves the log-odds of each of ROLES; over all spans the weights of a role make its score."""

    start: int
    end: int
    weights: tuple[float, ...]


class Skill(NamedTuple):
    """Hold a skill that the posting names; `years` as asked for, `mentions` as (start, end)."""

    id: str
    name: str
    category: str
    need: Need
    years: int | None
    mentions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Title:
    """Hold the role that a title names (None: none of the four) and whether the work agrees."""

    text: str
    role: Role | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Signals:
    """Hold deep-learning level 0-3, company stage and seniority, each with the spans of the words that show it."""

    deep_learning: int
    stage: Stage
    seniority: Seniority
    deep_learning_words: tuple[tuple[int, int], ...] = ()
    stage_words: tuple[tuple[int, int], ...] = ()
    seniority_words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold all that one text says; `role` is None where the text is not English.

    `doubt` says in plain words why a reading is not confident, and is None where it is.
    """

    id: str | None
    role: Role | None
    roles: dict[Role, float]
    confident: bool
    title: Title | None
    evidence: tuple[Evidence, ...]
    skills: tuple[Skill, ...]
    signals: Signals
    sections: tuple[Section, ...]
    language: str
    model: str
    doubt: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON contract as plain dicts and lists."""
        return {
            "id": self.id,
            "role": self.role,
            "roles": dict(self.roles),
            "confident": self.confident,
            "title": None
            if self.title is None
            else {"text": self.title.text, "role": self.title.role, "agrees": self.title.agrees},
            "evidence": [
                {"start": start, "end": end, "role": role, "weight": weight}
                for start, end, weights in self.evidence
                for role, weight in zip(ROLES, weights, strict=True)
            ],
            "skills": [
                {
                    "id": s.id,
                    "name": s.name,
                    "category": s.category,
                    "need": s.need,
                    "years": s.years,
                    "mentions": [list(m) for m in s.mentions],
                }
                for s in self.skills
            ],
            "deep_learning": self.signals.deep_learning,
            "stage": self.signals.stage,
            "seniority": self.signals.seniority,
            "sections": [{"kind": s.kind, "start": s.start, "end": s.end} for s in self.sections],
            "language": self.language,
            "model": self.model,
        }


# Texts with fewer known words than this tell too little.
FEWEST_WORDS = 20
