from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from tests.data.store.test_store import FACTS, entry
from truerole.core.stored import SkillDemand, StoredReading
from truerole.data.labels.labels import NewLabel, add_labels, undo_label
from truerole.data.labels.query_strategies import choose_strategy
from truerole.data.labels.queue import Question, QueueTurn, draw_question, labellable
from truerole.data.labels.session import LabelSession
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.store.store import Store

WORDS = " ".join(f"word{n}" for n in range(30))
ORDERS = ["mix", "uncertain", "title", "novel", "random"]


def facts(top: float, **more: object) -> StoredReading:
    """Return facts of an analyst's posting that the reader is so sure of."""
    skills = more.pop("skills", FACTS.skills)
    asked = tuple(SkillDemand(s, "required") for s in skills) if isinstance(skills, str) else skills
    rest = (1 - top) / 4
    plain = {"roles": (top, rest, rest, rest, rest), "confident": top > 0.7, "agrees": True, "skills": asked}
    return replace(FACTS, **(plain | more))


def fill(store: Store, *read: StoredReading, **fields: object) -> BitmapIndex:
    """Put a posting for each of these readings into the store, numbered from 1."""
    first = fields.get("source", "")
    texts = (f"{' '.join(f'{first}n{n}x{i}' for i in range(50))}" for n in range(len(read)))
    posts = [
        entry(n, f, **({"description": text, "company": f"c{n}"} | fields))
        for n, (f, text) in enumerate(zip(read, texts, strict=True))
    ]
    store.add(posts, "v1")
    return refresh(store)


def label(store: Store, one: Question, who: str = "ann") -> None:
    add_labels(store, [NewLabel(role="other", annotator=who, why=one.why, posting=one.number)])


def turns(store: Store, index: BitmapIndex, order: str, count: int, who: str = "ann") -> list[Question]:
    """Return what somebody is asked who labels it all."""
    found = []
    for _ in range(count):
        one = draw_question(store, index, QueueTurn(who, order))
        assert one is not None
        label(store, one, who)
        found.append(one)
    return found


@pytest.mark.parametrize("order", ORDERS)
def test_each_is_asked_once_until_none_is_left(store: Store, order: str) -> None:
    index = fill(store, *(facts(0.3 + n / 20, agrees=n % 2 == 0) for n in range(12)))
    assert sorted(one.number for one in turns(store, index, order, 12)) == list(range(1, 13))
    assert draw_question(store, index, QueueTurn("ann", order)) is None


def test_the_least_sure_come_first_besides_those_drawn_at_random(store: Store) -> None:
    index = fill(store, *(facts(0.95 - n / 100) for n in range(60)))
    least = [one.number for one in turns(store, index, "uncertain", 20) if one.why == "uncertain"]
    assert least == sorted(least, reverse=True)
    assert least[0] >= 58


def test_titles_that_the_work_denies_most_come_first(store: Store) -> None:
    # The title names a data scientist, whose share shrinks from posting to posting.
    index = fill(store, *(facts(0.5 + n / 100, agrees=n % 2 == 0) for n in range(40)))
    denied = [one.number for one in turns(store, index, "title", 10) if one.why == "title"]
    assert denied == sorted(denied, reverse=True)
    assert all(number % 2 == 0 for number in denied)


def test_what_is_unlike_all_that_is_labelled_comes_first(store: Store) -> None:
    index = fill(store, *(facts(0.9, skills="abcd" if n < 30 else "wxyz") for n in range(32)))
    add_labels(store, [NewLabel(role="other", annotator="ann", why="read", posting=1)])
    # Who was asked nothing yet gets chance in the same turns: ask some whose turn is not one of chance.
    found = [draw_question(store, index, QueueTurn(f"labeller {n}", "novel")) for n in range(20)]
    novel = [one.number for one in found if one.why == "novel"]
    assert len(novel) > 10
    assert set(novel) <= {31, 32}


@pytest.mark.slow
def test_about_one_in_seven_is_drawn_at_random(store: Store) -> None:
    index = fill(store, *(facts(0.5) for _ in range(9)))
    reasons = Counter(draw_question(store, index, QueueTurn(f"labeller {n}", "uncertain")).why for n in range(400))
    assert 30 < reasons["random"] < 90
    assert set(reasons) == {"random", "uncertain"}


@pytest.mark.slow
def test_the_random_ones_are_drawn_from_all_alike(store: Store) -> None:
    index = fill(store, *(facts(0.3 if n % 2 else 0.9) for n in range(10)))
    drawn = Counter(draw_question(store, index, QueueTurn(f"labeller {n}", "random")).number for n in range(400))
    assert set(drawn) == set(range(1, 11))
    assert max(drawn.values()) < 65


