"""Turn the evidence of a reading into clues: the sentences that tipped it, each pointing to one role."""

from dataclasses import dataclass
from statistics import fmean as mean
from typing import Literal

from truerole.core.reading import ROLES, Evidence, Reading, Role

# Log-odds: a clue of 0.8 alone makes its role about twice as likely against the average of the five.
STRONG = 0.8
CLEAR = 0.4
SLIGHT = 0.1

Strength = Literal["strongly", "clearly", "slightly"]


@dataclass(frozen=True, slots=True)
class Clue:
    """Hold a span of the text, the role it points to, and by how much more than to the average role."""

    start: int
    end: int
    role: Role
    weight: float

    @property
    def strength(self) -> Strength:
        """Return how much it counts, in a word."""
        if self.weight >= STRONG:
            return "strongly"
        return "clearly" if self.weight >= CLEAR else "slightly"


def clues(reading: Reading) -> list[Clue]:
    """Return one clue a span, strongest first; spans that hardly count are left out."""
    found = [_clue(e) for e in reading.evidence if e.start < e.end]
    return sorted((c for c in found if c.weight >= SLIGHT), key=lambda c: -c.weight)


def _clue(evidence: Evidence) -> Clue:
    highest = max(evidence.weights)
    role = ROLES[evidence.weights.index(highest)]
    return Clue(evidence.start, evidence.end, role, highest - mean(evidence.weights))
