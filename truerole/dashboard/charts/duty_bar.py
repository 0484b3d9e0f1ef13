"""Stacked bar of the duties of a posting as HTML: quick, accessible to screen readers, the same on a phone."""

from truerole.core.reading import Duty, Reading, duty_counts
from truerole.phrasing.escape import escape
from truerole.phrasing.html.highlight import DUTY_CLASSES
from truerole.phrasing.reading import DUTY_NAMES, duties_sentence


def duty_bar(reading: Reading) -> str:
    """Return the duties as a stacked bar, with the counts in a sentence below; empty without duties."""
    counts = duty_counts(reading)
    if not counts:
        return ""
    said = escape(duties_sentence(reading))
    parts = "".join(_part(kind, n) for kind, n in counts)
    return f'<div class="tr-bar" role="img" aria-label="{said}">{parts}</div><p class="tr-duty-line">{said}</p>'


def _part(kind: Duty, n: int) -> str:
    return f'<div class="{DUTY_CLASSES[kind]}" style="flex-grow: {n}" title="{DUTY_NAMES[kind]}: {n}"></div>'
