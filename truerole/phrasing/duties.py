"""Duties in words: what the work of a posting consists of, counted by its sentences."""

from collections import Counter

from truerole.core.reading import DUTIES, Duty, DutySpan, Reading, SectionKind

DUTY_NAMES: dict[Duty, str] = {
    "analysis": "analysis and reports",
    "data_engineering": "data pipelines",
    "data_science": "statistics and modelling",
    "ml_engineering": "ML and AI systems",
    "software": "software and IT",
    "business": "business and coordination",
    "general": "common to any job",
    "none": "not about the work",
}
# Where the duties of a posting stand; the next kinds count where the ones before hold none.
_PLACES: tuple[frozenset[SectionKind], ...] = (
    frozenset(("responsibilities",)),
    frozenset(("other", "requirements", "preferred", "about")),
)


def work_duties(reading: Reading) -> list[DutySpan]:
    """Return the sentences that say what the person will do, in order: the responsibilities, else all of the work."""
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


def duties_sentence(reading: Reading) -> str:
    """Return the duties of a posting as a sentence; empty where the text says nothing of the work."""
    counts = duty_counts(reading)
    total = sum(n for _, n in counts)
    if not total:
        return ""
    named = [f"{n} {DUTY_NAMES[kind]}" for kind, n in counts]
    if total == 1:
        return f"The one duty is {DUTY_NAMES[counts[0][0]]}."
    if len(named) == 1:
        return f"All {total} duties are {DUTY_NAMES[counts[0][0]]}."
    return f"Of {total} duties, {', '.join(named[:-1])} and {named[-1]}."
