"""Mix of work of a posting: how many of the duties are of each kind, in sentences and in per cent."""

from collections import Counter

from truerole.core.reading import DUTIES, Duty, DutySpan, Reading, SectionKind

# Kinds of work, in the order of a mix.
WORK_KINDS: tuple[Duty, ...] = tuple(kind for kind in DUTIES if kind != "none")
# Per cent of the duties of a posting by WORK_KINDS, which add up to 100.
DutyMix = tuple[int, ...]

# Where the duties of a posting stand; the next kinds count where the ones before hold none.
_PLACES: tuple[frozenset[SectionKind], ...] = (
    frozenset(("responsibilities",)),
    frozenset(("other", "requirements", "preferred", "about")),
)


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
