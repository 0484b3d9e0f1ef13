"""Champion: the model version that reads, the last line of a history of promotions that allows to roll back.

The file is replaced in one step. Where it, or the model that it names, is gone or damaged, the shipped model answers.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from truerole.core.errors import ModelError
from truerole.core.schemas.validation import validate_json, validate_tables
from truerole.core.settings import require_writable
from truerole.core.text.visible import one_line
from truerole.model.registry import artifacts
from truerole.model.registry.artifacts import SHIPPED, Model

# So many of the newest models are kept beside the champion and the one before it.
KEPT = 5
LEAST_REASON = 3
# Fields whose key in the file is another.
_KEYS = {"regressions": "fallen"}
_FIELDS = {key: field for field, key in _KEYS.items()}


@dataclass(frozen=True, slots=True)
class Promotion:
    """Promotion of a version over the previous champion, with the time, the metrics that regressed, and the reason."""

    version: str
    previous: str
    at: str
    reason: str | None = None
    regressions: tuple[str, ...] = ()


def champion_stamp() -> tuple[int, ...] | None:
    """Return the file's stamp (mtime in ns, size, inode), which changes with each promotion; None before the first."""
    try:
        found = _file().stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def history() -> list[Promotion]:
    """Read all promotions, the latest last; raises ModelError where the file is damaged."""
    path = _file()
    try:
        return [_promotion(kept) for kept in validate_json(list[dict[str, object]], artifacts.read_regular(path))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        reason = one_line(str(error))
        raise ModelError(f"{path} does not say which model reads ({reason}); promote one to write it anew") from error


def champion_version() -> str:
    """Return the champion's version; raises ModelError where the history is damaged."""
    promotions = history()
    return promotions[-1].version if promotions else artifacts.registered_model(SHIPPED).version


def champion_model(tell: Callable[[str], None]) -> Model:
    """Load the champion; where that fails, load the shipped model and give the reason to `tell`."""
    try:
        version = champion_version()
        if version != artifacts.registered_model(SHIPPED).version:
            return artifacts.load_model(version)
    except ModelError as error:
        tell(f"{error}; until then the shipped model reads")
    return artifacts.load_shipped(SHIPPED, tell)


def champion_problem() -> str | None:
    """Return the reason why the champion cannot be loaded, on a line; None where all is well."""
    try:
        artifacts.load_model(champion_version())
    except ModelError as error:
        return str(error)
    return None


def promote(version: str, regressions: Sequence[str] = (), reason: str | None = None) -> Promotion:
    """Make a version the champion, and return the promotion.

    `regressions` names what it does worse than the champion; then raises ModelError, unless a reason is given, which is
    kept. So it does for a model that cannot be loaded.
    """
    artifacts.load_model(version)
    given = " ".join((reason or "").split())
    if regressions and len(given) < LEAST_REASON:
        worse = ", ".join(regressions)
        raise ModelError(f"{version} is worse than the champion beyond chance ({worse}); promote it with a reason")
    before = _known()
    previous = before[-1].version if before else artifacts.registered_model(SHIPPED).version
    if version == previous and before:
        raise ModelError(f"{version} is the champion already")
    promotion = Promotion(version, previous, _now(), given or None, tuple(regressions))
    _write([*before, promotion])
    return promotion


def rollback() -> Promotion:
    """Make the previous champion the champion again; raises ModelError before the first promotion."""
    before = history()
    if not before:
        raise ModelError("there is nothing to go back to: no model has been promoted here")
    return promote(before[-1].previous, reason="rolled back")


def unneeded_models() -> list[str]:
    """List the user's models that may go: neither champion, nor previous champion, nor among the newest."""
    promotions = _known()
    needed = {promotions[-1].version, promotions[-1].previous} if promotions else set()
    users = artifacts.model_versions()[1:]
    return [version for version in users[:-KEPT] if version not in needed]


def prune() -> list[str]:
    """Remove unneeded models and the remains of interrupted trainings; return the versions.

    Raises StoreError where nothing may be changed.
    """
    require_writable()
    gone = unneeded_models()
    for path in (
        *(artifacts.user_models_dir() / version for version in gone),
        *artifacts.user_models_dir().glob(".own-*"),
    ):
        rmtree(path, ignore_errors=True)
    return gone


def _known() -> list[Promotion]:
    try:
        return history()
    except ModelError:
        return []  # to promote a model writes the file anew


def _promotion(kept: dict[str, object]) -> Promotion:
    """Return a kept promotion; some versions of TrueRole wrote the metrics that regressed under their own name."""
    return validate_tables(Promotion, {_FIELDS.get(key, key): value for key, value in kept.items()})


def _kept(promotion: Promotion) -> dict[str, object]:
    """Return a promotion by the keys of the file, which every version of TrueRole reads."""
    return {_KEYS.get(field, field): value for field, value in asdict(promotion).items()}


def _file() -> Path:
    return artifacts.user_models_dir() / "champion.json"


def _write(promotions: Sequence[Promotion]) -> None:
    path = _file()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        artifacts.writable_models_dir()
        with fresh.open("w", encoding="utf-8") as file:
            json.dump([_kept(promotion) for promotion in promotions], file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise ModelError(f"{path} cannot be written ({error.strerror}); the champion is as before") from error


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
