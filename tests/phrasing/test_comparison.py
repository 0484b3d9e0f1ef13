import pytest

from truerole.model.role.term_counts import count_shipped_labels, load_counts
from truerole.phrasing.comparison import label_weight_sentence
from truerole.workflows.retrain import LabelWeight


@pytest.mark.parametrize(
    ("labels", "weight", "told"),
    [
        (
            0,
            0.0,
            "hardly moves it; about 305 sure labels would be 10 % of the weight in a training.",
        ),
        (
            11,
            22.0,
            "so yours are 0.4 % of the weight in a training. That hardly moves a model; about 305 sure",
        ),
        (1, 1.0, "1 label of yours beside 5,480 that ship"),
        (100, 200.0, "3.5 % of the weight in a training. That can change how it reads postings much like these"),
        (400, 700.0, "11 % of the weight in a training. That is enough to change"),
    ],
)
def test_how_much_labels_can_change(labels: int, weight: float, told: str) -> None:
    assert told in label_weight_sentence(LabelWeight(labels, weight, 5_480))


def test_the_labels_for_a_share_are_that_share() -> None:
    for share in (0.01, 0.1, 0.5):
        needed = LabelWeight(0, 0, 5_480).labels_for(share)
        assert LabelWeight(needed, 2.0 * needed, 5_480).share >= share
        assert LabelWeight(needed - 1, 2.0 * (needed - 1), 5_480).share < share


def test_the_shipped_labels_are_counted() -> None:
    assert count_shipped_labels() == len(load_counts().labels)
