"""Model files: what is saved is what is loaded, and nothing else is ever loaded."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from tests.model.registry.conftest import duties_of
from truerole.core.errors import ModelError
from truerole.data.labels.examples import load_examples
from truerole.model.reader import Reader, default_reader
from truerole.model.registry import artifacts
from truerole.model.registry.artifacts import (
    SHIPPED,
    Model,
    RegisteredModel,
    load_registered,
    load_shipped,
    registered_model,
    save,
    save_with_card,
)
from truerole.model.role.classifier import softmax
from truerole.model.role.term_counts import TermCounts, load_counts, pack_counts
from truerole.model.role.train import TrainedModel, raw_scores, tf_idf, weigh_by_section

ROOT = Path(__file__).parents[3]
TEXT = load_examples()[0].description
ARRAYS = ("weights", "idf", "section_weights", "intercept", "title_thresholds")


def same(a: Model, b: Model) -> bool:
    """Return whether two models are equal to the last bit."""
    x, y = a.roles, b.roles
    return (
        all(np.array_equal(getattr(x, name), getattr(y, name)) for name in ARRAYS)
        and all(getattr(x, name).dtype == getattr(y, name).dtype for name in ARRAYS)
        and (a.version, x.vocabulary, x.confidence_threshold) == (b.version, y.vocabulary, y.confidence_threshold)
    )


@pytest.fixture
def saved(trained: TrainedModel, tmp_path: Path) -> tuple[Path, Model]:
    """Return a folder and the model that is registered there."""
    model = Model("2030-01-02.1", trained.model, duties_of(trained))
    save(model, tmp_path)
    return tmp_path, model


def test_what_is_saved_is_loaded(saved: tuple[Path, Model]) -> None:
    folder, model = saved
    assert same(load_shipped(folder), model)


def test_the_shipped_model_survives_another_round(tmp_path: Path) -> None:
    model = default_reader().model
    save(model, tmp_path)
    again = load_shipped(tmp_path)
    assert same(again, model)
    assert Reader(again).read(TEXT, "Data Analyst") == default_reader().read(TEXT, "Data Analyst")


def test_the_shipped_model_is_small_and_fits_the_counts() -> None:
    entry = registered_model(SHIPPED)
    assert (SHIPPED / entry.file).stat().st_size < 10_000_000
    assert [p.name for p in SHIPPED.glob("*.skops")] == [entry.file]
    assert default_reader().model.roles.vocabulary.terms == load_counts().terms
    assert f"posting, {entry.version}" in (SHIPPED / "CARD.md").read_text("utf-8")


@pytest.mark.parametrize("place", [0, 100, -1])
def test_one_changed_byte_and_it_is_not_loaded(saved: tuple[Path, Model], place: int) -> None:
    path = saved[0] / "2030-01-02.1.skops"
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ModelError, match="not the registered one and is not loaded"):
        load_shipped(saved[0])


def test_a_changed_file_is_not_even_opened(saved: tuple[Path, Model], monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(artifacts, "_unpacked", opened)
    (saved[0] / "2030-01-02.1.skops").write_bytes(b"PK")
    with pytest.raises(ModelError):
        load_shipped(saved[0])


def one_line(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_shipped(folder)
    line = str(caught.value)
    assert "\n" not in line
    assert str(folder) in line
    assert "install TrueRole again" in line
    return line


GOOD = f'version = "a"\nfile = "a.skops"\nsha256 = "0"\nsklearn = "{artifacts.installed("scikit-learn")}"\n'


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (None, "No such file"),
        (b"", "no model is registered"),
        (b"version = ", "no model is registered"),
        (b"\xff\xfe\x00", "no model is registered"),
        (b"[[model]]", "no model is registered"),
        (GOOD.replace('"a"', "1", 1).encode(), "no model is registered"),
        (GOOD.replace('"0"', "['a']").encode(), "no model is registered"),
        (GOOD.replace('sklearn = "', 'sklearn = 1.6 # "').encode(), "no model is registered"),
        ((GOOD + 'more = "b"\n').encode(), "no model is registered"),
        (GOOD.encode(), "a.skops cannot be read (No such file or directory)"),
        (GOOD.replace("a.skops", "").encode(), "cannot be read"),
        (GOOD.replace("a.skops", "..").encode(), "cannot be read"),
        (GOOD.replace("a.skops", "/").encode(), "cannot be read"),
    ],
    ids=str,
)
def test_a_bad_registry_is_one_line(tmp_path: Path, toml: bytes | None, words: str) -> None:
    if toml is not None:
        (tmp_path / "registry.toml").write_bytes(toml)
    assert words in one_line(tmp_path)


@pytest.mark.parametrize("file", ["../secret.skops", "/etc/passwd", "a/../../secret.skops"])
def test_a_model_file_lies_in_its_folder(tmp_path: Path, file: str, saved: tuple[Path, Model]) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    raw = (saved[0] / "2030-01-02.1.skops").read_bytes()
    (tmp_path / "secret.skops").write_bytes(raw)
    entry = RegisteredModel("a", file, sha256(raw).hexdigest(), "1")
    with pytest.raises(ModelError, match="cannot be read"):
        load_registered(folder, entry)


def register(folder: Path, raw: bytes) -> None:
    (folder / "a.skops").write_bytes(raw)
    (folder / "registry.toml").write_text(GOOD.replace('"0"', f'"{sha256(raw).hexdigest()}"'))


def rewritten(raw: bytes, change: Callable[[dict], object]) -> bytes:
    """Return a model file with another schema."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "schema.json":
                new.writestr(name, old.read(name))
        schema = json.loads(old.read("schema.json"))
        changed = change(schema["content"])
        new.writestr("schema.json", json.dumps(schema if changed is None else changed))
    return out.getvalue()


