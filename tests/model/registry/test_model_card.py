"""The model card says what was fitted, and its figures are those of the evaluation."""

from dataclasses import replace
from pathlib import Path

import pytest

from truerole.model.evaluation.report import markdown_report
from truerole.model.registry.artifacts import SHIPPED, registered_model
from truerole.model.registry.model_card import CARD, card_agrees, card_text
from truerole.model.role.term_counts import TermCounts, load_counts, pack_counts
from truerole.model.role.train import TrainedModel


def test_the_card_of_a_small_market(small: TermCounts, trained: TrainedModel) -> None:
    text = card_text("2030-01-02.1", 0.5432, small, trained.evaluation)
    assert text.startswith("# Model card: real role of a job posting, 2030-01-02.1\n")
    assert "360 public postings of 2020 to 2020, from 12 collections" in text
    assert "72 data_analyst, 72 data_engineer, 72 data_scientist, 72 ml_engineer, 72 other." in text
    assert "from a probability of 0.543 on" in " ".join(text.split())
    assert markdown_report(trained.evaluation) in text
    assert all(f"| site_2020_{i} |" in text for i in range(12))
    assert "{" not in text
    assert "Where it is weak" in text


def test_sources_without_a_year(small: TermCounts, trained: TrainedModel) -> None:
    labels = [replace(label, source="mine") for label in small.labels[:3]]
    text = card_text("a", 0.5, pack_counts(labels, ["a"], [{}] * 3), trained.evaluation)
    assert "3 public postings of unknown years to now, from 1 collections" in text


def test_a_card_agrees_with_its_own_figures_alone(small: TermCounts, trained: TrainedModel, tmp_path: Path) -> None:
    evaluation = trained.evaluation
    assert not card_agrees(tmp_path, evaluation), "there is none"
    (tmp_path / CARD).write_text(card_text("a", 0.5, small, evaluation), "utf-8")
    assert card_agrees(tmp_path, evaluation)
    assert not card_agrees(tmp_path, replace(evaluation, calibration_error=evaluation.calibration_error + 0.01))


@pytest.mark.parametrize(
    "words", ["5,480 public postings", "22 collections", "No text of these postings is shipped", "docs/roles.md"]
)
def test_the_shipped_card(words: str) -> None:
    assert words in " ".join((SHIPPED / CARD).read_text("utf-8").split())


def test_the_shipped_card_is_that_of_the_shipped_model_and_counts() -> None:
    text, counts = (SHIPPED / CARD).read_text("utf-8"), load_counts()
    assert registered_model(SHIPPED).version in text.splitlines()[0]
    assert f"{len(counts.labels):,} public postings" in text
