"""Read JSON as programs write JSON: lines, arrays, objects that wrap a list, pandas' layouts.

The content tells the layout, not the name: first it is found where the records are, then they are read one after
another in constant memory; only what is laid out by columns is held as a whole, and bounded.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, Literal, TextIO

import orjson

from truerole.core.errors import DataError
from truerole.data.files.column_names import columns_of, flat
from truerole.data.files.formats import BEYOND, LINE, MAX_LINE, TOO_MANY, Record

_CHUNK = 1 << 18
_DEEPEST = 4
# Characters of a value that is a text, whatever its name is.
_LONG = 100
# Characters of a document that is laid out by columns.
_MOST_BY_COLUMNS = 100_000_000
# Objects that are looked at, members of an object and characters of a text that are kept of them.
_LOOKED_AT, _MOST_KEPT, _LONGEST_KEPT = 20, 1_000, 200
_BLANKS = re.compile(r"[\s\x1e]*")
_DECODER = json.JSONDecoder(strict=False)
BY_LINES = "write it as JSON lines, as pandas' df.to_json('jobs.jsonl', orient='records', lines=True) does"


@dataclass(frozen=True, slots=True)
class JsonLayout:
    """Layout of the records: on lines, in turn, in an array, in lists of an object, or by columns.

    `inner` is the name of the lists that hold the records, None where the outermost values are the records.
    `note` says for a person which list is taken and which is not.
    """

    kind: Literal["lines", "values", "array", "object", "columns"]
    inner: str | None = None
    note: str | None = None


@dataclass(slots=True)
class _ListFound:
    """Number of records and first record of the lists of a name."""

    records: int = 0
    first: dict[str, Any] = field(default_factory=dict)


class _Cursor:
    """Window on a JSON text, which grows to the end of the value that is read."""

    def __init__(self, stream: TextIO, begun: str = "") -> None:
        self._stream, self._text, self._at, self._ended = stream, begun, 0, False

    def peek(self) -> str:
        """Return the next sign that is no blank, "" at the end."""
        while True:
            if blanks := _BLANKS.match(self._text, self._at):
                self._at = blanks.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def take(self, sign: str) -> None:
        """Pass a sign; raises ValueError for another sign."""
        if self.peek() != sign:
            raise ValueError(f"{sign} is missing")
        self._at += 1

    def value(self) -> Any:  # noqa: ANN401, as JSON may hold anything
        """Return the next value; raises ValueError for a broken value and a value of over MAX_LINE characters."""
        self.peek()
        while True:
            found, end = self._decoded()
            whole = end and (end < len(self._text) or self._ended)
            if whole and end - self._at <= MAX_LINE:
                self._at = end
                return found
            if whole or self._ended or len(self._text) - self._at > MAX_LINE:
                raise ValueError("a value is broken, or too long")
            self._more()

    def items(self) -> Iterator[None]:
        """Yield at the beginning of each element of an array."""
        yield from self._between("[", "]")

    def members(self) -> Iterator[str]:
        """Yield the name of each member of an object, at the beginning of the value."""
        for _ in self._between("{", "}"):
            if self.peek() != '"':
                raise ValueError("a name is missing")
            name = self.value()
            self.take(":")
            yield name

    def _between(self, begin: str, end: str) -> Iterator[None]:
        self.take(begin)
        if self.peek() != end:
            yield
        while self.peek() != end:
            self.take(",")
            # Also where a comma stands behind the last one, as some programs leave it.
            if self.peek() != end:
                yield
        self.take(end)

    def _decoded(self) -> tuple[Any, int]:
        """Return the value at the cursor and the end of the value, 0 for a value that is broken or not whole yet."""
        try:
            return _DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None, 0

    def _more(self) -> None:
        chunk = self._stream.read(_CHUNK)
        self._text, self._at, self._ended = self._text[self._at :] + chunk, 0, not chunk


def find_layout(stream: TextIO) -> JsonLayout:
    """Return the layout of a JSON text, of which only an object that wraps others is looked through as a whole."""
    head = _first_line(stream)
    cursor = _Cursor(stream, head)
    if head.lstrip()[:1] == "[":
        return _layout_of_array(cursor)
    first = _loaded(head)
    if isinstance(first, dict) and _first_line(stream):
        return _layout_of_objects("lines", [first])
    return _layout_of_object(cursor) if head.lstrip()[:1] == "{" else JsonLayout("lines")


def _layout_of_array(cursor: _Cursor) -> JsonLayout:
    first: list[Any] = []
    with suppress(ValueError):
        first.extend(cursor.value() for _ in islice(cursor.items(), _LOOKED_AT))
    rows = bool(first) and all(isinstance(value, list) for value in first)
    return JsonLayout("columns") if rows else _layout_of_objects("array", first)


def _layout_of_objects(kind: Literal["lines", "values", "array"], values: Iterable[object]) -> JsonLayout:
    """Return the layout of objects that are records, or that hold lists of records."""
    objects = [value for value in values if isinstance(value, dict)]
    if any(map(_describes, objects)):
        return JsonLayout(kind)
    found: dict[str, _ListFound] = {}
    for one in objects:
        _count_lists(one, found)
    name = _best(found)
    return JsonLayout(kind, name, f"takes the records of each {name!r}") if name else JsonLayout(kind)


def _layout_of_object(cursor: _Cursor) -> JsonLayout:
    own: dict[str, Any] = {}
    found: dict[str, _ListFound] = {}
    try:
        _look_through(cursor, own, found)
    except ValueError:
        # What is cut off behind whole records is told where it ends; else it is lines, of which the first is broken.
        return _chosen(own, found) if _best(found) else JsonLayout("lines")
    if cursor.peek() == "{":
        return _layout_of_objects("values", [own])
    return JsonLayout("lines") if cursor.peek() else _chosen(own, found)


def _look_through(cursor: _Cursor, own: dict[str, Any], found: dict[str, _ListFound], deep: int = 0) -> None:
    """Collect the beginnings of an object's members, and the lists of objects inside; raises ValueError."""
    for name in cursor.members():
        value: Any
        sign = cursor.peek()
        if sign == "[":
            for _ in cursor.items():
                _count(cursor.value(), name, found)
            value = []
        elif sign == "{" and deep < _DEEPEST:
            value = {}
            _look_through(cursor, value, found, deep + 1)
        else:
            value = cursor.value()
        if len(own) < _MOST_KEPT:
            own[name] = value[:_LONGEST_KEPT] if isinstance(value, str) else value


