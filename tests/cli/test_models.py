"""`truerole train` and `truerole models` in a terminal: what they print, and one line for what cannot be."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.data.store.test_store import FACTS
from tests.model.registry.conftest import duties_of
from truerole.core.labels import LabelledText
from truerole.core.posting import Posting
from truerole.core.progress import Progress
from truerole.core.stored import StoreEntry
from truerole.data.labels import labels
from truerole.data.labels.labels import NewLabel
from truerole.data.store.store import open_store
from truerole.model.registry import artifacts, champion
from truerole.model.registry.artifacts import SHIPPED, model_versions, registered_model, save_user_model
from truerole.model.registry.model_card import card_facts, write_user_card
from truerole.model.role.term_counts import TermCounts
from truerole.model.role.train import TrainedModel

Run = Callable[..., Any]
SHIPPED_VERSION = registered_model(SHIPPED).version


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def make(small: TermCounts, trained: TrainedModel, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Return a function that makes a model of one label; the shipped postings are the small ones."""
    one = LabelledText("t", "text", "other", None, 3, "ann\x1b[31m", datetime(2026, 1, 2), "read", "mine")

    def write(version: str, folder: Path) -> None:
        write_user_card(card_facts(version, small, [one], "1.0", trained), trained.evaluation, [1, 2], folder)

    monkeypatch.setattr(artifacts, "load_duties", lambda: duties_of(trained))
    return lambda: save_user_model(trained, write)


def test_the_shipped_model_is_listed(truerole: Run) -> None:
    assert truerole("models", "list").out == f"* {SHIPPED_VERSION}  ships with TrueRole\n"
    assert SHIPPED_VERSION in truerole("models", "show", SHIPPED_VERSION).out


def test_models_are_listed_and_shown(truerole: Run, make: Callable[[], str]) -> None:
    first, second = make(), make()
    champion.promote(second)
    shipped, *own = truerole("models", "list").out.splitlines()
    assert [line[0] for line in (shipped, *own)] == [" ", " ", "*"]
    assert [line.split()[-6:-5] for line in own]
    assert first in own[0]
    assert "1 labels" in own[1]
    shown = truerole("models", "show", first).out
    assert first in shown
    assert "\x1b" not in shown
    assert "ann" in shown


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["show", "none"], "there is no model none; `truerole models list` names those there are"),
        (["show", "../.."], "there is no model"),
        (["promote", "none"], "there is no model none"),
        (["compare", "none"], "there is no model none"),
        (["compare"], "is the champion, and there is no newer model; make one with `truerole train`"),
        (["rollback"], "there is nothing to go back to"),
    ],
)
def test_what_cannot_be_is_one_line(truerole: Run, home: Path, args: list[str], words: str) -> None:
    done = truerole("models", *args)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert words in done.err
    assert not list(home.iterdir()), "to look makes no store"


@pytest.mark.parametrize("args", [["promote", "x"], ["rollback"], ["prune"], ["reread"]])
def test_where_one_may_only_look(truerole: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    assert "TRUEROLE_READONLY" in truerole("models", *args).err


def test_a_champion_that_cannot_be_loaded_is_told_once(truerole: Run, make: Callable[[], str]) -> None:
    first = make()
    champion.promote(first)
    (artifacts.user_models_dir() / first / f"{first}.skops").write_bytes(b"?")
    done = truerole("models", "list")
    assert done.code == 0
    assert "is not the registered one and is not loaded" in done.err
    assert truerole("models", "rollback").code == 0
    assert truerole("models", "list").err == ""


def test_back_by_one_command(truerole: Run, make: Callable[[], str]) -> None:
    first = make()
    champion.promote(first)
    done = truerole("models", "rollback")
    assert done.err == f"truerole: {SHIPPED_VERSION} is the champion again, in place of {first}\n"


def test_prune_removes_models_with_their_readings(truerole: Run, make: Callable[[], str]) -> None:
    made = [make() for _ in range(7)]
    posting = Posting("mine", "1", "Data Analyst", "We count beans.")
    with open_store() as store:
        store.add([StoreEntry(posting, FACTS)], SHIPPED_VERSION)
        for version in made:
            store.add_readings([(1, FACTS)], version)
    assert f"2 models removed: {made[0]}, {made[1]}" in truerole("models", "prune").err
    assert model_versions() == [SHIPPED_VERSION, *made[2:]]
    with open_store() as store:
        assert int(store.info()["readings"]) == 6
    assert truerole("models", "prune").err == "truerole: 0 models removed\n"


def test_to_force_needs_a_reason(truerole: Run, make: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = make()
    monkeypatch.setattr("truerole.workflows.champion.compare_with_labels", lambda *_: Fallen)
    assert "worse than the champion beyond chance (other)" in truerole("models", "promote", first).err
    assert "--force needs a --reason" in truerole("models", "promote", first, "--force").err
    assert "worse" in truerole("models", "promote", first, "--reason", "without force").err
    assert champion.history() == []
    done = truerole("models", "promote", first, "--force", "--reason", "ours count")
    assert done.err.startswith(f"truerole: {first} is the champion, in place of {SHIPPED_VERSION}\n")
    assert champion.history()[-1].reason == "ours count"


class Fallen:
    class benchmark:  # noqa: N801
        regressions = ("other",)


def test_labels_make_train_teach(truerole: Run, monkeypatch: pytest.MonkeyPatch, trained: TrainedModel) -> None:
    from truerole.workflows.retrain import TrainingRun

    with open_store() as store:
        labels.add_labels(store, [NewLabel(role="other", annotator="me", why="read", text="We bake bread.")])
    lesson = TrainingRun("own-1", trained, 1, ["1 labels hardly change a model"])
    monkeypatch.setattr(
        "truerole.workflows.train.retrain",
        lambda store, on_progress, workers: on_progress(Progress(1, share=0.5, step="a step")) or lesson,
    )
    done = truerole("train")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[:2] == [
        "truerole: 1 labels hardly change a model",
        "truerole: made the challenger own-1 of 1 labels",
    ]


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"\xff\xfe\x00")], ids=["gone", "binary"])
def test_a_damaged_card_is_one_line(truerole: Run, make: Callable[[], str], spoil: Callable[[Path], object]) -> None:
    version = make()
    card = artifacts.user_models_dir() / version / "CARD.md"
    card.touch()
    spoil(card)
    done = truerole("models", "show", version)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "CARD.md cannot be read" in done.err
