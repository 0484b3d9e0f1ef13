"""Features of the signals' models, and cues: features found at a place of a text."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, get_args

Signal = Literal["seniority", "stage", "deep_learning"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """Feature of a signal's model: a `name` within a `group` of cues.

    `intern_feature` makes them, of each only one.
    """

    signal: Signal
    group: str
    name: str


@cache
def intern_feature(signal: Signal, group: str, name: str) -> Feature:
    """Intern a feature: the same names give the same object, which is quicker to look up."""
    return Feature(signal, group, name)


class SignalCue(NamedTuple):
    """Cue found at tokens `first` to before `last`; both are NOWHERE for cues of the title and of the whole text."""

    feature: Feature
    first: int
    last: int
