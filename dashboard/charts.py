"""Draw small charts as HTML: quick, readable by screen readers, the same on a phone."""

from dashboard.highlight import ROLE_CLASSES
from dashboard.words import SHORT_NAMES, percent
from model.reading import ROLES, Role


def mix(roles: dict[Role, float]) -> str:
    """Return the shares of the roles as one stacked bar with its legend."""
    shares = [(role, roles[role]) for role in ROLES]
    spoken = ", ".join(f"{SHORT_NAMES[role]} {percent(share)}" for role, share in shares)
    bar = "".join(_slice(role, share) for role, share in shares)
    keys = "".join(_key(role, share) for role, share in shares)
    return f'<div class="tr-bar" role="img" aria-label="The mix: {spoken}">{bar}</div><ul class="tr-legend">{keys}</ul>'


def _slice(role: Role, share: float) -> str:
    return f'<div class="{ROLE_CLASSES[role]}" style="flex-grow:{share:.4f}" title="{SHORT_NAMES[role]}"></div>'


def _key(role: Role, share: float) -> str:
    return f'<li><i class="{ROLE_CLASSES[role]}"></i>{SHORT_NAMES[role]} <b>{percent(share)}</b></li>'
