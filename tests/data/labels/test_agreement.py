import pytest

from truerole.core.clock import now
from truerole.data.labels.agreement import (
    Agreement,
    RandomCheck,
    cohen_kappa,
    conflicts,
    count_roles,
    pairwise_agreement,
    random_check,
)
from truerole.data.labels.labels import Annotation

A, E, REST = "data_analyst", "data_engineer", "other"


def said(number: int, posting: int, role: str, who: str = "ann", **more: object) -> Annotation:
    plain = {
        "second": None,
        "sure": 3,
        "at": now(),
        "why": "uncertain",
        "model": "v1",
        "read_role": A,
        "read_share": 0.5,
    }
    return Annotation(number=number, target=("posting", posting), role=role, annotator=who, **(plain | more))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(A, A), (E, E)], 1.0),
        ([(A, E), (E, A)], -1.0),
        ([(A, A), (A, E), (E, A), (E, E)], 0.0),
        # 20 of 50 both A, 15 both E, of which chance gives a half: (0.7 - 0.5) / 0.5
        ([(A, A)] * 20 + [(A, E)] * 5 + [(E, A)] * 10 + [(E, E)] * 15, 0.4),
        ([(A, A), (A, A)], None),
    ],
)
def test_kappa(pairs: list[tuple[str, str]], expected: float | None) -> None:
    assert cohen_kappa(pairs) == (None if expected is None else pytest.approx(expected))


def test_each_two_labellers_are_compared_on_what_both_labelled() -> None:
    found = pairwise_agreement(
        [
            said(1, 1, A),
            said(2, 2, A),
            said(3, 3, E),
            said(4, 1, A, "bob"),
            said(5, 2, E, "bob"),
            said(6, 1, REST, "cid"),
        ]
    )
    assert found == [
        Agreement("ann", "bob", 1, 2, pytest.approx(0)),
        Agreement("ann", "cid", 0, 1, 0),
        Agreement("bob", "cid", 0, 1, 0),
    ]
    assert pairwise_agreement([said(1, 1, A)]) == []


def test_conflicts_are_of_roles_alone() -> None:
    same = [said(1, 1, A), said(2, 1, A, "bob", sure=1, second=E)]
    other = [said(3, 2, A), said(4, 2, E, "bob")]
    assert conflicts(same + other) == [other]


def test_only_what_was_drawn_at_random_tells_how_often_the_model_is_right() -> None:
    drawn = [said(1, 1, A, why="random"), said(2, 2, E, why="random"), said(3, 3, E, why="random", read_role=None)]
    assert random_check([*drawn, said(4, 4, A), said(5, 2, A, "bob")]) == RandomCheck(2, 2)  # as bob spoke last
    assert random_check([said(4, 4, A)]) == RandomCheck(0, 0)


def test_the_balance_is_of_labels_that_count() -> None:
    assert count_roles([said(1, 1, A), said(2, 1, E, "bob"), said(3, 2, REST)]) == {E: 1, REST: 1}
