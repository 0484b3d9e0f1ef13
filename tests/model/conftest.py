"""What tests of training, registry and card share: a small market that a linear model can learn."""

from itertools import cycle

import numpy as np
import pytest

from truerole.core.reading import ROLES, Role
from truerole.model.role.term_counts import Label, TermCounts, pack_counts
from truerole.model.role.train import TrainedModel, train
from truerole.model.role.vectorizer import WHOLE_POSTING

RESPONSIBILITIES = 0
# Two words a role, one pair of them, and small change that says nothing.
TERMS = (
    *(f"{word}{role}" for role in ROLES for word in ("does_", "uses_")),
    *(f"does_{role} uses_{role}" for role in ROLES),
    *(f"noise{i}" for i in range(10)),
    "@asked:required:cloud",
)


def small_counts(read: int = 360, sources: int = 12) -> TermCounts:
    """Return postings whose words mostly tell their role; a third are mixed, a sixth of the titles lie."""
    chance = np.random.default_rng(7)
    labels, rows = [], []
    for i, role in zip(range(read), cycle(range(len(ROLES))), strict=False):
        second = int((role + 1) % len(ROLES)) if i % 3 == 0 else None
        title: Role | None = ROLES[(role + 2) % len(ROLES) if chance.random() < 1 / 6 else role]
        title = None if title == "other" else title
        sure = 1 + i % 2 if second is not None else 3
        other = ROLES[second] if second is not None else None
        labels.append(Label(f"p{i}", f"site_2020_{i % sources}", ROLES[role], other, sure, title=title))
        rows.append(_row(chance, role, second))
    return pack_counts(labels, TERMS, rows)


def _row(chance: np.random.Generator, role: int, second: int | None) -> dict[tuple[int, int], int]:
    shown = {2 * role: 2, 2 * role + 1: 1, 2 * len(ROLES) + role: 1}
    if second is not None:
        shown |= {2 * second: 1}
    # Some words of any role stand about, so that nothing is certain.
    shown[int(chance.integers(2 * len(ROLES)))] = int(chance.integers(1, 6))
    noise = {3 * len(ROLES) + int(n): 1 for n in chance.integers(10, size=4)}
    return {(RESPONSIBILITIES, term): n for term, n in (shown | noise).items()} | {(WHOLE_POSTING, len(TERMS) - 1): 1}


@pytest.fixture(scope="session")
def small() -> TermCounts:
    return small_counts()


@pytest.fixture(scope="session")
def trained(small: TermCounts) -> TrainedModel:
    return train(small)
