import pytest

from truerole.core.clock import now
from truerole.core.labels import LABEL_ORIGINS, QUEUE_ORDERS
from truerole.core.reading import ROLES
from truerole.dashboard.charts.role_bar import label_counts_bar
from truerole.data.labels.agreement import Agreement, RandomCheck
from truerole.data.labels.labels import SURE, Annotation
from truerole.phrasing import labels
from truerole.phrasing.labels import KEYS, ORDER_NAMES, REASONS, SURE_NAMES


def test_everything_has_a_name_and_each_role_a_key() -> None:
    assert set(REASONS) == set(LABEL_ORIGINS)
    assert set(ORDER_NAMES) == set(QUEUE_ORDERS)
    assert set(SURE_NAMES) == set(SURE)
    assert list(KEYS.items()) == list(zip("12345", ROLES, strict=True))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Agreement("a", "b", 8, 10, 0.714), "a and b agree on 8 of 10 texts; beyond chance (Cohen's kappa): 0.71"),
        (Agreement("ann", "bob", 1, 1, None), "ann and bob agree on 1 of 1 text"),
    ],
)
def test_agreement_in_words(found: Agreement, told: str) -> None:
    assert labels.agreement_sentence(found) == told


def test_how_often_the_model_was_right() -> None:
    assert labels.accuracy_sentence(RandomCheck(0, 0)) == ""
    told = labels.accuracy_sentence(RandomCheck(17, 20))
    assert told == (
        "On postings drawn at random the model was right 17 of 20 times (probably between 64 % and 95 % of all)"
    )


@pytest.mark.parametrize(
    ("roles", "end"),
    [
        (["other", "data_engineer"], "data engineer counts: the latest."),
        (["other", "other", "data_engineer"], "other work counts: what most say."),
    ],
)
def test_what_counts_of_a_conflict(roles: list[str], end: str) -> None:
    said = [
        Annotation(n, ("text", 1), role, None, 1 + n, f"labeller {n}", now(), "read", None, None, None)
        for n, role in enumerate(roles)
    ]
    told = labels.conflict_sentence(said)
    assert told.startswith("labeller 0 says other work (a coin toss); labeller 1 says")
    assert told.endswith(end)


def test_the_balance_has_a_slice_for_each_role_that_there_is() -> None:
    bar = label_counts_bar(dict.fromkeys(ROLES, 0) | {"other": 3, "data_analyst": 1})
    assert bar.count("flex-grow") == 2
    assert "flex-grow:0.7500" in bar
    assert "data engineer <b>0</b>" in bar
