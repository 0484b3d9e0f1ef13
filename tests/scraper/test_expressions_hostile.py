"""Every expression that meets a host's bytes takes time in proportion to them, on the worst that could be thought of.

The expressions are found in the modules, so that a new one is tried too: compiled ones among a module's names, literal
ones in calls of `re`. One that is only matched from a text's beginning is tried so, all others are sought everywhere.
"""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import truerole.core.normalise
import truerole.core.text
import truerole.scraper

# Characters of an input at first, and of the slowest input in the end, with the seconds of CPU time that they may take.
_SMALL, _FEW_SECONDS = 10_000, 0.125
_LARGE, _SECONDS = 400_000, 2.0
_ANCHORED = frozenset(("match", "fullmatch"))
_UNITS = (
    " ", "\n", "\t ", "\xa0", "a", "A", "é", "1", "a1", "1 ", "a ", "a-", "a.", "a,", "A ", "-", " -", "(", "[", "<",
    "$", "$1", "$1 ", "1,111", "1-1", "/", "a/", ".", ",", ";", "&", '"', "'", "=", "*", "**", "_", "+", "[[", "((a",
    "<a ", "<a href=", "<!--", "<div>", "<script>", "https://a", "a@a.", " or ", " a", "\n\n", "\r\n",
    "00000-", "c-o", "{", "\\", "•",
)  # fmt: skip
_WORDS = re.compile(r"[A-Za-zäöüß]{2,}")


def _modules(*packages: ModuleType) -> Iterator[str]:
    for package in packages:
        yield from (found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def _compiled(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | frozenset | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _compiled(inner, depth - 1)


def _uses(tree: ast.AST) -> dict[str, set[str]]:
    """Map each name of a module to the methods that are taken of it."""
    uses: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses.setdefault(node.value.id, set()).add(node.attr)
    for node in ast.walk(tree):
        # Of the expressions of a table, what is taken of those that go through it.
        if isinstance(node, ast.comprehension) and isinstance(node.iter, ast.Name):
            named = [name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)]
            uses.setdefault(node.iter.id, set()).update(*(uses.get(name, set()) for name in named))
    return uses


def _literals(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        call = node.func if isinstance(node, ast.Call) else None
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "re":
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if call.attr != "compile" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, call.attr


@cache
def _expressions() -> dict[str, tuple[re.Pattern[Any], bool]]:
    """Map the name of each expression to the expression, and whether it is matched from the beginning alone.

    What several modules have, as one takes it of another, is there once.
    """
    found: dict[tuple[re.Pattern[Any], bool], str] = {}
    for name in _modules(truerole.scraper, truerole.core.normalise, truerole.core.text):
        module = importlib.import_module(name)
        tree = ast.parse(Path(module.__file__ or "").read_text())
        uses = _uses(tree)
        for own, value in vars(module).items():
            taken = uses.get(own, set())
            for number, pattern in enumerate(_compiled(value)):
                anchored = bool(taken) and taken <= _ANCHORED
                found.setdefault((pattern, anchored), f"{name}.{own}.{number}")
        for number, (written, method) in enumerate(_literals(tree)):
            found.setdefault((re.compile(written), method in _ANCHORED), f"{name}:{number}")
    return {name: expression for expression, name in found.items()}


def _search(pattern: re.Pattern[Any], anchored: bool) -> Callable[[Any], object]:
    if anchored:
        return lambda text: (pattern.match(text), pattern.fullmatch(text))
    return lambda text: sum(1 for _ in pattern.finditer(text))


def _inputs(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Yield units to be repeated: of all kinds, and of the words that the expression itself is made of."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    yield from _UNITS
    words = list(dict.fromkeys(_WORDS.findall(written)))
    for word in words[:: max(1, len(words) // 12)]:
        yield word
        yield f"{word} "


def _seconds(search: Callable[[Any], object], text: object) -> float:
    begun = time.thread_time()
    search(text)
    return time.thread_time() - begun


@pytest.mark.slow
@pytest.mark.parametrize("name", _expressions())
def test_every_expression_is_linear(name: str) -> None:
    pattern, anchored = _expressions()[name]
    search, of_bytes = _search(pattern, anchored), isinstance(pattern.pattern, bytes)

    def text(unit: str, size: int) -> str | bytes:
        whole = (unit * (size // len(unit)))[:size] + "\x01"
        return whole.encode() if of_bytes else whole

    slowest = (0.0, "")
    for unit in _inputs(pattern):
        taken = _seconds(search, text(unit, _SMALL))
        assert taken < _FEW_SECONDS, f"{name}: {taken:.2f} s for {_SMALL:,} characters of {unit!r}"
        slowest = max(slowest, (taken, unit))
    taken = _seconds(search, text(slowest[1], _LARGE))
    assert taken < _SECONDS, f"{name}: {taken:.2f} s for {_LARGE:,} characters of {slowest[1]!r}"


def test_all_rooms_are_searched() -> None:
    names = "\n".join(_expressions())
    rooms = ("sources.careers._NAMED", "extract.job_links._ANCHOR", "normalise.salary._MONEY_FOR", "fetch.body._HTML")
    assert [one for one in rooms if one not in names] == []
    assert len(_expressions()) > 100
