"""Validation of TOML and JSON files by pydantic, strictly, with the first problem on a line.

pydantic is imported with the first validation, so that modules which only may read a file stay cheap to import.
"""

import json
from collections.abc import Hashable, Iterator
from datetime import date, time
from functools import lru_cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Invalid(ValueError):
    """First problem of a file: `path` (keys and indices), pydantic's `kind` of error, and the `value` found."""

    def __init__(self, path: tuple[str | int, ...], kind: str, value: object, problem: str) -> None:
        super().__init__(f"{'.'.join(map(str, path)) or 'the file'}: {problem}")
        self.path, self.kind, self.value = path, kind, value


def validate_json(of: type[T], text: str | bytes) -> T:
    """Parse JSON as a type, e.g. a dataclass or a list of them; raises Invalid, also for malformed JSON."""
    from pydantic import ValidationError

    try:
        valid: T = _adapter(cast(Hashable, of)).validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(first["loc"], first["type"], first["input"], first["msg"]) from error
    return valid


def validate_tables(of: type[T], tables: object) -> T:
    """Convert parsed TOML to a type; raises Invalid.

    By way of JSON, in which pydantic is strict about values (no text for a number), yet takes lists for tuples. A date
    of TOML is no text.
    """
    for path, value in _moments(tables, ()):
        raise Invalid(path, "date", value, "a date or time; a text stands in quotes")
    return validate_json(of, json.dumps(tables))


def _moments(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield the dates and times of parsed TOML, with their paths."""
    if isinstance(value, dict | list | tuple):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _moments(inner, (*path, key))
    elif isinstance(value, date | time):
        yield path, value


@lru_cache(maxsize=32)
def _adapter(of: Any) -> Any:  # noqa: ANN401, the types of pydantic are imported in vain where nothing is validated
    from pydantic import TypeAdapter

    return TypeAdapter(of)
