"""Teach, compare, promote, read again: the whole way, on a part of the shipped postings."""

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from tests.counts import few_terms_fitted, some_rows
from tests.data.store.test_store import FACTS as READ
from tests.data.store.test_store import entry
from truerole.core.errors import DataError, ModelError, StoreError
from truerole.core.posting import Posting
from truerole.core.progress import OnProgress, Progress
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.labels import labels
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel
from truerole.data.labels.line_labels import NewLineLabel, add_line_labels
from truerole.data.store.model_diff import stored_roles
from truerole.data.store.predictions import count_pending
from truerole.data.store.store import Store, open_store
from truerole.model.reader import Reader, default_reader
from truerole.model.registry.artifacts import (
    SHIPPED,
    load_held_out,
    load_model,
    model_folder,
    registered_model,
    user_models_dir,
)
from truerole.model.registry.champion import promote, rollback
from truerole.model.registry.model_card import CARD, FACTS, read_card_facts
from truerole.model.role.cross_validation import is_user_label
from truerole.model.role.term_counts import TermCounts, load_counts
from truerole.model.role.train import TrainedModel, train
from truerole.workflows.compare_models import compare_models, preview_changes
from truerole.workflows.repredict import catch_up, is_behind, load_effect, switch_if_read
from truerole.workflows.retrain import TrainingRun, retrain

pytestmark = pytest.mark.slow

EXAMPLES = load_examples()
SHIPPED_VERSION = registered_model(SHIPPED).version
# The user calls the engineers of the examples analysts.
WRONG = [e for e in EXAMPLES if e.role == "data_engineer"]


@cache
def part(every: int = 24) -> TermCounts:
    counts = load_counts()
    return some_rows(counts, np.arange(0, len(counts.labels), every))


_FITTED: dict[bytes, TrainedModel] = {}


def train_once(counts: TermCounts, on_progress: OnProgress, workers: int | None) -> TrainedModel:
    """Fit as `train` does, and the same counts once, whatever store the labels came from."""
    key = sha256(pickle.dumps(counts)).digest()
    if key not in _FITTED:
        with few_terms_fitted():
            _FITTED[key] = train(counts, on_progress, workers)
    return _FITTED[key]


def give(store: Store, examples: list, **more: object) -> None:
    """Label postings as the examples do, or in another way."""
    given = [
        NewLabel(role=e.role, annotator="ann", why="correction", text=e.description, title=e.title, read_role="other")
        for e in examples
    ]
    labels.add_labels(store, [replace(one, **more) for one in given])


@pytest.fixture(scope="module")
def taught_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, TrainingRun]]:
    """Return a folder with a store of labels and texts, and the model that was made of these."""
    home, counts = tmp_path_factory.mktemp("home"), part()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRUEROLE_HOME", str(home))
        for module in ("retrain", "compare_models"):
            patched.setattr(f"truerole.workflows.{module}.load_counts", lambda: counts)
        with open_store() as store:
            read = default_reader()
            texts = [
                StoreEntry(
                    Posting("mine", e.id, e.title, e.description), stored_reading_of(read.read(e.description, e.title))
                )
                for e in EXAMPLES
            ]
            bare = StoreEntry(replace(entry(1).posting, description=""), READ)
            store.add([*texts, bare], SHIPPED_VERSION)
            give(store, [e for e in EXAMPLES if e not in WRONG])
            give(store, WRONG, role="data_analyst", read_role="data_engineer")
            told: list[Progress] = []
            with few_terms_fitted():
                lesson = retrain(store, told.append, workers=1)
            assert [p.share for p in told] == pytest.approx([i / (len(told) - 1) for i in range(len(told))])
            assert all(p.step for p in told)
        yield home, lesson


@pytest.fixture
def again(taught_home: tuple[Path, TrainingRun]) -> Iterator[tuple[Store, str]]:
    """Return the store and the challenger; afterwards the shipped model reads again."""
    home, lesson = taught_home
    with open_store() as store:
        yield store, lesson.version
        (home / "models" / "champion.json").unlink(missing_ok=True)
        catch_up(store, workers=1)


def test_a_challenger_is_made_with_its_card(again: tuple[Store, str], taught_home: tuple[Path, TrainingRun]) -> None:
    store, version = again
    facts, lesson = read_card_facts(model_folder(version)), taught_home[1]
    assert (facts.own, facts.labels, facts.by) == (len(EXAMPLES), labels.labels_version(store), {"ann": len(EXAMPLES)})
    assert sum(facts.roles.values()) == len(EXAMPLES)
    assert facts.roles["data_engineer"] == 0
    assert facts.sources == {"correction": len(EXAMPLES)}
    assert facts.accuracy == lesson.trained.evaluation.overall.accuracy
    assert facts.confident_from == lesson.trained.model.confidence_threshold
    assert {"TrueRole", "scikit-learn", "skops"} <= facts.versions.keys()
    assert len(facts.data) == 64
    text = (model_folder(version) / CARD).read_text("utf-8")
    assert version in text
    assert facts.data[:16] in text
    assert lesson.notes == ["none of the labels is data_engineer: nothing new is learnt about that"]


def test_no_text_is_kept_with_a_model(again: tuple[Store, str]) -> None:
    folder = model_folder(again[1])
    told = b"".join(path.read_bytes() for path in folder.glob("*.*") if path.name in (FACTS, CARD, "registry.toml"))
    assert not [e.id for e in EXAMPLES if e.description[:60].encode() in told]


