"""Job postings written for TrueRole, with the labels that a careful reader gives them.

The texts belong to the project, so that pages, tests and documentation may show them whole. The TOML files in
`data/examples/` hold one `[[posting]]` each; a missing `second` means that no other role has a third of the work.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from truerole.core.assets import ASSETS
from truerole.core.errors import DataError
from truerole.core.reading import ROLES, Role, Seniority, Stage
from truerole.core.text import one_line

FOLDER = ASSETS / "examples"

_LEGAL: dict[str, tuple[object, ...]] = {
    "role": ROLES,
    "second": (None, *ROLES),
    "sure": (1, 2, 3),
    "stage": get_args(Stage),
    "dl": (0, 1, 2, 3),
    "seniority": get_args(Seniority),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Authored posting with labels; `why` gives the reason for the role in a sentence.

    `sure` runs from 1 (a coin toss) to 3 (any expert would agree), `dl` is the deep-learning level 0-3, and `demo`
    is the short name under which the page offers the posting, where it does.
    """

    id: str
    title: str
    description: str
    role: Role
    second: Role | None = None
    sure: int
    stage: Stage
    dl: int
    seniority: Seniority
    why: str
    demo: str | None = None


_FIELDS = {f.name: f.default is MISSING for f in fields(Example)}


@lru_cache(maxsize=1)
def load_examples() -> tuple[Example, ...]:
    """Return the authored postings, in the order of files and of tables in each file."""
    return read_examples(sorted(FOLDER.glob("*.toml")))


def read_examples(paths: Iterable[Path]) -> tuple[Example, ...]:
    """Return the postings of these files; raise DataError, naming file and id, for the first bad entry."""
    examples: dict[str, Example] = {}
    for path in paths:
        for number, entry in enumerate(_entries(path), 1):
            where = f"{path.name}, {_name(entry, number)}"
            example = _example(entry, where)
            if example.id in examples:
                raise DataError(f"{where}: the id is taken by another posting; give each its own")
            examples[example.id] = example
    return tuple(examples.values())


def demo_examples() -> tuple[Example, ...]:
    """Return the postings that the page Read offers as demos."""
    return tuple(e for e in load_examples() if e.demo)


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = one_line(str(error))
        raise DataError(f"{path.name}: cannot be read as TOML ({reason})") from error
    entries = content.get("posting")
    if not (isinstance(entries, list) and entries and all(isinstance(e, dict) for e in entries)):
        raise DataError(f"{path.name}: holds no [[posting]] tables; add one or remove the file")
    return entries


def _name(entry: dict[str, Any], number: int) -> str:
    name = entry.get("id")
    return name if isinstance(name, str) and name and name.isprintable() else f"posting {number}"


def _example(entry: dict[str, Any], where: str) -> Example:
    for name, required in _FIELDS.items():
        if required and name not in entry:
            raise DataError(f"{where}: lacks {name!r}; add it")
    for name, value in entry.items():
        _check(name, value, where)
    return Example(**{**entry, "description": entry["description"].strip()})


def _check(name: str, value: object, where: str) -> None:
    if name not in _FIELDS:
        raise DataError(f"{where}: {name!r} is unknown; known are {', '.join(_FIELDS)}")
    if name in _LEGAL:
        # A type check as well, because True == 1.
        if not any(value == legal and type(value) is type(legal) for legal in _LEGAL[name]):
            legal = ", ".join(str(v) for v in _LEGAL[name] if v is not None)
            raise DataError(f"{where}: {name} is {value!r}; choose one of {legal}")
    elif not isinstance(value, str) or not value.strip():
        raise DataError(f"{where}: {name} must be text that is not empty")
    elif name != "description" and not value.isprintable():
        raise DataError(f"{where}: {name} must be one line")
