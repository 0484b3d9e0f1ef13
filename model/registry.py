"""Keep the fitted models: save them without pickle, load only those whose hash is registered."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import numpy as np

from data.errors import ModelError
from data.home import home
from model.features import Vocabulary
from model.role import RoleModel

SHIPPED = Path(__file__).parent.parent / "data" / "models"
_MOST_BYTES = 10_000_000
_ARRAYS = ("weights", "rarity", "kinds", "base")


@dataclass(frozen=True)
class Model:
    """Hold what the reader needs, under the version that its readings name."""

    version: str
    roles: RoleModel


@dataclass(frozen=True, slots=True)
class Entry:
    """Register one model file: only these bytes are loaded, and only beside this scikit-learn."""

    version: str
    file: str
    sha256: str
    sklearn: str


def champion(folder: Path = SHIPPED, tell: Callable[[str], None] | None = None) -> Model:
    """Return the current model; where scikit-learn is another than it was fitted with, refit it once and keep it.

    `tell` is told before a refit, which takes a minute or two. Raises ModelError for a file that is not the registered one.
    """
    entry = registered(folder)
    if _same_series(entry.sklearn, installed("scikit-learn")):
        return load(folder, entry)
    return _refitted(entry, tell or (lambda line: None))


def registered(folder: Path) -> Entry:
    """Return the model registered in `folder`."""
    try:
        return Entry(**tomllib.loads((folder / "registry.toml").read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise ModelError(f"no model is registered in {folder} ({error}); install TrueRole again") from error


def load(folder: Path, entry: Entry) -> Model:
    """Return the registered model, after checking that its file is the registered one."""
    from skops.io import loads

    path = folder / Path(entry.file).name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read ({error.strerror}); install TrueRole again") from error
    if sha256(raw).hexdigest() != entry.sha256:
        raise ModelError(f"the model {path} is not the registered one and is not loaded; install TrueRole again")
    # No type is trusted beyond those that skops itself knows to be harmless.
    return _unpacked(entry.version, loads(raw, trusted=[]))


def save(model: Model, folder: Path) -> Entry:
    """Write `model` to `folder` and register it there; raises ModelError where it cannot be written."""
    from skops.io import dumps

    raw = dumps(_packed(model))
    if len(raw) > _MOST_BYTES:
        raise ModelError(f"the model has {len(raw):,} bytes, {_MOST_BYTES:,} are the most; drop rare terms")
    entry = Entry(model.version, f"{model.version}.skops", sha256(raw).hexdigest(), installed("scikit-learn"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / entry.file).write_bytes(raw)
        lines = [f'{name} = "{getattr(entry, name)}"' for name in Entry.__slots__]
        (folder / "registry.toml").write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise ModelError(f"the model cannot be written to {folder} ({error.strerror}); choose another folder") from error
    return entry


def _packed(model: Model) -> dict[str, Any]:
    roles = model.roles
    return {
        # One block of bytes: skops would describe 67,000 strings one by one.
        "terms": np.frombuffer("\n".join(roles.vocabulary.terms).encode(), np.uint8),
        "confident_from": roles.confident_from,
        **{name: getattr(roles, name) for name in _ARRAYS},
    }


def _unpacked(version: str, packed: dict[str, Any]) -> Model:
    terms = tuple(packed["terms"].tobytes().decode().split("\n"))
    arrays = {name: packed[name] for name in _ARRAYS}
    return Model(version, RoleModel(Vocabulary(terms), confident_from=packed["confident_from"], **arrays))


def _same_series(a: str, b: str) -> bool:
    return a.split(".")[:2] == b.split(".")[:2]


def _refitted(entry: Entry, tell: Callable[[str], None]) -> Model:
    ours = installed("scikit-learn")
    folder = home() / "models" / f"sklearn-{ours}"
    if (folder / "registry.toml").exists() and registered(folder).version == entry.version:
        return load(folder, registered(folder))
    from data.counts import load_counts
    from model.training import train

    tell(f"scikit-learn is {ours}, the model was fitted with {entry.sklearn}: fitting it again, once")
    model = Model(entry.version, train(load_counts()).model)
    save(model, folder)
    return model
