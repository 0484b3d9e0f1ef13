"""What tests of the registry share: a duty model of as few terms as the models that are made for tests."""

from dataclasses import replace

import pytest

from truerole.model.duties.classifier import DutyModel
from truerole.model.duties.weights import load_duties
from truerole.model.registry import artifacts
from truerole.model.role.train import TrainedModel


def duties_of(trained: TrainedModel) -> DutyModel:
    """Return the shipped duty model, cut to the few terms of a model that is made for a test."""
    duties, n = load_duties(), len(trained.model.idf)
    return replace(duties, idf=duties.idf[:n], own=duties.own[:n], word_rows=duties.word_rows[:n])


@pytest.fixture(autouse=True)
def duties_of_few_terms(trained: TrainedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "load_duties", lambda: duties_of(trained))
