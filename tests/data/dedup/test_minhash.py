import random

import numpy as np
import pytest

from truerole.data.dedup import minhash
from truerole.data.dedup.minhash import MIN_WORDS, N_BANDS, hash_words, jaccard_estimate, lsh_bands, minhash_signature

VOCABULARY = (
    "data pipeline model report dashboard team customer build own design test deploy measure improve explain cloud "
    "warehouse query table stream batch feature metric forecast experiment review mentor plan budget vendor finance "
    "health energy retail safety quality release monitor alert schedule ingest clean join rank cluster label train"
).split()


def text(seed: int, words: int = 300) -> str:
    choose = random.Random(seed)
    return " ".join(choose.choice(VOCABULARY) for _ in range(words))


def changed(given: str, share: float, seed: int = 0) -> str:
    choose, words = random.Random(seed), given.split()
    for place in choose.sample(range(len(words)), round(share * len(words))):
        words[place] = f"other{place}"
    return " ".join(words)


def jaccard(one: str, other: str) -> float:
    runs = [{tuple(w[i : i + 4]) for i in range(len(w) - 3)} for w in (one.split(), other.split())]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


# Texts and their sketches


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Build data pipelines", "build DATA\n\npipelines", True),
        ("* Build,  data; pipelines!", "- Build data (pipelines)", True),
        ("ÜBER Öl", "über öl", True),
        ("3 years", "5 years", False),
        ("build data", "data build", False),
        ("ab c", "a bc", False),
        ("zürich", "zurich", False),
        ("", " \n*•🙂\ud800", True),
    ],
)
def test_words_are_the_same_in_any_dress(one: str, other: str, same: bool) -> None:
    assert (hash_words(one).tolist() == hash_words(other).tolist()) == same


def test_a_sketch_is_small_and_never_changes() -> None:
    kept = minhash_signature(text(1))
    assert (len(kept), kept) == (128, minhash_signature(text(1)))
    # Written down: a store keeps sketches, and those of another day must be comparable.
    assert kept[:8].hex() == "e2accecdb38c2edd"


@pytest.mark.parametrize("short", ["", " ", "🙂" * 500, "- " * 500, text(1, MIN_WORDS - 1)])
def test_too_short_to_be_called_the_same(short: str) -> None:
    assert (
        minhash_signature(short),
        lsh_bands(minhash_signature(short)),
        jaccard_estimate(minhash_signature(short), minhash_signature(short)),
    ) == (b"", [], 0.0)


@pytest.mark.parametrize(("words", "fewest", "kept"), [(20, 20, 128), (19, 20, 0), (3, 0, 0), (4, 0, 128)])
def test_how_many_words_are_enough_may_be_said(words: int, fewest: int, kept: int) -> None:
    assert len(minhash_signature(text(1, words), fewest)) == kept


@pytest.mark.parametrize("words", [MIN_WORDS, 41, 5_000, 60_000])
def test_short_and_long_texts(words: int) -> None:
    given = text(3, words)
    assert jaccard_estimate(minhash_signature(given), minhash_signature(given.upper())) == 1
    assert len(set(lsh_bands(minhash_signature(given)))) == N_BANDS


@pytest.mark.parametrize("share", [0.0, 0.01, 0.03, 0.06, 0.15, 0.5, 1.0])
def test_likeness_is_about_that_of_the_texts(share: float) -> None:
    off = []
    for seed in range(40):
        one, other = text(seed), changed(text(seed), share, seed)
        off.append(jaccard_estimate(minhash_signature(one), minhash_signature(other)) - jaccard(one, other))
    assert abs(np.mean(off)) < 0.02
    assert np.std(off) < 0.05


def test_alike_texts_share_a_band_and_others_hardly_ever() -> None:
    found: dict[float, list[bool]] = {}
    for seed in range(600):
        one = text(seed)
        other = changed(one, random.Random(seed).choice((0.01, 0.02, 0.15, 0.2)), seed)
        met = bool(set(lsh_bands(minhash_signature(one))) & set(lsh_bands(minhash_signature(other))))
        found.setdefault(round(jaccard(one, other) - 0.05, 1), []).append(met)
    shares = {low: sum(met) / len(met) for low, met in found.items()}
    assert shares[0.9] > 0.99
    assert max(share for low, share in shares.items() if low < 0.5) < 0.06


def test_keys_fit_whole_numbers_with_a_sign() -> None:
    keys = [key for seed in range(50) for key in lsh_bands(minhash_signature(text(seed)))]
    assert min(keys) < 0 < max(keys)
    assert max(map(abs, keys)) < 1 << 63
    assert len(minhash_signature(text(1))) == minhash.N_HASHES
