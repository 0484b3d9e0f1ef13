"""Duty profile of a posting: the share of each kind of work, in four views."""

import numpy as np

from truerole.core.reading import SECTION_KINDS
from truerole.model.duties.classifier import NONE, Floats
from truerole.model.text.hash_table import Ints

# Whole posting, responsibilities, requirements, and what stands first among the duties; each of the duties but "none".
KINDS = NONE

_BY_SECTION = np.array([{"responsibilities": 3, "requirements": 2, "about": 0.3, "benefits": 0.05, "legal": 0.02}.get(
    kind, 1) for kind in SECTION_KINDS], np.float32)  # fmt: skip
_DUTIES = np.array([kind == "responsibilities" for kind in SECTION_KINDS], np.float32)
_ASKED = np.array([kind in ("requirements", "preferred") for kind in SECTION_KINDS], np.float32)
_WORK = np.array([kind in ("responsibilities", "other") for kind in SECTION_KINDS], np.float32)
# After so many sentences about work, the next count for a third of the first.
_FADES = 3.0
# A posting with next to no work in it has a small profile, not a sure one.
_LEAST = 0.5


def section_shares(kinds: Ints) -> Floats:
    """Return the weight of each sentence by section (sentences): the duties of the person weigh most."""
    return np.asarray(_BY_SECTION[kinds])


def profile_parts(probabilities: Floats, kinds: Ints, shares: Floats) -> Floats:
    """Return the part of each sentence in the profile (sentences × 28), from duties (sentences × 8) and sections.

    `shares` (sentences) is what each sentence counts for.
    """
    work = probabilities[:, :KINDS]
    work_sections = _WORK.take(kinds)
    before = (work_sections * (1 - probabilities[:, NONE]) * shares).cumsum()
    views = (
        _BY_SECTION.take(kinds),
        _DUTIES.take(kinds),
        _ASKED.take(kinds),
        work_sections * np.exp(-before / _FADES),
    )
    return np.concatenate([_shares(work * (weights * shares)[:, None]) for weights in views], axis=1)


def duty_profile(probabilities: Floats, kinds: Ints, shares: Floats) -> Floats:
    """Return the profile of a posting (28), the sum of the parts of all sentences."""
    return np.asarray(profile_parts(probabilities, kinds, shares).sum(axis=0), np.float32)


def _shares(weighed: Floats) -> Floats:
    return np.asarray(weighed / (weighed.sum() + _LEAST), np.float32)
