"""The page Models: which one reads, what goes on beside the page, how two compare, and what may not be done."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.model.conftest import small_counts
from truerole.core.labels import LabelledText
from truerole.data.labels import labels
from truerole.data.labels.labels import NewLabel
from truerole.data.store.store import open_store
from truerole.model.registry import artifacts, champion
from truerole.model.registry.artifacts import SHIPPED, registered_model, save_user_model
from truerole.model.registry.model_card import card_facts, write_user_card
from truerole.model.role.cross_validation import HeldOutScores
from truerole.model.role.term_counts import TermCounts
from truerole.model.role.train import TrainedModel
from truerole.workflows.jobs import background_job
from truerole.workflows.repredict import REREAD_JOB

pytestmark = pytest.mark.slow

SHIPPED_VERSION = registered_model(SHIPPED).version
HOSTILE = "<b>ann</b> [x](javascript:1) $1$"


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is begun beside the page, which no test here waits for; what was compared is forgotten."""
    st.cache_data.clear()  # models of two tests may have one name
    begun: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(background_job, "start", lambda *job: begun.append(job))
    return begun


@pytest.fixture(scope="session")
def shipped_trained() -> TrainedModel:
    """Return the shipped model as if it had been trained on one label more."""
    from truerole.model.evaluation.metrics import LabelledPrediction, evaluate
    from truerole.model.reader import default_reader

    one = LabelledPrediction("mine", "other", None, 3, (0.0, 0.0, 0.1, 0.2, 0.7), True)
    return TrainedModel(default_reader().model.roles, evaluate([one]), artifacts.load_held_out(SHIPPED_VERSION))


def keep(trained: TrainedModel, counts: TermCounts) -> str:
    given = LabelledText("t", "text", "other", None, 3, HOSTILE, datetime(2026, 1, 2), "read", "mine")
    return save_user_model(
        trained,
        lambda v, folder: write_user_card(
            card_facts(v, counts, [given], "0.0", trained), trained.evaluation, [1], folder
        ),
    )


@pytest.fixture
def make(home: Path, shipped_trained: TrainedModel) -> Callable[[], str]:
    """Return a function that makes a model that reads as the shipped one does."""
    return lambda: keep(shipped_trained, small_counts(30))


@pytest.fixture
def worse(home: Path, shipped_trained: TrainedModel) -> str:
    """Return a model whose fits took all work of ML engineers for other work."""
    held = shipped_trained.held_out
    assert held
    scores = held.scores.copy()
    scores[:, 3] = -30
    bad = TrainedModel(shipped_trained.model, shipped_trained.evaluation, HeldOutScores(held.ids, scores))
    return keep(bad, small_counts(30))


def shown(app: AppTest) -> str:
    return " ".join(e.value for e in (*app.markdown, *app.caption, *app.info, *app.warning)).replace("\\", "")


