"""Model files: saved without pickle, loaded only with the registered hash.

Each folder of a model holds its file, `registry.toml` with the hash of that, its card, and what fits that had not seen
them read in the postings it was fitted to. The shipped model has one; those that a user's labels made lie in the
user's folder, one each, written whole or not at all.
"""

import errno
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version as installed
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
from numpy.lib.format import read_array

from truerole.core.assets import ASSETS, DAMAGED_ARRAYS
from truerole.core.errors import ModelError
from truerole.core.reading import ROLES
from truerole.core.schemas.validation import validate_tables
from truerole.core.settings import home, require_writable, writable
from truerole.core.text.visible import one_line
from truerole.model.duties.classifier import DutyModel
from truerole.model.duties.weights import load_duties, restored_model, stored_arrays
from truerole.model.registry.model_card import CARD, card_text
from truerole.model.role.classifier import RoleModel
from truerole.model.role.cross_validation import HeldOutScores
from truerole.model.role.term_counts import PROFILE, TermCounts, load_counts
from truerole.model.role.train import TrainedModel
from truerole.model.role.vectorizer import TERM_SECTIONS, Vocabulary

SHIPPED = ASSETS / "models"
HELD_OUT = "held_out.npz"
_MOST_BYTES = 20_000_000
# Bytes that a model file or held-out scores may unpack to.
_MOST_UNPACKED = 100_000_000
# Weights, rarities and rows are far below this; a length of terms to the power of a sharpness stays a number.
_LARGEST, _SHARPEST = 1e6, 10.0
_OWN = "own-"
_DUTY = "duty_"


@dataclass(frozen=True)
class Model:
    """Fitted model under the version that readings name."""

    version: str
    roles: RoleModel
    duties: DutyModel


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """Registry entry of a model file: version, SHA-256, and scikit-learn version of the fit."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    version: str
    file: str
    sha256: str
    sklearn: str


def load_shipped(folder: Path = SHIPPED, tell: Callable[[str], None] | None = None) -> Model:
    """Load the shipped model; beside another scikit-learn than at the fit, refit once and save the result.

    `tell` is told before a refit, which takes a minute or two. Raises ModelError for a file that is not registered.
    """
    entry = registered_model(folder)
    if _same_series(entry.sklearn, installed("scikit-learn")):
        return load_registered(folder, entry)
    return _refit_once(entry, tell or (lambda line: None))


def user_models_dir() -> Path:
    """Return the folder of the models that were trained on the user's labels."""
    return home() / "models"


def writable_models_dir() -> Path:
    """Return the same folder, made where it lacks, to write there; raises StoreError where nothing may be changed."""
    require_writable()
    user_models_dir().mkdir(parents=True, exist_ok=True)
    return user_models_dir()


def model_folder(version: str) -> Path:
    """Return the folder of a model; raises ModelError where there is none of this version."""
    if version == registered_model(SHIPPED).version:
        return SHIPPED
    folder, found = user_models_dir() / version, False
    with suppress(OSError):  # a name of hundreds of letters
        found = Path(version).name == version and (folder / "registry.toml").is_file()
    if not found:
        raise ModelError(f"there is no model {version[:100]}; `truerole models list` names those there are")
    return folder


def model_versions() -> list[str]:
    """List the versions of all models: the shipped model, then the user's from oldest to newest."""
    users = [path.parent.name for path in user_models_dir().glob(f"{_OWN}*/registry.toml")]
    return [registered_model(SHIPPED).version, *sorted(users, key=_age)]


def load_model(version: str, tell: Callable[[str], None] | None = None) -> Model:
    """Load the model of a version; raises ModelError where the file cannot be trusted or loaded."""
    folder = model_folder(version)
    if folder == SHIPPED:
        return load_shipped(SHIPPED, tell)
    entry, ours = registered_model(folder), installed("scikit-learn")
    if entry.version != version:
        raise ModelError(f"{folder} holds the model {entry.version}, not {version}; {_remedy(folder)}")
    if not _same_series(entry.sklearn, ours):
        raise ModelError(f"the model {version} was made with scikit-learn {entry.sklearn}, here is {ours}; train again")
    return load_registered(folder, entry)


def registered_model(folder: Path) -> RegisteredModel:
    """Read the registry entry of a folder; raises ModelError where there is none."""
    try:
        return validate_tables(RegisteredModel, tomllib.loads(read_regular(folder / "registry.toml").decode()))
    except (OSError, ValueError) as error:
        raise ModelError(f"no model is registered in {folder} ({error}); {_remedy(folder)}") from error


