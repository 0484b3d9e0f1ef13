"""`GET /models`: the shipped model, a user's own, and one that cannot be trusted."""

from pathlib import Path

import pytest

from tests.api.conftest import ApiClient
from truerole.model.registry.artifacts import SHIPPED, registered_model
from truerole.workflows import champion


def test_the_shipped_model_reads(client: ApiClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    (found,) = client.get("/models").json()["models"]
    version = registered_model(SHIPPED).version
    assert found == {
        "version": version, "champion": True, "shipped": True, "problem": None, "made": None, "labels": None,
        "accuracy": None, "macro_f1": None,
    }  # fmt: skip


def test_a_model_that_cannot_be_trusted_says_why(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [champion.ListedModel("1", True), champion.ListedModel("2", False, problem="its file has changed")]
    monkeypatch.setattr("truerole.api.routes.models.list_models", lambda: listed)
    found = client.get("/models").json()["models"]
    assert [(each["version"], each["shipped"], each["problem"]) for each in found] == [
        ("1", True, None),
        ("2", False, "its file has changed"),
    ]