def buttons(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


@pytest.mark.usefixtures("home")
def test_at_first_there_is_the_shipped_model_alone(opens: Callable[..., AppTest]) -> None:
    app = opens("models")
    assert f"Champion: the model that ships with TrueRole** ({SHIPPED_VERSION})" in shown(app)
    assert "0 labels to learn from" in shown(app)
    assert not {"Retrain", "Promote", "Roll back"} & buttons(app)
    assert len(app.selectbox) == 0


@pytest.mark.slow
def test_a_challenger_is_compared_promoted_and_rolled_back(
    opens: Callable[..., AppTest], make: Callable[[], str], begun: list[tuple[str, tuple[str, ...]]]
) -> None:
    version = make()
    app = opens("models")
    assert "No different on any role: what differs may be chance." in shown(app)
    assert "on postings of its own" not in shown(app)
    assert HOSTILE not in " ".join(m.value for m in app.markdown)
    assert "Nothing speaks for it beyond chance: the champion may as well stay." in shown(app)
    next(b for b in app.button if b.label == "Promote").click().run()
    assert not app.exception
    assert champion.champion_version() == version
    assert [(name, command[-2:]) for name, command in begun] == [(REREAD_JOB, ("models", "reread"))]
    assert f"Champion: {version}" in shown(app)
    assert f"Roll back makes {SHIPPED_VERSION} the champion again. {version} is kept as a challenger" in shown(app)
    next(b for b in app.button if b.label == "Roll back").click().run()
    assert champion.champion_version() == SHIPPED_VERSION
    assert "rolled back" in shown(app)


@pytest.mark.slow
def test_what_is_worse_is_promoted_with_a_reason_alone(opens: Callable[..., AppTest], worse: str) -> None:
    app = opens("models")
    assert "ML engineers" in next(m.value for m in app.markdown if "Worse on" in m.value)
    assert "Worse beyond chance: macro-F1" in shown(app)
    assert "Promote" not in buttons(app)
    button = next(b for b in app.button if b.label == "Promote all the same")
    assert button.disabled
    app.text_input[0].set_value("we have no ML engineers").run()
    next(b for b in app.button if b.label == "Promote all the same").click().run()
    assert champion.history()[-1].version == worse
    assert champion.history()[-1].reason == "we have no ML engineers"


def test_a_champion_that_cannot_be_loaded_is_told(opens: Callable[..., AppTest], make: Callable[[], str]) -> None:
    version = make()
    champion.promote(version)
    (artifacts.user_models_dir() / version / f"{version}.skops").write_bytes(b"?")
    app = opens("models")
    assert "is not the registered one and is not loaded" in app.warning[0].value.replace("\\", "")
    assert "Champion: the model that ships with TrueRole" in shown(app)
    next(b for b in app.button if b.label == "Roll back").click().run()
    assert len(app.warning) == 0


def state(home: Path, name: str, **more: object) -> None:
    now = time.time()
    told = {"name": name, "what": "fold 3 of 6", "share": 0.5, "begun": now - 40, "told": now, "alive": now} | more
    (home / f"{name}.state").write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("training", {}, "It runs in the background, so you may close this page"),
        ("training", {"alive": 0.0}, "Training was cut off (fold 3 of 6); no model was made"),
        ("rereading", {"background": True}, "was cut off (fold 3 of 6); what is read stays read"),
        ("training", {"ended": True, "outcome": "failed: no room"}, "Training: failed: no room."),
    ],
)
def test_what_goes_on_beside_the_page_is_told(
    opens: Callable[..., AppTest], home: Path, name: str, more: dict[str, object], told: str
) -> None:
    state(home, name, **more)
    app = opens("models")
    assert told in shown(app)
    if "cut off" in told:
        next(b for b in app.button if b.label == "Dismiss").click().run()
        assert told not in shown(app)


def test_labels_can_be_learnt_from(opens: Callable[..., AppTest], make: Callable[[], str]) -> None:
    make()
    with open_store() as store:
        labels.add_labels(store, [NewLabel(role="other", annotator="me", why="read", text="We bake bread. " * 30)])
    app = opens("models")
    assert "1 label to learn from" in shown(app)
    assert "Some are newer than the newest model" in shown(app)
    assert "1 label of yours beside 5,480 that ship" in shown(app)
    assert "That hardly moves a model; about 305 sure labels would be 10 %." in shown(app)
    assert "Of 1 label given here it reads" in shown(app)
    assert "Retrain" in buttons(app)
    with open_store() as store:
        labels.add_labels(
            store, [NewLabel(role="other", annotator="me", why="read", text="We sell our bread in the street. " * 30)]
        )
    assert "Of 2 labels given here it reads" in shown(opens("models"))


def test_where_one_may_only_look(
    opens: Callable[..., AppTest], make: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make()
    champion.promote(version)
    make()
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    app = opens("models")
    assert "Read-only: TRUEROLE_READONLY is set" in shown(app)
    assert not {"Retrain", "Promote", "Roll back", "Read them again"} & buttons(app)


@pytest.mark.slow
def test_the_sample_stays_in_the_charts_when_another_model_reads(
    opens: Callable[..., AppTest], make: Callable[[], str]
) -> None:
    """It has no texts: what was read in it is carried over."""
    from truerole.workflows.repredict import catch_up

    app = opens("models")
    version = make()
    with open_store() as store:
        before = store.count(sample=True)
        champion.promote(version)
        assert (found := catch_up(store, workers=1))
        assert (found.changed, found.total, found.without_text) == (0, 0, before)
        assert store.model_version() == version
        assert int(store.info()["readings"].replace(",", "")) == 2 * before
    app.run()
    assert "postings have no text" not in shown(app)
    assert f"{before:,} without a text, as those of the sample, stay as they were read" in shown(app)
