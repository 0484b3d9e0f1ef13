"""Query strategies of active learning: each ranks a pool of postings by the use of a label.

Least margin: Scheffer, Decomain and Wrobel (2001). What lies far from all that is known: after Sener and Savarese
(2018), by the skills that postings ask for. A share is always drawn at random, whatever the order, so that the labels
tell how often the model is right on an ordinary posting.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from truerole.core.labels import QueryStrategy, QueueOrder

RANDOM_SHARE = 0.15
# What the default order asks for, of ten turns that are not left to chance.
MIX: tuple[QueryStrategy, ...] = ("uncertain",) * 6 + ("title",) * 2 + ("novel",) * 2
# So many of one company in a row are enough.
MOST_OF_COMPANY = 4
# A posting with fewer skills is far from all others, yet tells nothing.
FEWEST_SKILLS = 3

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CandidatePool:
    """Pool of n candidate postings: the probabilities of roles (n × 5), and the role that each title names.

    `named` numbers that role, -1 where it names none. `skills` says which of s skills each asks for (n × s), `known`
    the same of postings that are known already (m × s). An order needs but what it ranks by.
    """

    shares: npt.NDArray[np.float64]
    named: Ints
    skills: Flags
    known: Flags


def choose_strategy(order: QueueOrder, turn: Random) -> QueryStrategy:
    """Choose the query strategy of a turn; deterministic for the seed of `turn`."""
    if turn.random() < RANDOM_SHARE:
        return "random"
    return turn.choice(MIX) if order == "mix" else order


def least_margin(pool: CandidatePool) -> Ints:
    """Rank by the least margin of the two likeliest roles (uncertainty sampling; Scheffer et al. 2001)."""
    second, first = np.sort(pool.shares, axis=1)[:, -2:].T
    return np.argsort(first - second, kind="stable")


def title_disagreement(pool: CandidatePool) -> Ints:
    """Rank by the probability of the role that the title names, the least first; titles without a role come last."""
    rows = np.arange(len(pool.named))
    return np.argsort(np.where(pool.named < 0, 1.0, pool.shares[rows, pool.named]), kind="stable")


def core_set(pool: CandidatePool) -> Ints:
    """Rank by the least Jaccard similarity of skills to the nearest known posting (core-set; Sener 2018)."""
    counts = pool.skills.sum(axis=1)
    shared = pool.skills.astype(np.float32) @ pool.known.astype(np.float32).T
    either = counts[:, None] + pool.known.sum(axis=1)[None, :] - shared
    nearest = (shared / np.maximum(either, 1)).max(axis=1, initial=0.0)
    return np.argsort(np.where(counts < FEWEST_SKILLS, 2.0, nearest), kind="stable")


def random_sampling(pool: CandidatePool) -> Ints:
    """Keep the random order of the draw."""
    return np.arange(len(pool.named))


STRATEGIES: dict[QueryStrategy, Callable[[CandidatePool], Ints]] = {
    "uncertain": least_margin,
    "title": title_disagreement,
    "novel": core_set,
    "random": random_sampling,
}


def is_company_streak(company: str | None, before: Sequence[str | None]) -> bool:
    """Return whether the last four postings were all of this company."""
    recent = before[-MOST_OF_COMPANY:]
    return company is not None and len(recent) == MOST_OF_COMPANY and set(recent) == {company}