def without(name: str) -> Callable[[bytes], bytes]:
    def change(content: dict) -> None:
        del content[name]

    return lambda raw: rewritten(raw, change)


def swapped(name: str, other: str) -> Callable[[bytes], bytes]:
    def change(content: dict) -> None:
        content[name] = content[other]

    return lambda raw: rewritten(raw, change)


def empty_zip(_: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w"):
        pass
    return out.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: b"not a zip",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"\x80\x04cos\nsystem\n.",  # a pickle
        empty_zip,
        *(without(name) for name in ("classifier", "rarity", "places", "terms", "confident_from", "title_from")),
        swapped("rarity", "places"),
        swapped("places", "rarity"),
        swapped("terms", "classifier"),
        swapped("title_from", "rarity"),
        lambda raw: rewritten(raw, lambda content: []),
        lambda raw: rewritten(raw, lambda content: {"content": 5}),
        lambda raw: rewritten(raw, lambda content: content["terms"].update(file="none.npy")),
        lambda raw: rewritten(raw, lambda content: content["terms"].update(file="schema.json")),
    ],
)
def test_a_registered_file_that_is_no_model_is_one_line(
    saved: tuple[Path, Model], spoil: Callable[[bytes], bytes]
) -> None:
    register(saved[0], spoil((saved[0] / "2030-01-02.1.skops").read_bytes()))
    assert "lacks what a model must have" in one_line(saved[0])


def test_arrays_of_objects_are_refused(saved: tuple[Path, Model]) -> None:
    """An array of objects is a pickle inside."""
    out, pickled = BytesIO(), BytesIO()
    np.save(pickled, np.array([print], object), allow_pickle=True)
    raw = (saved[0] / "2030-01-02.1.skops").read_bytes()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, pickled.getvalue() if name.endswith(".npy") else old.read(name))
    register(saved[0], out.getvalue())
    assert "allow_pickle=False" in one_line(saved[0])


@pytest.mark.slow
def test_reading_needs_neither_scikit_learn_nor_skops() -> None:
    code = (
        "import sys; from truerole.model.reader import default_reader; "
        f"print(default_reader().read({TEXT!r}).role); "
        "print(*({m.partition('.')[0] for m in sys.modules} & {'sklearn', 'skops', 'scipy', 'pandas', 'streamlit'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [load_examples()[0].role, ""]


def test_skops_finds_nothing_untrusted_and_the_same_probabilities() -> None:
    skops = pytest.importorskip("skops.io")
    path = SHIPPED / registered_model(SHIPPED).file
    assert skops.get_untrusted_types(file=path) == []
    classifier = skops.load(path, trusted=[])["classifier"]
    assert type(classifier).__name__ == "LogisticRegression"
    shipped, model = load_counts(), default_reader().model.roles
    weighted = weigh_by_section(first(shipped, 30))
    said = classifier.predict_proba(tf_idf(weighted, model.idf))
    assert said == pytest.approx(softmax(raw_scores(replace(model, sharpness=0.0), weighted)), abs=1e-5)


def first(counts: TermCounts, n: int) -> TermCounts:
    """Return the first n postings of `counts`."""
    end = counts.starts[n]
    entries = counts.sections[:end], counts.columns[:end], counts.counts[:end]
    return TermCounts(counts.labels[:n], counts.terms, counts.starts[: n + 1], *entries, counts.profiles[:n])


@pytest.fixture
def other_series(
    saved: tuple[Path, Model], trained: TrainedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, list[TermCounts]]:
    """Return a folder whose model was fitted beside an older scikit-learn, and a list of the refits."""
    fitted: list[TermCounts] = []

    def train(counts: TermCounts) -> TrainedModel:
        fitted.append(counts)
        return trained

    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("truerole.model.role.train.train", train)
    monkeypatch.setattr(artifacts, "load_counts", lambda: pack_counts([], [], []))
    monkeypatch.setattr(artifacts, "installed", lambda _: "99.1.2")
    return saved[0], fitted


def test_beside_another_scikit_learn_it_is_fitted_once(
    other_series: tuple[Path, list[TermCounts]], tmp_path: Path
) -> None:
    folder, fitted = other_series
    told: list[str] = []
    before = sorted(folder.glob("*.*"))
    first_time, second_time = load_shipped(folder, told.append), load_shipped(folder, told.append)
    assert same(first_time, second_time)
    assert first_time.version == "2030-01-02.1"
    assert len(fitted) == len(told) == 1
    assert "99.1.2" in told[0]
    kept = tmp_path / "home" / "models" / "sklearn-99.1.2"
    assert registered_model(kept).sklearn == "99.1.2"
    assert sorted(folder.glob("*.*")) == before


@pytest.mark.parametrize("name", ["registry.toml", "2030-01-02.1.skops"])
@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(b"?"), lambda p: p.unlink()], ids=["garbled", "gone"])
def test_a_damaged_refit_is_made_again(
    other_series: tuple[Path, list[TermCounts]], tmp_path: Path, name: str, damage: Callable[[Path], object]
) -> None:
    folder, fitted = other_series
    load_shipped(folder)
    damage(tmp_path / "home" / "models" / "sklearn-99.1.2" / name)
    load_shipped(folder)
    load_shipped(folder)
    assert len(fitted) == 2


