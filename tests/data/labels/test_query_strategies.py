from collections import Counter
from random import Random

import numpy as np
import pytest

from truerole.core.reading import ROLES
from truerole.data.labels.query_strategies import (
    RANDOM_SHARE,
    STRATEGIES,
    CandidatePool,
    choose_strategy,
    is_company_streak,
)

#                    analyst engineer scientist ML   other
SHARES = np.array([[0.90, 0.05, 0.03, 0.01, 0.01],
                   [0.40, 0.39, 0.11, 0.05, 0.05],
                   [0.02, 0.02, 0.66, 0.20, 0.10]])  # fmt: skip
NAMED = np.array([ROLES.index("data_engineer"), -1, ROLES.index("data_analyst")])
SKILLS = np.array([[1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1], [1, 0, 0, 0, 0, 1]], bool)
KNOWN = np.array([[1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 0]], bool)


def pool(n: int = 3, known: np.ndarray = KNOWN) -> CandidatePool:
    return CandidatePool(SHARES[:n], NAMED[:n], SKILLS[:n], known)


@pytest.mark.parametrize(
    ("order", "ranked"),
    [
        ("uncertain", [1, 2, 0]),
        ("title", [2, 0, 1]),  # the second one's title names no role
        ("novel", [1, 0, 2]),  # the last one asks for too few skills to tell
        ("random", [0, 1, 2]),
    ],
)
def test_each_order_ranks_by_its_own(order: str, ranked: list[int]) -> None:
    assert STRATEGIES[order](pool()).tolist() == ranked


@pytest.mark.parametrize("order", STRATEGIES)
def test_nothing_to_rank_and_nothing_known(order: str) -> None:
    assert STRATEGIES[order](pool(0)).tolist() == []
    nothing = np.zeros((0, SKILLS.shape[1]), bool)
    assert sorted(STRATEGIES[order](pool(known=nothing)).tolist()) == [0, 1, 2]


@pytest.mark.parametrize("order", ["mix", "uncertain", "title", "novel", "random"])
def test_a_share_is_random_whatever_the_order(order: str) -> None:
    reasons = Counter(choose_strategy(order, Random(f"me {turn}")) for turn in range(4_000))
    assert abs(reasons["random"] / 4_000 - (1 if order == "random" else RANDOM_SHARE)) < 0.02
    assert set(reasons) == {"random", "uncertain", "title", "novel"} if order == "mix" else {"random", order}


def test_the_same_turn_has_the_same_reason() -> None:
    assert len({choose_strategy("mix", Random("me 7")) for _ in range(9)}) == 1


@pytest.mark.parametrize(
    ("company", "before", "enough"),
    [
        ("a", ["a"] * 4, True),
        ("a", ["b", "a", "a", "a", "a"], True),
        ("a", ["a", "a", "a", "a", "b"], False),
        ("a", ["a"] * 3, False),
        (None, [None] * 9, False),  # that none names a company tells nothing
        ("a", [], False),
    ],
)
def test_never_five_of_one_company_in_a_row(company: str | None, before: list[str | None], enough: bool) -> None:
    assert is_company_streak(company, before) is enough