def load_registered(folder: Path, entry: RegisteredModel) -> Model:
    """Load a registered model after a check of the file's hash; raises ModelError."""
    path = folder / Path(entry.file).name
    try:
        raw = read_regular(path)
    except OSError as error:
        raise ModelError(f"the model {path} cannot be read ({error.strerror}); {_remedy(folder)}") from error
    if sha256(raw).hexdigest() != entry.sha256:
        raise ModelError(f"the model {path} is not the registered one and is not loaded; {_remedy(folder)}")
    try:
        return _unpacked(entry.version, raw)
    except DAMAGED_ARRAYS as error:
        raise ModelError(f"the model {path} lacks what a model must have ({error}); {_remedy(folder)}") from error


def read_regular(path: Path) -> bytes:
    """Read a file of a folder that others may have filled; raises OSError for a pipe, a device or a file too large."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is a pipe, a device or a folder")
    with path.open("rb") as stream:
        raw = stream.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {_MOST_BYTES / 1e6:g} MB")
    return raw


def _check_unpacked(archive: ZipFile) -> None:
    """Raise ValueError for a zip whose files are too large; what is read of a file is never more than it says there."""
    if sum(inner.file_size for inner in archive.infolist()) > _MOST_UNPACKED:
        raise ValueError(f"it unpacks to more than {_MOST_UNPACKED / 1e6:g} MB")


def save(model: Model, folder: Path) -> RegisteredModel:
    """Save and register a model in a folder; raises ModelError where the folder cannot be written."""
    from skops.io import dumps

    raw = dumps(_to_arrays(model))
    if len(raw) > _MOST_BYTES:
        raise ModelError(f"the model has {len(raw):,} bytes, {_MOST_BYTES:,} are the most; drop rare terms")
    entry = RegisteredModel(model.version, f"{model.version}.skops", sha256(raw).hexdigest(), installed("scikit-learn"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / entry.file).write_bytes(raw)
        lines = [f'{name} = "{getattr(entry, name)}"' for name in RegisteredModel.__slots__]
        (folder / "registry.toml").write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise ModelError(f"no model can be written to {folder} ({error.strerror}); choose another folder") from error
    return entry


def save_with_card(trained: TrainedModel, counts: TermCounts, folder: Path) -> RegisteredModel:
    """Save a new model with the card, under a version of today that is new to the folder."""
    model = Model(_next_version(folder), trained.model, load_duties())
    entry = save(model, folder)
    text = card_text(model.version, trained.model.confidence_threshold, counts, trained.evaluation)
    (folder / CARD).write_text(text, "utf-8")
    if trained.held_out:
        save_held_out(trained.held_out, folder)
    return entry


def save_user_model(trained: TrainedModel, write: Callable[[str, Path], None], duties: DutyModel | None = None) -> str:
    """Save a model trained on the user's labels, and return the version; `write` adds the card to the folder.

    It reads duties by the model `duties`, by default the shipped one.

    The folder gets its name when all is in it: cut off before, there is no such model.
    """
    models = writable_models_dir()
    version = f"{_next_version(models, _OWN)}.{_digest(trained.model)}"
    fresh = models / f".{version}"
    save(Model(version, trained.model, duties or load_duties()), fresh)
    if trained.held_out:
        save_held_out(trained.held_out, fresh)
    write(version, fresh)
    fresh.replace(models / version)
    return version


def save_held_out(found: HeldOutScores, folder: Path) -> None:
    """Save the held-out scores of a cross-validation."""
    ids = np.frombuffer("\n".join(found.ids).encode(), np.uint8)
    np.savez_compressed(folder / HELD_OUT, ids=ids, scores=found.scores.astype(np.float16))


def load_held_out(version: str) -> HeldOutScores:
    """Load the held-out scores of a model's cross-validation; raises ModelError where they are missing."""
    path = model_folder(version) / HELD_OUT
    try:
        with np.load(BytesIO(read_regular(path)), allow_pickle=False) as file:
            _check_unpacked(file.zip)
            ids, scores = tuple(file["ids"].tobytes().decode().split("\n")), file["scores"].astype(np.float32)
        if scores.shape != (len(ids), len(ROLES)):
            raise ValueError("its arrays do not fit each other")
    except DAMAGED_ARRAYS as error:
        reason = one_line(str(error))
        raise ModelError(f"{path} cannot be read ({reason}); {_remedy(path.parent)}") from error
    return HeldOutScores(ids, scores)


def _next_version(folder: Path, prefix: str = "") -> str:
    today = f"{prefix}{date.today():%Y-%m-%d}."
    registry = folder / "registry.toml"
    named = registry.read_text("utf-8") if registry.exists() else ""
    seen = re.findall(rf"{re.escape(today)}(\d+)", " ".join((named, *(path.name for path in folder.glob("*.*")))))
    return f"{today}{max(map(int, seen), default=0) + 1}"


def _age(version: str) -> tuple[str, int, str]:
    """Return the sort key of the user's models by age."""
    day, number, rest = (*version.split(".", 2), "", "")[:3]
    return day, int(number) if number.isdecimal() else 0, rest