def test_a_refit_of_an_older_model_is_made_again(other_series: tuple[Path, list[TermCounts]]) -> None:
    folder, fitted = other_series
    load_shipped(folder)
    entry = (folder / "registry.toml").read_text()
    (folder / "registry.toml").write_text(entry.replace('version = "2030-01-02.1"', 'version = "2030-02-01.1"'))
    assert load_shipped(folder).version == "2030-02-01.1"
    assert len(fitted) == 2


@pytest.mark.parametrize(("ours", "refits"), [("1.6.9", 0), ("1.7.0", 1), ("2.6.0", 1)])
def test_only_another_series_needs_a_refit(
    other_series: tuple[Path, list[TermCounts]], monkeypatch: pytest.MonkeyPatch, ours: str, refits: int
) -> None:
    folder, fitted = other_series
    entry = registered_model(folder)
    (folder / "registry.toml").write_text((folder / "registry.toml").read_text().replace(entry.sklearn, "1.6.1"))
    monkeypatch.setattr(artifacts, "installed", lambda _: ours)
    load_shipped(folder)
    assert len(fitted) == refits


def test_keep_numbers_the_models_of_a_day(small: TermCounts, trained: TrainedModel, tmp_path: Path) -> None:
    entries = [save_with_card(trained, small, tmp_path) for _ in range(3)]
    assert [e.version.rpartition(".")[2] for e in entries] == ["1", "2", "3"]
    assert registered_model(tmp_path) == entries[2]
    assert entries[2].version in (tmp_path / "CARD.md").read_text("utf-8")
    (tmp_path / entries[0].file).unlink()
    before = (tmp_path / entries[2].file).read_bytes()
    save_with_card(trained, small, tmp_path)
    assert (tmp_path / entries[2].file).read_bytes() == before, "no model is written over"


def test_nowhere_to_write_is_one_line(trained: TrainedModel, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="choose another folder"):
        save(Model("a", trained.model, duties_of(trained)), tmp_path / "file")


def test_too_large_a_model_is_not_written(
    trained: TrainedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "_MOST_BYTES", 1000)
    with pytest.raises(ModelError, match="1,000 are the most"):
        save(Model("a", trained.model, duties_of(trained)), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_weights_that_do_not_fit_are_refused(trained: TrainedModel, tmp_path: Path) -> None:
    bad = replace(trained.model, weights=trained.model.weights[1:])
    save(Model("a", bad, duties_of(trained)), tmp_path)
    assert "do not fit each other" in one_line(tmp_path)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(trained: TrainedModel, tmp_path: Path, number: float) -> None:
    intercept = trained.model.intercept.copy()
    intercept[0] = number
    save(Model("a", replace(trained.model, intercept=intercept), duties_of(trained)), tmp_path)
    assert "numbers that are not finite" in one_line(tmp_path)


def test_a_version_is_never_given_twice(tmp_path: Path, trained: TrainedModel, small: TermCounts) -> None:
    first = save_with_card(trained, small, tmp_path)
    second = save_with_card(trained, small, tmp_path)
    (tmp_path / first.file).unlink()
    third = save_with_card(trained, small, tmp_path)
    assert [e.version.rpartition(".")[2] for e in (first, second, third)] == ["1", "2", "3"]