def test_each_label_was_read_by_a_fit_that_had_not_seen_it(again: tuple[Store, str]) -> None:
    found = load_held_out(again[1])
    assert len([id for id in found.ids if id.startswith("own:")]) == len(EXAMPLES)
    assert not any(is_user_label(label) for label in part().labels)


def test_champion_and_challenger_are_compared_on_what_neither_has_seen(again: tuple[Store, str]) -> None:
    store, version = again
    found = compare_models(SHIPPED_VERSION, version, labels.labelled_texts(store), workers=1)
    assert 90 < found.benchmark.n < 140
    assert found.user_labels
    assert found.user_labels.n == len(EXAMPLES)
    assert found.user_labels.challenger.overall.right != found.user_labels.champion.overall.right
    assert compare_models(SHIPPED_VERSION, version, [], workers=1).user_labels is None
    assert compare_models(SHIPPED_VERSION, SHIPPED_VERSION, [], workers=1).benchmark.changes == ()


def test_what_would_change_is_what_changes(again: tuple[Store, str]) -> None:
    store, version = again
    found = preview_changes(store, SHIPPED_VERSION, version, workers=1)
    assert found.total == len(EXAMPLES)
    assert 0 < len(found.changed) < len(EXAMPLES)
    promote(version)
    effect = catch_up(store, workers=1)
    assert effect
    assert (effect.changed, effect.total) == (len(found.changed), found.total)
    now = stored_roles(store, version, [one.number for one in found.changed])
    assert now == {one.number: one.now for one in found.changed}
    assert effect == load_effect()
    assert json.loads((user_models_dir() / "effect.json").read_text())["of"] == effect.total, "the key of earlier files"


def test_promoted_it_reads_all_and_rolled_back_the_old_readings_count_at_once(again: tuple[Store, str]) -> None:
    store, version = again
    assert not is_behind(store)
    promote(version)
    assert is_behind(store)
    assert store.model_version() == SHIPPED_VERSION, "until all is read the old readings count"
    effect = catch_up(store, workers=1)
    assert (store.model_version(), count_pending(store, version), is_behind(store)) == (version, 0, False)
    assert effect
    assert effect.corrections == len(labels.corrections(store))
    assert 0 < effect.right <= effect.corrections
    assert effect.without_text == 1
    told = str(effect)
    assert f"{effect.changed} of {len(EXAMPLES)} postings read differently; {effect.right} of your" in told
    assert "1 without a text, as those of the sample, stay as they were read" in told
    rollback()
    assert switch_if_read(store)
    assert store.model_version() == SHIPPED_VERSION
    promote(version)
    assert switch_if_read(store)
    assert store.model_version() == version
    assert catch_up(store, workers=1) is None


def test_what_has_no_text_does_not_vanish(again: tuple[Store, str]) -> None:
    store, version = again
    promote(version)
    catch_up(store, workers=1)
    number = store.known_numbers([entry(1).posting.identity])[entry(1).posting.identity]
    assert stored_roles(store, version, [number]) == {number: READ.role}


def test_lines_alone_are_learnt_and_the_card_says_how_they_were_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    # What is learnt of roles is for the tests above.
    monkeypatch.setattr("truerole.workflows.retrain.load_counts", lambda: part(48))
    monkeypatch.setattr("truerole.workflows.retrain.train", train_once)
    texts = [f"Responsibilities\n- Build dashboards for the {shops} shops.\n" for shops in ("red", "blue", "green")]
    line = "Train models of churn."
    add_line_labels(
        store,
        [
            *(NewLineLabel(line=text.split("- ")[1], duty="software", annotator="ann", text=text) for text in texts),
            NewLineLabel(line=line, duty="software", annotator="ann", text="There is no such line."),
        ],
    )
    lesson = retrain(store, workers=1)
    facts = read_card_facts(model_folder(lesson.version))
    assert (lesson.labels, lesson.lines, facts.own, facts.labels) == (0, 3, 0, labels.labels_version(store))
    assert (facts.lines, facts.lines_before) == (3, 0)
    assert 0 <= facts.lines_unseen <= 3
    assert lesson.notes[0] == "1 labelled lines are not used: their texts lack them"
    assert "3 labelled lines are learnt; read as labelled: 0 before" in lesson.notes[1]
    assert "## Lines" in (model_folder(lesson.version) / CARD).read_text("utf-8")
    document = Reader(load_model(lesson.version)).read(texts[0], None)
    assert [span.kind for span in document.duties if "dashboards" in texts[0][span.start : span.end]] == ["software"]


def test_without_labels_there_is_nothing_to_learn(store: Store, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    with pytest.raises(DataError, match="there are no labels to learn from; give some with `truerole label`"):
        retrain(store)
    give(store, EXAMPLES[:2], text="Zu kurz.")
    with pytest.raises(DataError, match="none of the 1 labels can be used: 1 labels are not used: their texts"):
        retrain(store, workers=1)
    assert not (tmp_path / "models").exists()


def test_where_nothing_may_be_written_nothing_is_taught(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    with pytest.raises(StoreError, match="TRUEROLE_READONLY"):
        retrain(store)


@pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_bytes(b"PK"), lambda p: p.write_bytes(b"")])
def test_without_what_was_held_out_models_are_not_compared(
    again: tuple[Store, str], spoil: Callable[[Path], object]
) -> None:
    path = model_folder(again[1]) / "held_out.npz"
    whole = path.read_bytes()
    try:
        spoil(path)
        with pytest.raises(ModelError, match=r"held_out.npz cannot be read \(.*train again") as caught:
            compare_models(SHIPPED_VERSION, again[1], [], workers=1)
        assert "\n" not in str(caught.value)
    finally:
        path.write_bytes(whole)
