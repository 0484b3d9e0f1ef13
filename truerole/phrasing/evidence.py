"""Turn the evidence of a reading into clues: the sentences that tipped it, each pointing to one role."""

from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from truerole.core.reading import ROLES, Evidence, Reading, Role

# Log-odds: a span of 0.8 alone makes its role about twice as likely against the average of the five.
STRONG = 0.8
CLEAR = 0.4
SLIGHT = 0.1

Strength = Literal["strongly", "clearly", "slightly"]


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
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


def excerpt(text: str, limit: int) -> str:
    """Return `text` on one line without its bullet, cut between two words after at most `limit` characters."""
    words = " ".join(text.split()).lstrip("•-–*· ")
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + " …"


def evidence_spans(reading: Reading) -> list[EvidenceSpan]:
    """Return one span a span, strongest first; spans that hardly count are left out."""
    found = [_span_of(e) for e in reading.evidence if e.start < e.end]
    return sorted((c for c in found if c.weight >= SLIGHT), key=lambda c: -c.weight)


def _span_of(evidence: Evidence) -> EvidenceSpan:
    highest = max(evidence.weights)
    role = ROLES[evidence.weights.index(highest)]
    return EvidenceSpan(evidence.start, evidence.end, role, highest - fmean(evidence.weights))
