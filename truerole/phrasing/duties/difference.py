"""Differences between two mixes of duties in words: of a posting and its role, of two postings."""

from collections.abc import Mapping, Sequence

from truerole.core.reading import WORK_KINDS, DutyMix, Role
from truerole.core.stored import StoredReading
from truerole.data.market.duties import MeanMix
from truerole.phrasing.reading import DUTY_NAMES, PLURALS

# Percentage points from which a difference is told, and how many of either direction.
LEAST = 10
_MOST = 2


def difference_words(mix: Sequence[float], other: Sequence[float]) -> str:
    """Return how a mix differs from another, both in per cent by WORK_KINDS; empty where no kind differs by `LEAST`."""
    points = [(round(a - b), kind) for a, b, kind in zip(mix, other, WORK_KINDS, strict=True)]
    differences = sorted(points, key=lambda difference: -abs(difference[0]))
    more = [f"{d} points more {DUTY_NAMES[kind]}" for d, kind in differences if d >= LEAST][:_MOST]
    fewer = [f"{-d} points less {DUTY_NAMES[kind]}" for d, kind in differences if d <= -LEAST][:_MOST]
    return ", ".join(more + fewer)


def usual_sentence(mix: DutyMix, usual: Sequence[float], role: Role) -> str:
    """Return how a posting's mix differs from the usual mix of its role, shares of 0 to 1 by WORK_KINDS."""
    words = difference_words(mix, [100 * share for share in usual])
    return f"{words} than usual for {PLURALS[role]}" if words else f"about the usual mix of {PLURALS[role]}"


def days_words(reading: StoredReading | None, usual: Mapping[Role, MeanMix]) -> str:
    """Return how the mix of a reading differs from the usual mix of the role; empty where either is not known."""
    if reading is None or reading.role is None or reading.duties is None or reading.role not in usual:
        return ""
    return usual_sentence(reading.duties, usual[reading.role].shares, reading.role)


def sides_sentence(one: DutyMix | None, other: DutyMix | None) -> str:
    """Return how the mixes of two postings side by side differ; empty where neither is known."""
    if one is None or other is None:
        silent = "first" if one is None else "second"
        return "" if one is other else f"The text of the {silent} says nothing of the work."
    words = difference_words(one, other)
    return f"The first has {words} than the second." if words else "Both hold much the same mix of work."
