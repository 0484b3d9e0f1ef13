"""Evidence spans: the sentences that tipped a reading, each pointing to a role."""

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
    """Span of a text with a role, and the log-odds by which the span points there, against the mean of all roles."""

    start: int
    end: int
    role: Role
    weight: float

    @property
    def strength(self) -> Strength:
        """Return how strongly the span counts, as an adverb."""
        if self.weight >= STRONG:
            return "strongly"
        return "clearly" if self.weight >= CLEAR else "slightly"


def excerpt(text: str, limit: int) -> str:
    """Return `text` on a single line without a leading bullet, cut between two words at `limit` characters."""
    words = " ".join(text.split()).lstrip("•-–*· ")
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + " …"


def evidence_spans(reading: Reading) -> list[EvidenceSpan]:
    """Return the evidence of a reading as spans, strongest first, without those below the threshold `SLIGHT`."""
    found = [_span_of(e) for e in reading.evidence if e.start < e.end]
    return sorted((c for c in found if c.weight >= SLIGHT), key=lambda c: -c.weight)


def _span_of(evidence: Evidence) -> EvidenceSpan:
    highest = max(evidence.weights)
    role = ROLES[evidence.weights.index(highest)]
    return EvidenceSpan(evidence.start, evidence.end, role, highest - fmean(evidence.weights))
