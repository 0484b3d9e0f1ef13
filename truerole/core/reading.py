"""Reading of a posting: the records that a model returns, their JSON contract, and the mix of the work."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, NamedTuple, get_args

Role = Literal["data_analyst", "data_engineer", "data_scientist", "ml_engineer", "other"]
Need = Literal["required", "preferred", "context"]
Stage = Literal["startup", "enterprise", "unknown"]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "unknown"]
# Why a reading is not confident.
Doubt = Literal["could be either", "too short to tell", "not English"]
SectionKind = Literal["responsibilities", "requirements", "preferred", "about", "benefits", "legal", "other"]
# Trades of postings that are of none of the four roles.
OtherKind = Literal[
    "software development",
    "product or project management",
    "business analysis",
    "sales and marketing",
    "support and operations",
    "science and health",
    "teaching",
    "finance",
]
Duty = Literal[
    "analysis", "data_engineering", "data_science", "ml_engineering", "software", "business", "general", "none"
]

ROLES: tuple[Role, ...] = get_args(Role)
DATA_ROLES = ROLES[:4]
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)
DUTIES: tuple[Duty, ...] = get_args(Duty)
OTHER_KINDS: tuple[OtherKind, ...] = get_args(OtherKind)
# Kinds of work, in the order of a mix.
WORK_KINDS: tuple[Duty, ...] = tuple(kind for kind in DUTIES if kind != "none")
# Per cent of the duties of a posting by WORK_KINDS, which add up to 100.
DutyMix = tuple[int, ...]

# Where the duties of a posting stand; the next kinds count where the ones before hold none.
_PLACES: tuple[frozenset[SectionKind], ...] = (
    frozenset(("responsibilities",)),
    frozenset(("other", "requirements", "preferred", "about")),
)


class Section(NamedTuple):
    """Section of the text, in code points from `start` to before `end`."""

    kind: SectionKind
    start: int
    end: int


class DutySpan(NamedTuple):
    """Sentence from `start` to before `end`, the kind of work that it speaks of, and a second kind or None."""

    start: int
    end: int
    kind: Duty
    second: Duty | None


class Evidence(NamedTuple):
    """Span with a weight for each of ROLES, in log-odds; the weights of all spans add up to a role's score."""

    start: int
    end: int
    weights: tuple[float, ...]


class Skill(NamedTuple):
    """Skill that a posting names; `years` as asked for, `mentions` as (start, end).

    `alternatives` are the ids of skills of which any would do instead, as in "Python or R".
    """

    id: str
    name: str
    category: str
    need: Need
    years: int | None
    mentions: tuple[tuple[int, int], ...]
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """Title, the role that the title names (None: none of the four), and whether the work agrees."""

    text: str
    role: Role | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Signals:
    """Deep-learning level (0 to 3), company stage and seniority, each with the spans that show them."""

    deep_learning: int
    stage: Stage
    seniority: Seniority
    deep_learning_words: tuple[tuple[int, int], ...] = ()
    stage_words: tuple[tuple[int, int], ...] = ()
    seniority_words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading of a text; `role` is None where the text is not English.

    `doubt` says why a reading is not confident, and is None where it is. `text` is the text that was read, where it was
    kept to be shown; it is no part of the JSON contract.
    """

    # How notebooks show a reading: set by `truerole`, as the words for it belong to a higher layer.
    to_html: ClassVar["Callable[[Reading], str] | None"] = None

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
    doubt: Doubt | None = None
    duties: tuple[DutySpan, ...] = ()
    other_kind: OtherKind | None = None
    text: str | None = field(default=None, compare=False, repr=False)

    def _repr_html_(self) -> str | None:
        to_html = type(self).to_html
        return to_html(self) if to_html else None

    def to_dict(self) -> dict[str, Any]:
        """Convert to the JSON contract (`docs/reading.schema.json`), as plain dicts and lists."""
        return {
            "id": self.id,
            "role": self.role,
            "roles": dict(self.roles),
            "confident": self.confident,
            "other_kind": self.other_kind,
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
                    "alternatives": list(s.alternatives),
                }
                for s in self.skills
            ],
            "duties": [{"start": d.start, "end": d.end, "kind": d.kind, "second": d.second} for d in self.duties],
            "deep_learning": self.signals.deep_learning,
            "stage": self.signals.stage,
            "seniority": self.signals.seniority,
            "sections": [{"kind": s.kind, "start": s.start, "end": s.end} for s in self.sections],
            "language": self.language,
            "model": self.model,
        }


# Texts with fewer known words than this tell too little.
FEWEST_WORDS = 20


def work_duties(reading: Reading) -> list[DutySpan]:
    """Return the duties of the person, in order: the sentences of the responsibilities, else all sentences on work."""
    working = [duty for duty in reading.duties if duty.kind != "none"]
    for kinds in _PLACES:
        blocks = [section for section in reading.sections if section.kind in kinds]
        if found := [duty for duty in working if any(b.start <= duty.start < b.end for b in blocks)]:
            return found
    return []


def duty_counts(reading: Reading) -> list[tuple[Duty, int]]:
    """Return how many sentences are of each kind of work, the commonest first."""
    counts = Counter(duty.kind for duty in work_duties(reading))
    return sorted(counts.items(), key=lambda item: (-item[1], DUTIES.index(item[0])))


def duty_mix(reading: Reading) -> DutyMix | None:
    """Return the mix of a posting's duties in whole per cent; None where the text says nothing of the work.

    Rounded by largest remainders (Hamilton's method), of equal ones the earlier kind, so that the sum is 100.
    """
    counts = dict(duty_counts(reading))
    total = sum(counts.values())
    if not total:
        return None
    parts = [divmod(100 * counts.get(kind, 0), total) for kind in WORK_KINDS]
    mix = [whole for whole, _ in parts]
    for place in sorted(range(len(parts)), key=lambda i: -parts[i][1])[: 100 - sum(mix)]:
        mix[place] += 1
    return tuple(mix)