def _digest(model: RoleModel) -> str:
    """Return a short digest that tells apart models of the same day from two machines."""
    return sha256(model.weights.tobytes() + model.intercept.tobytes()).hexdigest()[:6]


def _remedy(folder: Path) -> str:
    if folder.parent == user_models_dir():
        return "train again, or go back with `truerole models rollback`"
    return "install TrueRole again"


def _to_arrays(model: Model) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    roles, classifier = model.roles, LogisticRegression()
    classifier.classes_ = np.arange(len(ROLES))
    classifier.coef_ = np.concatenate((roles.weights, roles.duty_weights)).T.copy()
    classifier.intercept_ = roles.intercept
    return {
        "classifier": classifier,
        "rarity": roles.idf,
        "places": roles.section_weights,
        # One block of bytes: skops would describe 70,000 strings one by one.
        "terms": np.frombuffer("\n".join(roles.vocabulary.terms).encode(), np.uint8),
        "confident_from": np.float64(roles.confidence_threshold),
        "title_from": roles.title_thresholds,
        "sharpness": np.float64(roles.sharpness),
        **{f"{_DUTY}{name}": array for name, array in stored_arrays(model.duties).items()},
    }


def _unpacked(version: str, raw: bytes) -> Model:
    """Read the arrays of a skops file, and nothing else.

    A skops file is a zip of a schema and plain arrays. To read these alone makes no object of any type, and spares the
    import of all of scikit-learn, which takes longer than to read a posting.
    """
    with ZipFile(BytesIO(raw)) as archive:
        _check_unpacked(archive)
        schema = json.loads(archive.read("schema.json"))["content"]

        def array(node: dict[str, Any]) -> npt.NDArray[Any]:
            return read_array(BytesIO(archive.read(node["file"])), allow_pickle=False)

        fitted = schema["classifier"]["content"]["content"]
        terms = tuple(array(schema["terms"]).tobytes().decode().split("\n"))
        coefficients = array(fitted["coef_"]).T
        stored = {name.removeprefix(_DUTY): array(node) for name, node in schema.items() if name.startswith(_DUTY)}
        roles = RoleModel(
            vocabulary=Vocabulary(terms),
            weights=np.ascontiguousarray(coefficients[: len(terms)]),
            duty_weights=np.ascontiguousarray(coefficients[len(terms) :]),
            idf=array(schema["rarity"]),
            section_weights=array(schema["places"]),
            intercept=array(fitted["intercept_"]),
            confidence_threshold=float(array(schema["confident_from"])),
            title_thresholds=array(schema["title_from"]),
            # Models of before are as sure of two lines as of a page.
            sharpness=float(array(schema["sharpness"])) if "sharpness" in schema else 0.0,
        )
    n, r = len(terms), len(ROLES)
    shapes = {
        (n, r): roles.weights,
        (PROFILE, r): roles.duty_weights,
        (n,): roles.idf,
        (len(TERM_SECTIONS),): roles.section_weights,
        (r,): roles.intercept,
    }
    if any(array.shape != shape for shape, array in shapes.items()) or roles.title_thresholds.shape != (r,):
        raise ValueError("its arrays do not fit each other")
    single = np.array([roles.confidence_threshold, roles.sharpness])
    _check_numbers([*shapes.values(), roles.title_thresholds, single, *stored.values()])
    if not 0 <= roles.sharpness <= _SHARPEST:
        raise ValueError(f"its sharpness is not from 0 to {_SHARPEST:g}")
    return Model(version, roles, restored_model(stored, n))


def _check_numbers(arrays: Iterable[npt.NDArray[Any]]) -> None:
    """Raise ValueError for arrays of other than numbers, and for numbers with which no reading can count."""
    for array in arrays:
        if array.dtype.kind not in "fi":
            raise ValueError("it holds other things than numbers")
        if not (np.isfinite(array).all() and float(np.abs(array).max(initial=0)) <= _LARGEST):
            raise ValueError("it holds numbers that are not finite, or far too large")


def _same_series(a: str, b: str) -> bool:
    return a.split(".")[:2] == b.split(".")[:2]


def _refit_once(entry: RegisteredModel, tell: Callable[[str], None]) -> Model:
    ours = installed("scikit-learn")
    folder = home() / "models" / f"sklearn-{ours}"
    if saved := _saved_refit(folder, entry.version):
        return saved
    from truerole.model.role.train import train

    tell(f"scikit-learn is {ours}, the model was fitted with {entry.sklearn}: fitting it again, once")
    model = Model(entry.version, train(load_counts()).model, load_duties())
    if writable():
        save(model, folder)
    return model


def _saved_refit(folder: Path, version: str) -> Model | None:
    try:
        entry = registered_model(folder)
        return load_registered(folder, entry) if entry.version == version else None
    except ModelError:
        return None  # none was kept yet, or it is damaged: to fit it again mends both
