"""Survival of jobs: how long they stay open, where some still are and some were seen only from a later day on.

The product-limit estimator of Kaplan and Meier (1958), with the delayed entry of Tsai, Jewell and Wang (1987): a job
counts at an age only if it was under observation at that age. Ages at which few were are left out, as by Lai and Ying
(1991), since a single closing would move the whole curve there.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

# Fewer closed jobs, or fewer under observation at an age, tell nothing.
FEWEST = 20
# The age in days at which enough jobs must be under observation: else nothing is known of those that close soon.
_YOUNG = 7

Days = npt.NDArray[np.int64]
Shares = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class OpenTime:
    """How long jobs stay open: quartiles in days from publication, None where so many have not closed yet.

    `closed` and `open` count the jobs behind it; those that are open count for as long as they were seen. `longest` is
    the highest age in days at which enough were under observation.
    """

    closed: int
    open: int
    quarter: int | None
    median: int | None
    three_quarters: int | None
    longest: int


def open_time(entry: Days, leave: Days, ended: npt.NDArray[np.bool_]) -> OpenTime | None:
    """Estimate how long jobs stay open; None from fewer than FEWEST closed ones, or where too few were seen young.

    For each job (n,): the age in days at which it was first seen, the age at which it closed or was last seen open, and
    whether it closed.
    """
    closed = int(ended.sum())
    if closed < FEWEST or _observed(entry, leave, np.array([_YOUNG]))[0] < FEWEST:
        return None
    ages = np.unique(leave)
    longest = int(ages[_observed(entry, leave, ages) >= FEWEST].max(initial=_YOUNG))
    ages, survival = survival_curve(entry, leave, ended)
    quarter, median, three_quarters = (_first_at_most(ages, survival, share) for share in (0.75, 0.5, 0.25))
    return OpenTime(closed, len(ended) - closed, quarter, median, three_quarters, longest)


def survival_curve(entry: Days, leave: Days, ended: npt.NDArray[np.bool_], fewest: int = FEWEST) -> tuple[Days, Shares]:
    """Return the ages (k,) at which jobs closed, and the shares (k,) that stay open for longer.

    Ages at which fewer than `fewest` jobs were under observation are left out, and jobs that were seen for no day.
    """
    ended = ended & (entry < leave)
    ages, closed = np.unique(leave[ended], return_counts=True)
    observed = _observed(entry, leave, ages)
    enough = observed >= fewest
    return ages[enough], np.cumprod(1 - closed[enough] / observed[enough])


def _observed(entry: Days, leave: Days, ages: Days) -> Days:
    """Return how many jobs were under observation at each age: seen before, and not closed before.

    A job first seen on a day says nothing of that day, as it would not have been seen had it closed.
    """
    seen = entry < leave
    return np.searchsorted(np.sort(entry[seen]), ages, "left") - np.searchsorted(np.sort(leave[seen]), ages, "left")


def _first_at_most(ages: Days, survival: Shares, share: float) -> int | None:
    there = np.flatnonzero(survival <= share + 1e-9)
    return int(ages[there[0]]) if len(there) else None