@pytest.mark.parametrize(
    "fields",
    [{"description": "too short"}, {"description": ""}],
    ids=["short", "no text"],
)
def test_what_cannot_be_judged_is_not_asked_about(store: Store, fields: dict[str, str]) -> None:
    assert draw_question(store, fill(store, facts(0.5), **fields), QueueTurn("ann")) is None


def test_neither_the_sample_nor_other_languages_nor_repetitions(store: Store) -> None:
    store.add([replace(entry(1, facts(0.5), description=WORDS), sample=True)], "v1")
    store.add([entry(2, facts(0.5, role=None), description=f"andere {WORDS}")], "v1")
    store.add([entry(n, facts(0.5), title="Baker", description=WORDS * 2) for n in (3, 4, 5)], "v1")
    index = refresh(store)
    assert list(labellable(index)) == [3]
    assert draw_question(store, index, QueueTurn("ann")).number == 3


def test_nearly_the_same_text_is_asked_about_once(store: Store) -> None:
    index = fill(store, *(facts(0.5) for _ in range(3)))
    more = [f"{' '.join(f'n0x{i}' for i in range(50))} {more}" for more in ("one", "two", "three")]
    places = [entry(90 + n, facts(0.5), title=f"Wizard {n}", description=text) for n, text in enumerate(more)]
    store.add(places, "v1")
    index = refresh(store, index)
    assert len(labellable(index)) == 6  # with other titles they are other jobs
    seen, session = [], LabelSession("ann")
    while question := session.ask(store, index):
        seen.append(question.text)
        session.skip() if len(seen) % 2 else session.answer(store, "other")
    assert len(seen) == 3
    assert sum(text.startswith("n0x0 ") for text in seen) == 1


def test_what_is_skipped_stays_away(store: Store) -> None:
    index = fill(store, facts(0.5), facts(0.6))
    first = draw_question(store, index, QueueTurn("ann"))
    second = draw_question(store, index, QueueTurn("ann", skipped=[first.number]))
    assert {first.number, second.number} == {1, 2}
    assert draw_question(store, index, QueueTurn("ann", skipped=[1, 2])) is None


def test_what_is_undone_is_asked_again(store: Store) -> None:
    index = fill(store, facts(0.5))
    turns(store, index, "mix", 1)
    undo_label(store, "ann")
    assert draw_question(store, index, QueueTurn("ann")).number == 1


def test_never_five_of_one_company_in_a_row(store: Store) -> None:
    index = fill(store, *(facts(0.5) for _ in range(10)), company="Same")
    store.add([entry(99, facts(0.99), description=f"another {WORDS}", company="Other")], "v1")
    index = refresh(store, index)
    for n in range(30):
        assert (
            draw_question(store, index, QueueTurn(f"labeller {n}", "random", companies=["Same"] * 4)).company == "Other"
        )


def test_a_second_labeller_gets_some_random_checks_of_the_first(store: Store) -> None:
    index = fill(store, *(facts(0.5) for _ in range(60)))
    first = {one.number for one in turns(store, index, "random", 30)}
    second = {one.number for one in turns(store, index, "random", 30, "bob")}
    assert 3 < len(first & second) < 20
    assert len(second) == 30  # and none twice


def test_at_the_end_the_second_labeller_gets_what_chance_gave_the_first(store: Store) -> None:
    index = fill(store, *(facts(0.5) for _ in range(4)))
    turns(store, index, "random", 4)
    assert {one.number for one in turns(store, index, "uncertain", 4, "bob")} == {1, 2, 3, 4}


def test_what_the_model_said_comes_along(store: Store) -> None:
    one = draw_question(store, fill(store, facts(0.6)), QueueTurn("ann"))
    assert (one.model, one.read_role, one.read_share, one.title, one.company) == (
        "v1",
        "data_analyst",
        0.6,
        "Title 0",
        "c0",
    )


def test_an_empty_store_has_nothing_to_ask(store: Store) -> None:
    assert draw_question(store, refresh(store), QueueTurn("ann")) is None


def test_the_share_that_is_drawn_at_random_is_fifteen_in_a_hundred() -> None:
    for order in ("mix", "uncertain", "novel"):
        chosen = Counter(choose_strategy(order, Random(seed)) for seed in range(10_000))
        assert 0.135 < chosen["random"] / 10_000 < 0.165
    drawn = Counter(choose_strategy("mix", Random(seed)) for seed in range(10_000))
    assert drawn["uncertain"] > 2 * drawn["title"] > 0
