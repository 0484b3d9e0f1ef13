import numpy as np
import pytest

from truerole.model.text.hash_table import MISSING, HashIndex, hash_index, hashes_of


def linear(hashes: np.ndarray, sought: np.ndarray) -> list[int]:
    places = {h: i for i, h in enumerate(hashes.tolist(), 1)}
    return [places.get(h, MISSING) for h in sought.tolist()]


@pytest.mark.parametrize("size", [0, 1, 2, 7, 1000, 20_000])
def test_finds_what_a_dict_finds(size: int) -> None:
    numbers = np.random.default_rng(size).permutation(4 * size + 4)
    hashes = hashes_of(numbers[:size])
    assert hash_index(hashes).find(hashes_of(numbers)).tolist() == linear(hashes, hashes_of(numbers))


def crowded() -> np.ndarray:
    """Return hashes that all want the last place, or the first."""
    return np.array([2**64 - 1 - i for i in range(40)] + list(range(40)), np.uint64)


def test_crowded_places_lose_nothing() -> None:
    hashes = crowded()
    index: HashIndex = hash_index(hashes)
    assert index.find(hashes).tolist() == list(range(1, 81))
    assert index.find(np.array([1 << 63, 2**64 - 99, 77], np.uint64)).tolist() == [MISSING] * 3


def test_nothing_sought_nothing_found() -> None:
    assert hash_index(crowded()).find(np.zeros(0, np.uint64)).tolist() == []
