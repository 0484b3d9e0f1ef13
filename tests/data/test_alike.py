import random
from collections import Counter

import numpy as np
import pytest
from sqlalchemy import select

from data import alike, schema
from data.alike import ALIKE, BANDS, FEWEST_WORDS, Firsts, bands, grouped, likeness, sketch, words_of
from data.posting import Posting
from data.store import Entry, Store
from tests.data.test_store import FACTS

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
    assert (words_of(one).tolist() == words_of(other).tolist()) == same


def test_a_sketch_is_small_and_never_changes() -> None:
    kept = sketch(text(1))
    assert (len(kept), kept) == (128, sketch(text(1)))
    # Written down: a store keeps sketches, and those of another day must be comparable.
    assert kept[:8].hex() == "e2accecdb38c2edd"


@pytest.mark.parametrize("short", ["", " ", "🙂" * 500, "- " * 500, text(1, FEWEST_WORDS - 1)])
def test_too_short_to_be_called_the_same(short: str) -> None:
    assert (sketch(short), bands(sketch(short)), likeness(sketch(short), sketch(short))) == (b"", [], 0.0)


@pytest.mark.parametrize("words", [FEWEST_WORDS, 41, 5_000, 60_000])
def test_short_and_long_texts(words: int) -> None:
    given = text(3, words)
    assert likeness(sketch(given), sketch(given.upper())) == 1
    assert len(set(bands(sketch(given)))) == BANDS


@pytest.mark.parametrize("share", [0.0, 0.01, 0.03, 0.06, 0.15, 0.5, 1.0])
def test_likeness_is_about_that_of_the_texts(share: float) -> None:
    off = []
    for seed in range(40):
        one, other = text(seed), changed(text(seed), share, seed)
        off.append(likeness(sketch(one), sketch(other)) - jaccard(one, other))
    assert abs(np.mean(off)) < 0.02
    assert np.std(off) < 0.05


def test_alike_texts_share_a_band_and_others_hardly_ever() -> None:
    found: dict[float, list[bool]] = {}
    for seed in range(600):
        one = text(seed)
        other = changed(one, random.Random(seed).choice((0.01, 0.02, 0.15, 0.2)), seed)
        met = bool(set(bands(sketch(one))) & set(bands(sketch(other))))
        found.setdefault(round(jaccard(one, other) - 0.05, 1), []).append(met)
    shares = {low: sum(met) / len(met) for low, met in found.items()}
    assert shares[0.9] > 0.99
    assert max(share for low, share in shares.items() if low < 0.5) < 0.06


# Groups


def test_a_group_has_one_first_and_does_not_drift() -> None:
    texts = {1: text(1), 2: text(2), 3: changed(text(1), 0.01), 4: changed(text(1), 0.01, 4), 5: text(1).title()}
    assert grouped({n: sketch(t) for n, t in texts.items()}, Firsts()) == {3: 1, 4: 1, 5: 1}
    drifting = {n: sketch(" ".join(text(1).split()[n * 6 :] + [f"new{i}" for i in range(n * 6)])) for n in range(12)}
    found = grouped(drifting, Firsts())
    assert not found.keys() & set(found.values())
    assert all(likeness(drifting[n], drifting[first]) >= ALIKE for n, first in found.items())
    assert len(set(found.values())) > 1


def test_of_several_firsts_the_likest_is_taken() -> None:
    firsts, given = Firsts(), sketch(text(1))
    for number, share in ((4, 0.02), (9, 0.0), (7, 0.0)):
        kept = sketch(changed(text(1), share))
        firsts.learn(number, kept, bands(kept))
    assert firsts.find(given, bands(given)) == 7


# In the store


def entry(number: int, description: str, **more: object) -> Entry:
    return Entry(Posting("board", str(number), f"Title {number}", description, **more), FACTS)


def repeated(store: Store) -> dict[int, int]:
    with store.reading() as connection:
        rows = connection.execute(select(schema.postings.c.external_id, schema.postings.c.alike)).all()
        numbers = dict(connection.execute(select(schema.postings.c.number, schema.postings.c.external_id)).all())
    return {int(name): int(numbers[first]) for name, first in rows if first is not None}


def test_one_job_in_two_cities_is_one_and_other_duties_are_another(store: Store) -> None:
    about, duties, others = text(1, 120), text(2, 150), text(3, 150)
    first = f"{about}\nYour work:\n{duties}\nWe are in Leeds."
    store.add([entry(1, first), entry(2, first.replace("Leeds", "York"), location="York")], "v1")
    store.add([entry(3, f"{about}\nYour work:\n{others}\nWe are in Leeds.")], "v1")
    store.add([entry(4, first.upper()), entry(5, first.replace("\n", "  ")), entry(6, "We are in Leeds.")], "v1")
    store.add([entry(7, "We are in Leeds.")], "v1")
    assert repeated(store) == {2: 1, 4: 1, 5: 1}


def test_who_was_first_stays_first_over_many_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.store.BATCH", 7)
    store.add([entry(n, text(n % 10)) for n in range(1, 61)], "v1")
    found = repeated(store)
    assert Counter(found.values()) == dict.fromkeys(range(1, 11), 5)
    assert all(first == (number - 1) % 10 + 1 for number, first in found.items())
    with store.reading() as connection:
        assert len(connection.execute(select(schema.sketches.c.posting)).all()) == 60
        assert len(connection.execute(select(schema.bands.c.posting)).all()) == 10 * BANDS


def test_a_batch_with_thousands_of_keys(store: Store) -> None:
    store.add([entry(n, text(n, 50)) for n in range(1_000)], "v1")
    store.add([entry(n + 1_000, text(n, 50)) for n in range(1_000)], "v1")
    assert repeated(store) == {n + 1_000: n for n in range(1_000)}


def test_the_sample_names_its_firsts_itself(store: Store) -> None:
    def sample(number: int, alike: str | None = None, source: str = "board") -> Entry:
        return Entry(Posting(source, str(number), "Analyst", ""), FACTS, sample=True, alike=alike)

    store.add([entry(9, ""), sample(1, source="other"), sample(2, "1"), sample(3, "none"), sample(4, "9")], "v1")
    assert repeated(store) == {2: 1}


def test_keys_fit_whole_numbers_with_a_sign() -> None:
    keys = [key for seed in range(50) for key in bands(sketch(text(seed)))]
    assert min(keys) < 0 < max(keys)
    assert max(map(abs, keys)) < 1 << 63
    assert len(sketch(text(1))) == alike.POINTS