def _count_lists(value: Mapping[str, Any], found: dict[str, _ListFound], deep: int = 0) -> None:
    for name, inner in value.items():
        if isinstance(inner, list):
            for one in inner:
                _count(one, name, found)
        elif isinstance(inner, dict) and deep < _DEEPEST:
            _count_lists(inner, found, deep + 1)


def _count(value: object, name: str, found: dict[str, _ListFound]) -> None:
    if isinstance(value, dict) and (name in found or len(found) < _MOST_KEPT):
        one = found.setdefault(name, _ListFound())
        one.records += 1
        one.first = one.first if _describes(one.first) else value


def _chosen(own: Mapping[str, Any], found: Mapping[str, _ListFound]) -> JsonLayout:
    """Return the layout of a single object: a record, columns of records, or the wrapping of a list of records."""
    members = [value for value in own.values() if isinstance(value, dict)]
    if len(members) == len(own) and (not _best(found) or any(map(_describes, members[:1]))):
        return JsonLayout("columns")
    name = _best(found) or (_most(found) if not _describes(own) else None)
    if name is None or (_is_posting(own) and not _is_posting(found[name].first)):
        by_columns = own and all(isinstance(value, dict | list) for value in own.values())
        return JsonLayout("columns" if by_columns and not found else "values")
    others = [f"the {one.records:,} of {n!r}" for n, one in found.items() if n != name and _describes(one.first)]
    note = f"takes the {found[name].records:,} records of {name!r}"
    return JsonLayout("object", name, note + (f", not {' or '.join(others[:3])}" if others else ""))


def _best(found: Mapping[str, _ListFound]) -> str | None:
    """Return the name of the lists with the most postings, else with the most texts."""
    texts = {name: one for name, one in found.items() if _describes(one.first)}
    return max(texts, key=lambda n: (_is_posting(texts[n].first), texts[n].records)) if texts else None


def _most(found: Mapping[str, _ListFound]) -> str | None:
    """Return the name of the lists with the most records of more than a field, whatever they say."""
    records = {name: one for name, one in found.items() if len(one.first) > 1}
    return max(records, key=lambda n: records[n].records) if records else None


def _is_posting(fields: Mapping[str, Any]) -> bool:
    return {"title", "description"} <= columns_of(flat(fields), needed=()).taken.keys()


def _describes(fields: Mapping[str, Any]) -> bool:
    """Return whether an object has a description or another long text."""
    own = flat(fields)
    long = any(isinstance(value, str) and len(value) >= _LONG for value in own.values())
    return long or "description" in columns_of(own, needed=()).taken


def json_rows(stream: TextIO, path: Path | str, layout: JsonLayout) -> Iterator[Record]:
    """Yield the records of a JSON text by the layout; raises DataError for a damaged text."""
    if layout.kind == "lines":
        yield from _rows_on_lines(stream, layout.inner)
        return
    number = 0
    try:
        for number, fields in enumerate(_values(stream, path, layout), 1):
            yield _record(number, fields)
    except ValueError:
        where = f"behind record {number:,}" if number else "from its beginning"
        raise DataError(f"{path}: is JSON that is damaged or cut off {where}") from None


def _values(stream: TextIO, path: Path | str, layout: JsonLayout) -> Iterator[object]:
    if layout.kind == "columns":
        return _by_columns(stream, path)
    cursor = _Cursor(stream)
    if layout.kind == "object":
        return _listed(cursor, layout.inner)
    values = _elements(cursor) if layout.kind == "array" else _in_turn(cursor)
    return chain.from_iterable(_expanded(value, layout.inner) for value in values)


