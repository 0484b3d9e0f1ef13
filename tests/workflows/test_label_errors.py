from pathlib import Path

import pytest

from truerole.core.clock import now
from truerole.core.labels import LabelledText
from truerole.data.labels.examples import load_examples
from truerole.model.reader import default_reader
from truerole.workflows.label_errors import find_label_errors, rank_label_errors

#        analyst engineer scientist ML    other
SURE = (0.90, 0.04, 0.03, 0.02, 0.01)
TORN = (0.40, 0.35, 0.15, 0.05, 0.05)


def label(role: str, second: str | None = None, text: str = "You bake.", number: int = 0) -> LabelledText:
    return LabelledText(None, text, role, second, 3, "ann", now(), "read", "read", number=number)


def test_the_least_believed_come_first() -> None:
    labels = [label("data_engineer"), label("other"), label("data_analyst"), label("data_engineer")]
    found = rank_label_errors(labels, [TORN, SURE, SURE, SURE])
    assert [(s.label, s.confidence) for s in found] == [(labels[1], 0.01), (labels[3], 0.04), (labels[0], 0.35)]
    assert {(s.role, s.share) for s in found} == {("data_analyst", 0.4), ("data_analyst", 0.9)}


@pytest.mark.parametrize(
    ("one", "read"),
    [
        (label("data_analyst"), SURE),
        (label("other", "data_analyst"), SURE),  # mixed work, of which the second role was read
        (label("other"), None),  # nothing was read
    ],
)
def test_what_is_not_disputed(one: LabelledText, read: tuple[float, ...] | None) -> None:
    assert rank_label_errors([one], [read]) == []


def test_nothing_labelled() -> None:
    assert rank_label_errors([], []) == []


def test_a_wrong_label_among_right_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    sure = [e for e in load_examples() if e.sure == 3][::3]
    labels = [label(e.role, e.second, e.description) for e in sure]
    wrong = {"data_analyst": "ml_engineer"}.get(sure[0].role, "data_analyst")
    labels[0] = label(wrong, None, sure[0].description)
    german = "Wir suchen eine Person für unsere Datenabteilung, die Berichte erstellt und mit allen spricht. " * 3
    found = find_label_errors(default_reader().model.version, [*labels, label("other", text=german)], workers=1)
    assert found[0].label is labels[0]
    assert found[0].role == sure[0].role
    assert len(found) < len(labels) / 3
