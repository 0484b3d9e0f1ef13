"""Duty profile of a posting: the share of each kind of work, in four views."""

import numpy as np

from truerole.core.reading import SECTION_KINDS
from truerole.model.duties.classifier import NONE, Floats
from truerole.model.text.hash_table import Ints

# Whole posting, responsibilities, requirements, and what stands first among the duties; each of the duties but "none".
KINDS = NONE

_BY_SECTION = np.array([{"responsibilities": 3, "requirements": 2, "about": 0.3, "benefits": 0.05, "legal": 0.02}.get(
    kind, 1) for kind in SECTION_KINDS], np.float32)  # fmt: skip
_RESPONSIBILITIES = np.array([kind == "responsibilities" for kind in SECTION_KINDS], np.float32)
_ASKED = np.array([kind in ("requirements", "preferred") for kind in SECTION_KINDS], np.float32)
_WORK = np.array([kind in ("responsibilities", "other") for kind in SECTION_KINDS], np.float32)
_WEIGHTS = np.stack((_BY_SECTION, _RESPONSIBILITIES, _ASKED, _WORK))
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
    work = 1 - probabilities[:, NONE]
    views = _WEIGHTS.take(kinds, axis=1) * shares
    views[-1] *= np.exp((views[-1] * work).cumsum() / -_FADES)
    views /= (views @ work + _LEAST)[:, None]
    parts = views.T[:, :, None] * probabilities[:, None, :KINDS]
    return np.asarray(parts, np.float32).reshape(len(kinds), len(_WEIGHTS) * KINDS)


def duty_profile(probabilities: Floats, kinds: Ints, shares: Floats) -> Floats:
    """Return the profile of a posting (28), the sum of the parts of all sentences."""
    return np.asarray(profile_parts(probabilities, kinds, shares).sum(axis=0), np.float32)
