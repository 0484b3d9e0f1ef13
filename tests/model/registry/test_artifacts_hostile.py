"""Folders of models that somebody else has filled: pipes, devices, bombs and odd names end as a line, at once."""

import json
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import numpy.typing as npt
import pytest

from tests.model.registry.conftest import duties_of
from tests.odd_files import device, inner_folder, large, pipe
from truerole.core.errors import ModelError
from truerole.model.registry import artifacts
from truerole.model.registry.artifacts import Model, load_held_out, load_model, save
from truerole.model.registry.champion import champion_problem
from truerole.model.role.train import TrainedModel

VERSION = "own-2030-01-02.1.abc"


@pytest.fixture
def folder(trained: TrainedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a user's model."""
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    made = tmp_path / "models" / VERSION
    save(Model(VERSION, trained.model, duties_of(trained)), made)
    return made


ODD = [pipe, device, inner_folder, large]


def refused(load: Callable[[], object]) -> str:
    with pytest.raises(ModelError) as caught:
        load()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("file", ["registry.toml", f"{VERSION}.skops", "held_out.npz"])
def test_odd_files_are_not_read(folder: Path, odd: Callable[[Path], None], file: str) -> None:
    odd(folder / file)
    line = refused(lambda: load_held_out(VERSION) if file == "held_out.npz" else load_model(VERSION))
    assert any(words in line for words in ("a pipe, a device or a folder", "more than 20 MB", "there is no model"))


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_pointer_is_not_read(folder: Path, odd: Callable[[Path], None]) -> None:
    odd(folder.parent / "champion.json")
    assert "does not say which model reads" in (champion_problem() or "")


def bomb() -> bytes:
    array, made = BytesIO(), BytesIO()
    np.save(array, np.zeros(120_000_000, np.uint8))
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("ids.npy", array.getvalue())
        archive.writestr("schema.json", '{"content": {"terms": {"file": "ids.npy"}}}')
    return made.getvalue()


@pytest.mark.slow
def test_bombs_are_not_unpacked(folder: Path) -> None:
    raw = bomb()
    assert len(raw) < 200_000
    registry, entry = folder / "registry.toml", artifacts.registered_model(folder)
    (folder / entry.file).write_bytes(raw)
    registry.write_text(registry.read_text().replace(entry.sha256, sha256(raw).hexdigest()))
    (folder / "held_out.npz").write_bytes(raw)
    for load in (load_model, load_held_out):
        assert "it unpacks to more than 100 MB" in refused(lambda read=load: read(VERSION))


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../..", "/etc", "a/b", "a\0b", "own-" + "x" * 300, "é" * 200, "\ud800"]
)
def test_odd_names_are_no_models(folder: Path, name: str) -> None:
    assert len(refused(lambda: load_model(name))) < 200


def spoil(folder: Path, name: str, array: npt.NDArray[Any]) -> None:
    """Write another array into the model of a folder, with a hash that fits."""
    registry, entry = folder / "registry.toml", artifacts.registered_model(folder)
    written, made = BytesIO(), BytesIO()
    np.save(written, array)
    with ZipFile(folder / entry.file) as old, ZipFile(made, "w") as new:
        schema = json.loads(old.read("schema.json"))["content"]
        place = (schema | schema["classifier"]["content"]["content"])[name]["file"]
        for inner in old.namelist():
            new.writestr(inner, written.getvalue() if inner == place else old.read(inner))
    (folder / entry.file).write_bytes(made.getvalue())
    registry.write_text(registry.read_text().replace(entry.sha256, sha256(made.getvalue()).hexdigest()))


def shape_of(folder: Path, name: str) -> tuple[int, ...]:
    with ZipFile(folder / artifacts.registered_model(folder).file) as archive:
        schema = json.loads(archive.read("schema.json"))["content"]
        found = archive.read((schema | schema["classifier"]["content"]["content"])[name]["file"])
    shape: tuple[int, ...] = np.load(BytesIO(found)).shape
    return shape


@pytest.mark.parametrize(
    "sharpness", [np.nan, np.inf, -np.inf, -1.0, 1e9, 1e308, 2**63, [0.3, 0.3], [], "sharp", 1j, np.datetime64(1, "s")]
)
def test_odd_sharpness_is_refused(folder: Path, sharpness: object) -> None:
    spoil(folder, "sharpness", np.array(sharpness))
    assert "lacks what a model must have" in refused(lambda: load_model(VERSION))


@pytest.mark.parametrize("as_kind", ["complex128", "U6", "M8[s]", "S6", "?"])
@pytest.mark.parametrize("name", ["rarity", "places", "title_from", "intercept_", "coef_", "duty_own", "duty_near"])
def test_arrays_of_other_things_than_numbers_are_refused(folder: Path, name: str, as_kind: str) -> None:
    spoil(folder, name, np.zeros(shape_of(folder, name), as_kind))
    assert "other things than numbers" in refused(lambda: load_model(VERSION))


@pytest.mark.parametrize("number", [1e300, -1e300, 2**62])
@pytest.mark.parametrize("name", ["rarity", "places", "intercept_", "coef_", "duty_own"])
def test_numbers_with_which_no_reading_can_count_are_refused(folder: Path, name: str, number: float) -> None:
    spoil(folder, name, np.full(shape_of(folder, name), number))
    assert "far too large" in refused(lambda: load_model(VERSION))
