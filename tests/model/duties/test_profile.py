"""The duty profile: shares of the work in four views, by the sentences that they come from."""

import numpy as np
import pytest

from truerole.core.reading import DUTIES, SECTION_KINDS
from truerole.model.duties import profile
from truerole.model.duties.profile import KINDS, profile_parts, section_shares
from truerole.model.role.term_counts import PROFILE

ANALYSIS, SOFTWARE, NONE = (DUTIES.index(name) for name in ("analysis", "software", "none"))


def sure(*duties: int) -> np.ndarray:
    """Return probabilities of sentences that are surely of these duties."""
    return np.eye(len(DUTIES), dtype=np.float32)[list(duties)]


def duty_profile(probabilities: np.ndarray, places: np.ndarray, shares: np.ndarray | None = None) -> np.ndarray:
    return profile.duty_profile(probabilities, places, np.ones(len(places), np.float32) if shares is None else shares)


def kinds(*names: str) -> np.ndarray:
    return np.array([SECTION_KINDS.index(name) for name in names], np.int64)


def test_the_parts_add_up_to_the_profile() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(len(DUTIES)), 40).astype(np.float32)
    places = rng.integers(0, len(SECTION_KINDS), 40)
    parts = profile_parts(probabilities, places, np.ones(40, np.float32))
    assert parts.shape == (40, PROFILE)
    assert duty_profile(probabilities, places) == pytest.approx(parts.sum(axis=0), abs=1e-6)
    assert (parts >= 0).all()
    assert (duty_profile(probabilities, places).reshape(4, KINDS).sum(axis=1) < 1).all()


def test_more_of_a_kind_has_more_of_the_profile() -> None:
    found = duty_profile(sure(ANALYSIS, ANALYSIS, SOFTWARE), kinds(*["responsibilities"] * 3))
    assert found[ANALYSIS] > found[SOFTWARE] > found[SOFTWARE - 1] == 0


def test_what_stands_first_weighs_more_in_the_last_view() -> None:
    found = duty_profile(sure(ANALYSIS, SOFTWARE), kinds("responsibilities", "responsibilities"))
    last = found[3 * KINDS :]
    assert last[ANALYSIS] > last[SOFTWARE] > 0
    assert found[ANALYSIS] == pytest.approx(found[SOFTWARE])


@pytest.mark.parametrize(
    ("section", "views"),
    [
        ("responsibilities", [1, 1, 0, 1]),
        ("requirements", [1, 0, 1, 0]),
        ("about", [1, 0, 0, 0]),
        ("other", [1, 0, 0, 1]),
    ],
)
def test_each_view_sees_its_sections(section: str, views: list[int]) -> None:
    found = duty_profile(sure(ANALYSIS), kinds(section)).reshape(4, KINDS)
    assert (found[:, ANALYSIS] > 0).astype(int).tolist() == views


def test_what_counts_less_has_less_of_the_profile() -> None:
    half = np.array([1, 0.5], np.float32)
    found = duty_profile(sure(ANALYSIS, SOFTWARE), kinds("responsibilities", "responsibilities"), half)
    assert found[SOFTWARE] == pytest.approx(found[ANALYSIS] / 2)


def test_text_without_work_has_an_empty_profile() -> None:
    assert not duty_profile(sure(NONE, NONE), kinds("about", "legal")).any()
    assert not duty_profile(np.zeros((0, len(DUTIES)), np.float32), kinds()).any()


def test_duties_count_more_than_small_print() -> None:
    shares = section_shares(kinds("responsibilities", "requirements", "other", "about", "benefits", "legal"))
    assert (np.diff(shares) < 0).all()
