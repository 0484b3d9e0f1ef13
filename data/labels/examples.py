"""Job postings written for TrueRole, with the labels that a careful reader gives them.

The texts belong to the project, so that pages, tests and documentation may show them whole. The TOML files in
`data/examples/` hold one `[[posting]]` each; a missing `second` means that no other role has a third of the work.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args

from truerole.core.assets import ASSETS
from truerole.core.errors import DataError
from truerole.core.reading import ROLES, Role, Seniority, Stage
from truerole.core.schemas.validation import Invalid, validate_tables
from truerole.core.text.visible import one_line

FOLDER = ASSETS / "examples"

_LEGAL: dict[str, tuple[object, ...]] = {
    "role": ROLES,
    "second": ROLES,
    "sure": (1, 2, 3),
    "stage": get_args(Stage),
    "dl": (0, 1, 2, 3),
    "seniority": get_args(Seniority),
}
_LINES = ("id", "title", "why", "demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Authored posting with labels; `why` gives the reason for the role in a sentence.

    `sure` runs from 1 (a coin toss) to 3 (any expert would agree), `dl` is the deep-learning level 0-3, and `demo`
    is the short name under which the page offers the posting, where it does.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    title: str
    description: str
    role: Role
    second: Role | None = None
    sure: Literal[1, 2, 3]
    stage: Stage
    dl: Literal[0, 1, 2, 3]
    seniority: Seniority
    why: str
    demo: str | None = None


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
    try:
        example = validate_tables(Example, entry)
    except Invalid as error:
        raise DataError(f"{where}: {_problem(error)}") from None
    for name in ("sure", "dl"):
        if type(entry[name]) is not int:  # True or 1.0, which pydantic takes for the literal 1
            raise DataError(f"{where}: {_problem(Invalid((name,), 'literal_error', entry[name], ''))}")
    for name in (*_LINES, "description"):
        value = getattr(example, name)
        if value is not None and not value.strip():
            raise DataError(f"{where}: {name} must be text that is not empty")
        if name in _LINES and value is not None and not value.isprintable():
            raise DataError(f"{where}: {name} must be one line")
    return replace(example, description=example.description.strip())


def _problem(error: Invalid) -> str:
    name = str(error.path[0])
    if error.kind in ("missing", "missing_argument"):
        return f"lacks {name!r}; add it"
    if error.kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{name!r} is unknown; known are {', '.join(field.name for field in fields(Example))}"
    if error.kind == "literal_error":
        return f"{name} is {error.value!r}; choose one of {', '.join(map(str, _LEGAL[name]))}"
    return f"{name} must be text that is not empty"
