"""Find the words and amounts of a posting that tell of seniority, of the company's stage and of deep learning."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Literal, NamedTuple, get_args

import numpy as np

from model.amounts import MARKS, company_size, years_asked
from model.screen import Screen, screen
from model.tokens import Ints, Tokens

Signal = Literal["seniority", "stage", "deep_learning"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
NOWHERE = -1

_PIECE = re.compile(r"\([^)]*\)|[^()]+")
_ANY = "*"
_MANY_YEARS = ((10, "10+"), (8, "8+"), (6, "6+"))
_LEVELS = {
    "intern": r"intern(?:ship)?s?|working student|werkstudent(?:in)?|co-?op|placement",
    "junior": r"junior|jr|entry|graduates?|trainee|apprentice(?:ship)?|fresher|early career",
    "associate": r"associate",
    "senior": r"senior|sr",
    "lead": r"lead(?:er)?|principal|staff",
    "head": r"head|director|manager|chief|vp|vice president|supervisor",
    "first": r"i|1",
    "second": r"ii|2",
    "third": r"iii|3|iv|4",
    "middle": r"mid|intermediate",
    "founding": r"founding|co-?founder",
}
_LEVEL = re.compile("|".join(rf"(?P<{level}>\b(?:{words})\b)" for level, words in _LEVELS.items()), re.IGNORECASE)


class Sort(NamedTuple):
    """Name what a clue shows: `name`, one of a `group`, for one signal."""

    signal: Signal
    group: str
    name: str


class Clue(NamedTuple):
    """Hold what was found at tokens `first` to before `last`; both are NOWHERE for what a title says."""

    sort: Sort
    first: int
    last: int


class _Longer(NamedTuple):
    sort: Sort
    tail: tuple[str, ...]


class _Entry(NamedTuple):
    """Hold the phrases that begin with one token: those of that token alone, and the others by their second."""

    alone: tuple[Sort, ...]
    by_second: dict[str, tuple[_Longer, ...]]


class _Known(NamedTuple):
    """Hold all phrases by the numbers that the screen gives to their first two tokens."""

    screen: Screen
    alone: list[tuple[Sort, ...]]
    longer: dict[tuple[int, int], tuple[_Longer, ...]]


def find_clues(tokens: Tokens, title: str | None = None) -> list[Clue]:
    """Return all clues of a posting and of its title."""
    words = tokens.lower
    numbers = tokens.numbers(_known().screen.table)
    marks = _known().screen.beginnings(numbers)
    clues = _phrases(words, numbers, marks)
    amounts = [i for i in marks if words[i] in MARKS]
    clues += _years(words, amounts)
    clues += (Clue(Sort("stage", "size", a.name), a.first, a.last) for a in company_size(words, amounts))
    levels = {m.lastgroup for m in _LEVEL.finditer(title or "")}
    clues += (_told(Sort("seniority", "title", f"title {level}")) for level in levels)
    return clues


def _phrases(words: Sequence[str], numbers: Ints, marks: Sequence[int]) -> list[Clue]:
    _, alone, longer = _known()
    clues = []
    two = np.append(numbers, 0)[np.array(marks, np.intp)[:, None] + (0, 1)]
    for i, pair in zip(marks, map(tuple, two.tolist()), strict=True):
        for sort in alone[pair[0]]:
            clues.append(Clue(sort, i, i + 1))
        for sort, tail in longer.get(pair, ()):
            last = i + 2 + len(tail)
            if not tail or (
                last <= len(words) and all(t in (w, _ANY) for t, w in zip(tail, words[i + 2 : last], strict=True))
            ):
                clues.append(Clue(sort, i, last))
    return clues


def _years(words: Sequence[str], marks: Iterable[int]) -> Iterator[Clue]:
    """Yield the years asked for: each, and which are the most, the least and the first."""
    asked = list(years_asked(words, marks))
    for a in asked:
        yield Clue(Sort("seniority", "years", f"years {_many(a.value)}"), a.first, a.last)
    values = [a.value for a in asked]
    told = (("most", max(values)), ("least", min(values)), ("first", values[0])) if asked else ()
    for which, value in told:
        yield _told(Sort("seniority", "years", f"{which} years {_many(value)}"))
    if not asked:
        yield _told(Sort("seniority", "years", "no years"))


def _told(sort: Sort) -> Clue:
    return Clue(sort, NOWHERE, NOWHERE)


def _many(years: int) -> str:
    return next((name for least, name in _MANY_YEARS if years >= least), str(years))


@lru_cache(maxsize=1)
def _entries() -> dict[str, _Entry]:
    """Return the phrases of data/signals.toml by their first token; tokens that mark an amount have an entry too."""
    data = tomllib.loads(files("data").joinpath("signals.toml").read_text("utf-8"))
    alone: dict[str, list[Sort]] = {}
    longer: dict[str, dict[str, list[_Longer]]] = {}
    for signal, group, phrase in ((s, g, p) for s in SIGNALS for g, phrases in data[s].items() for p in phrases):
        sort = Sort(signal, group, phrase)
        for first, *rest in _expand(phrase):
            if rest:
                longer.setdefault(first, {}).setdefault(rest[0], []).append(_Longer(sort, tuple(rest[1:])))
            else:
                alone.setdefault(first, []).append(sort)
    return {
        first: _Entry(tuple(alone.get(first, ())), {w: tuple(ps) for w, ps in longer.get(first, {}).items()})
        for first in alone.keys() | longer.keys() | MARKS
    }


@lru_cache(maxsize=1)
def _known() -> _Known:
    entries = _entries()
    alone = {(first,) for first, entry in entries.items() if entry.alone or first in MARKS}
    seen = screen(alone.union((first, second) for first, entry in entries.items() for second in entry.by_second))
    number = seen.table
    longer = {(number[a], number[b]): found for a, entry in entries.items() for b, found in entry.by_second.items()}
    return _Known(seen, [entries[w].alone if w in entries else () for w in ("", *number)], longer)


def _expand(phrase: str) -> Iterator[list[str]]:
    """Yield each way to read "(a|b) c", as tokens."""
    pieces = [p.strip("()").split("|") if p.startswith("(") else [p] for p in _PIECE.findall(phrase)]
    return ("".join(choice).split() for choice in product(*pieces))
