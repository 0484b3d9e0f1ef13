import pytest

from tests.data.labels.test_queue import facts, fill
from truerole.data.labels.labels import NewLabel, add_labels, annotations, labelled_texts
from truerole.data.labels.session import LabelSession, reopen
from truerole.data.store.store import Store


def test_a_posting_stays_until_it_is_answered(store: Store) -> None:
    index, session = fill(store, *(facts(0.5) for _ in range(5))), LabelSession("ann")
    first = session.ask(store, index)
    assert session.ask(store, index) is first
    assert session.answer(store, "data_engineer", "other", 2) is first
    assert session.answer(store, "other") is None  # nothing is before the labeller: nothing is written
    (opinion,) = annotations(store)
    assert (opinion.target, opinion.second, opinion.sure) == (("posting", first.number), "other", 2)
    assert (opinion.why, opinion.model, opinion.read_role, opinion.read_share) == (
        first.why, "v1", first.read_role, first.read_share
    )  # fmt: skip
    assert session.given == 1
    assert session.ask(store, index).number != first.number


def test_a_second_role_that_is_the_first_is_none(store: Store) -> None:
    index, session = fill(store, facts(0.5)), LabelSession("ann")
    session.ask(store, index)
    session.answer(store, "other", "other")
    assert annotations(store)[0].second is None


def test_undo_asks_again_for_the_same_reason(store: Store) -> None:
    index, session = fill(store, facts(0.5), facts(0.6)), LabelSession("ann", "uncertain")
    first = session.ask(store, index)
    session.answer(store, "other")
    session.ask(store, index)
    undone = session.undo(store)
    assert (undone.role, session.question.number, session.question.why) == ("other", first.number, first.why)
    assert (session.given, labelled_texts(store)) == (0, [])
    assert session.undo(store) is None


def test_undoing_a_text_of_ones_own_goes_on_with_the_queue(store: Store) -> None:
    index, session = fill(store, facts(0.5)), LabelSession("ann")
    add_labels(store, [NewLabel(role="other", annotator="ann", why="read", text="You bake.")])
    assert session.undo(store).role == "other"
    assert session.ask(store, index).number == 1


def test_what_is_skipped_comes_no_more(store: Store) -> None:
    index, session = fill(store, facts(0.5), facts(0.6)), LabelSession("ann")
    seen = set()
    while question := session.ask(store, index):
        seen.add(question.number)
        session.skip()
    assert seen == {1, 2}
    session.skip()
    assert annotations(store) == []


def test_five_of_one_company_never_follow_each_other(store: Store) -> None:
    index = fill(store, *(facts(0.4 + n / 100) for n in range(12)), company="Same")
    other = fill(store, *(facts(0.9) for _ in range(12)), company="Other", source="another")
    assert len(other.all) == 24 > len(index.all)
    session, companies = LabelSession("ann", "uncertain"), []
    while question := session.ask(store, other):
        companies.append(question.company)
        session.answer(store, "other")
    # Once there is one company left, its postings follow each other all the same.
    assert len(companies) == 24
    left = [len(set(companies[n:])) for n in range(24)]
    assert not [n for n in range(20) if len(set(companies[n : n + 5])) == 1 and left[n + 4] == 2]


@pytest.mark.parametrize(("why", "kept"), [("random", "random"), ("uncertain", "suspicious"), ("read", "suspicious")])
def test_what_is_looked_over_keeps_what_the_model_said_before_it_learnt(store: Store, why: str, kept: str) -> None:
    fill(store, facts(0.5))
    said = {"model": "v0", "read_role": "data_scientist", "read_share": 0.4}
    add_labels(store, [NewLabel(role="other", annotator="bob", why=why, posting=1, **said)])
    add_labels(store, [NewLabel(role="other", annotator="bob", why=why, text="You bake.", title="Baker", **said)])
    for one in labelled_texts(store):
        LabelSession("ann", question=reopen(one)).answer(store, "data_analyst")
    mine = [opinion for opinion in annotations(store) if opinion.annotator == "ann"]
    assert [(o.why, o.model, o.read_role, o.read_share) for o in mine] == [(kept, "v0", "data_scientist", 0.4)] * 2
    assert {o.target[0] for o in mine} == {"posting", "text"}
