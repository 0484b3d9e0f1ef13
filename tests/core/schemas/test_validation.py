import datetime
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from typing import ClassVar

import pytest

from truerole.core.schemas.validation import Invalid, validate_json, validate_tables


@dataclass(frozen=True)
class Point:
    __pydantic_config__: ClassVar = {"extra": "forbid"}

    x: int
    names: tuple[str, ...] = ()


def test_tables_become_a_type() -> None:
    assert validate_tables(Point, {"x": 1, "names": ["a"]}) == Point(1, ("a",))
    assert validate_json(list[Point], '[{"x": 1}]') == [Point(1)]


@pytest.mark.parametrize(
    ("tables", "path", "line"),
    [
        ([{}], (0, "x"), "0.x: Field required"),
        ([{"x": "1"}], (0, "x"), "0.x: Input should be a valid integer"),
        ([{"x": 1, "names": "ab"}], (0, "names"), "0.names: Input should be a valid"),
        ([{"x": 1}, {"x": 1, "names": ["a", 2]}], (1, "names", 1), "1.names.1: Input should be a valid string"),
        ([{"x": 1, "y": 2}], (0, "y"), "0.y: Unexpected keyword argument"),
        ([{"x": datetime.date(2030, 1, 1)}], (0, "x"), "0.x: a date or time"),
        ({}, (), "the file: Input should be a valid array"),
    ],
    ids=str,
)
def test_the_first_problem_is_one_line(tables: object, path: tuple[str | int, ...], line: str) -> None:
    with pytest.raises(Invalid) as error:
        validate_tables(list[Point], tables)
    assert error.value.path == path
    assert str(error.value).startswith(line)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "{", "\x00", b"\xff"], ids=repr)
def test_what_is_no_json_is_invalid(text: str | bytes) -> None:
    with pytest.raises(Invalid, match="the file: Invalid JSON"):
        validate_json(Point, text)


def test_pydantic_is_loaded_with_the_first_validation_only() -> None:
    code = (
        "import json, sys, truerole.core.schemas.validation, truerole.core.taxonomy; print(json.dumps([*sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "pydantic" not in json.loads(done.stdout)


@pytest.mark.parametrize("moment", ["2026-01-01", "2026-01-01T10:00:00", "2026-01-01T10:00:00Z", "10:00:00"])
def test_a_date_without_quotes_is_no_text(moment: str) -> None:
    with pytest.raises(Invalid, match=r"names\.0: a date or time; a text stands in quotes") as caught:
        validate_tables(Point, tomllib.loads(f"x = 1\nnames = [{moment}]"))
    assert caught.value.path == ("names", 0)