def _elements(cursor: _Cursor) -> Iterator[object]:
    """Yield the elements of an array, and of arrays behind it, as programs leave them that append to a file."""
    while cursor.peek() == "[":
        for _ in cursor.items():
            yield cursor.value()
    if cursor.peek():
        raise ValueError("there is more than an array")


def _in_turn(cursor: _Cursor) -> Iterator[object]:
    while cursor.peek():
        yield cursor.value()


def _listed(cursor: _Cursor, inner: str | None, deep: int = 0) -> Iterator[object]:
    """Yield the elements of the lists of a name in an object."""
    for name in cursor.members():
        sign = cursor.peek()
        if sign == "[":
            for _ in cursor.items():
                value = cursor.value()
                if name == inner:
                    yield value
        elif sign == "{" and deep < _DEEPEST:
            yield from _listed(cursor, inner, deep + 1)
        else:
            cursor.value()


def _expanded(value: object, inner: str | None, deep: int = 0) -> Iterator[object]:
    """Yield the elements of the lists of a name in a value; without a name, the value."""
    if inner is None or (not isinstance(value, dict) and not deep):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == inner and isinstance(one, list):
                yield from one
            elif isinstance(one, dict) and deep < _DEEPEST:
                yield from _expanded(one, inner, deep + 1)


def _by_columns(stream: TextIO, path: Path | str) -> Iterator[object]:
    content = stream.read(_MOST_BY_COLUMNS + 1)
    if len(content) > _MOST_BY_COLUMNS:
        raise DataError(f"{path}: is laid out by columns, and over {_MOST_BY_COLUMNS / 1e6:g} MB; {BY_LINES}")
    found = _loaded(content)
    if isinstance(found, dict) and isinstance(found.get("columns"), list) and isinstance(found.get("data"), list):
        return _with_names(found["columns"], found["data"])
    if isinstance(found, dict):
        return _rows_of_members(found)
    if not isinstance(found, list) or not found:
        raise ValueError("it is damaged")
    names, *rows = found
    if not all(isinstance(name, str) for name in names) or "description" not in columns_of(names, needed=()).taken:
        raise DataError(f"{path}: has rows without the names of their columns; {BY_LINES}")
    return _with_names(names, rows)


def _with_names(names: list[Any], rows: list[Any]) -> Iterator[object]:
    return (dict(zip(map(str, names), row, strict=False)) if isinstance(row, list) else row for row in rows)


def _rows_of_members(found: Mapping[str, Any]) -> Iterator[object]:
    """Yield the rows of columns of lists, of columns by row, and of rows by name: a person sees the difference too."""
    values = list(found.values())
    if values and all(isinstance(value, list) for value in values):
        return _with_names(list(found), [list(row) for row in zip_longest(*values)])
    if not all(isinstance(value, dict) for value in values):
        return iter([found])
    if len(columns_of(found, needed=()).taken) <= len(columns_of(flat(values[0]), needed=()).taken):
        return iter(values)
    keys = dict.fromkeys(chain.from_iterable(values))
    return ({name: column.get(key) for name, column in found.items()} for key in keys)


def _record(number: int, fields: object) -> Record:
    if not isinstance(fields, dict):
        return Record(number, error="it is not a JSON object")
    return Record(number, fields, TOO_MANY if fields.get(BEYOND) else None)


def _rows_on_lines(stream: TextIO, inner: str | None) -> Iterator[Record]:
    for number, line in enumerate(_lines(stream), 1):
        if line is None:
            yield Record(number, error=f"the line is longer than {MAX_LINE / 1e6:g} MB")
        elif line.strip():
            yield from _rows_of_line(number, line, inner)


def _lines(stream: TextIO) -> Iterator[str | None]:
    """Yield the lines, None for a line of over MAX_LINE characters."""
    for line in iter(lambda: stream.readline(MAX_LINE + 1), ""):
        too_long, rest = len(line) > MAX_LINE, line
        while too_long and rest and not rest.endswith("\n"):
            rest = stream.readline(MAX_LINE + 1)
        yield None if too_long else line


def _rows_of_line(number: int, line: str, inner: str | None) -> Iterator[Record]:
    fields = _loaded(line)
    if isinstance(fields, dict):
        yield from (_record(number, one) for one in _expanded(fields, inner))
        return
    why = "the line is not JSON" if fields is None else "the line is not a JSON object"
    yield Record(number, {LINE: line.rstrip("\n")}, why)


def _loaded(text: str) -> object:
    """Return the value of a text, None for a broken text and for null."""
    with suppress(ValueError):
        return orjson.loads(text)
    # It takes lone surrogates and NaN, as other writers leave them.
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    return None


def _first_line(stream: TextIO) -> str:
    """Return the next line that is not blank, cut where it is longer than MAX_LINE; "" at the end."""
    return next((line for line in iter(lambda: stream.readline(MAX_LINE + 1), "") if line.strip()), "")
