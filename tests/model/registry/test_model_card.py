"""The model card says what was fitted, and its figures are those of the evaluation."""

from dataclasses import replace
from pathlib import Path

import pytest

from truerole.model.evaluation.metrics import table
from truerole.model.registry.artifacts import SHIPPED, registered
from truerole.model.registry.model_card import NAME, agrees, card
from truerole.model.role.term_counts import TermCounts, load_counts, pack
from truerole.model.role.train import Trained


def test_the_card_of_a_small_market(small: TermCounts, trained: Trained) -> None:
    text = card("2030-01-02.1", 0.5432, small, trained.evaluation)
    assert text.startswith("# Model card: real role of a job posting, 2030-01-02.1\n")
    assert "360 public postings of 2020 to 2020, from 12 collections" in text
    assert "72 data_analyst, 72 data_engineer, 72 data_scientist, 72 ml_engineer, 72 other." in text
    assert "Another 60 postings" in text
    assert "from a probability of 0.543 on" in " ".join(text.split())
    assert table(trained.evaluation) in text
    assert all(f"| site_2020_{i} |" in text for i in range(12))
    assert "{" not in text
    assert "Where it is weak" in text


def test_sources_without_a_year(small: TermCounts, trained: Trained) -> None:
    labels = [replace(label, source="mine") for label in small.labels[:3]]
    text = card("a", 0.5, pack(labels, ["a"], [{}] * 3), trained.evaluation)
    assert "3 public postings of unknown years to now, from 1 collections" in text


def test_a_card_agrees_with_its_own_figures_alone(small: TermCounts, trained: Trained, tmp_path: Path) -> None:
    evaluation = trained.evaluation
    assert not agrees(tmp_path, evaluation), "there is none"
    (tmp_path / NAME).write_text(card("a", 0.5, small, evaluation), "utf-8")
    assert agrees(tmp_path, evaluation)
    assert not agrees(tmp_path, replace(evaluation, calibration_error=evaluation.calibration_error + 0.01))


@pytest.mark.parametrize(
    "words", ["5,480 public postings", "22 collections", "No text of these postings is shipped", "docs/roles.md"]
)
def test_the_shipped_card(words: str) -> None:
    assert words in " ".join((SHIPPED / NAME).read_text("utf-8").split())


def test_the_shipped_card_is_that_of_the_shipped_model_and_counts() -> None:
    text, counts = (SHIPPED / NAME).read_text("utf-8"), load_counts()
    assert registered(SHIPPED).version in text.splitlines()[0]
    assert f"Another {len(counts.labels) - len(counts.read):,} postings" in " ".join(text.split())
