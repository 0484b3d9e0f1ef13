"""Wishes for duties in words: the kinds that may be wished for, names of them, and the weights that they mean."""

from collections.abc import Iterable

from truerole.core.reading import WORK_KINDS, Duty
from truerole.phrasing.duties.mix import SHORT_NAMES
from truerole.phrasing.reading import DUTY_NAMES

# What is common to any job is nothing to choose by.
WISHED_KINDS: tuple[Duty, ...] = tuple(kind for kind in WORK_KINDS if kind != "general")


def find_kind(name: str) -> Duty | None:
    """Return the kind of work of a name: the id, the name or the short name, in upper or lower case; else None."""
    wanted = " ".join(name.lower().replace("_", " ").split())
    for kind in WISHED_KINDS:
        if wanted in (kind.replace("_", " "), DUTY_NAMES[kind].lower(), SHORT_NAMES[kind].lower()):
            return kind
    return None


def duty_weights(more: Iterable[Duty], less: Iterable[Duty]) -> dict[Duty, float]:
    """Return weights for kinds to have more of (1) or less of (-1); a kind in both is no wish."""
    liked, disliked = set(more), set(less)
    return {kind: 1.0 if kind in liked else -1.0 for kind in WISHED_KINDS if kind in liked ^ disliked}
