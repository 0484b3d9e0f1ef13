"""Stacked bars of roles as HTML: quick, accessible to screen readers, the same on a phone."""

from collections.abc import Mapping

from truerole.core.reading import ROLES, Role
from truerole.phrasing.html.highlight import ROLE_CLASSES
from truerole.phrasing.reading import ROLE_NAMES, percent


def role_mix_bar(roles: dict[Role, float]) -> str:
    """Return the role probabilities as a stacked bar with a legend."""
    shares = [(role, roles[role]) for role in ROLES]
    spoken = ", ".join(f"{ROLE_NAMES[role]} {percent(share)}" for role, share in shares)
    bar = "".join(_slice(role, share) for role, share in shares)
    keys = "".join(_key(role, share) for role, share in shares)
    return f'<div class="tr-bar" role="img" aria-label="The mix: {spoken}">{bar}</div><ul class="tr-legend">{keys}</ul>'


def label_counts_bar(counts: Mapping[Role, int]) -> str:
    """Return the number of labels by role as a stacked bar with a legend; at least a single label."""
    total = sum(counts[role] for role in ROLES)
    spoken = ", ".join(f"{ROLE_NAMES[role]} {counts[role]:,}" for role in ROLES)
    bar = "".join(_slice(role, counts[role] / total) for role in ROLES if counts[role])
    keys = "".join(
        f'<li><i class="{ROLE_CLASSES[role]}"></i>{ROLE_NAMES[role]} <b>{counts[role]:,}</b></li>' for role in ROLES
    )
    return f'<div class="tr-bar" role="img" aria-label="{spoken}">{bar}</div><ul class="tr-legend">{keys}</ul>'


def _slice(role: Role, share: float) -> str:
    return f'<div class="{ROLE_CLASSES[role]}" style="flex-grow:{share:.4f}" title="{ROLE_NAMES[role]}"></div>'


def _key(role: Role, share: float) -> str:
    return f'<li><i class="{ROLE_CLASSES[role]}"></i>{ROLE_NAMES[role]} <b>{percent(share)}</b></li>'
