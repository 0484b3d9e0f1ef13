"""Read the JSON or XML of a response: keys that may be missing, null or spelt otherwise, and values of any type.

`parse_json` and `parse_xml` parse a body or raise Malformed. `find_entries` finds the list of postings in it, `Fields`
reads one object of the list; `extract/build_postings.py` makes postings of all of them. A single value is converted by
`core/normalise/coerce.py`, a day by `core/normalise/dates.py`, a place by `extract/location.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from truerole.core.errors import NotText
from truerole.core.normalise import coerce
from truerole.core.normalise.dates import parse_date
from truerole.core.text.decoding import decode
from truerole.core.text.visible import one_line
from truerole.scraper.extract.text import fixed_line, fixed_text
from truerole.scraper.sources.base import Malformed, Response

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


_DEEPEST = 4
_LONGEST_COUNT = 12


def decode_body(response: Response) -> str:
    """Return the body of a response as text; raises Malformed for binary data."""
    try:
        return decode(response.body, response.charset)
    except NotText as error:
        raise malformed(response, str(error)) from None


def parse_json(response: Response) -> object:
    """Return the JSON value of a response; raises Malformed for anything else."""
    import orjson

    try:
        return orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return _parse_lenient_json(response)


def _parse_lenient_json(response: Response) -> object:
    """Return the value of slightly broken JSON: a byte-order mark, raw line breaks, lone surrogates, NaN."""
    import json

    text = decode_body(response).strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        kind = "is empty" if not text else "is a page, not JSON" if text[0] == "<" else f"is no JSON: {error}"
        raise malformed(response, kind) from None


def parse_xml(response: Response) -> "Element":
    """Return the root element of a response's XML; raises Malformed for other content, and for declared entities."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(response.body)
    except DefusedXmlException:
        raise malformed(response, "is XML that declares entities") from None
    except (ParseError, ValueError, LookupError) as error:
        raise malformed(response, f"is no XML: {error}") from None
    return root


def xml_to_json(element: "Element", depth: int = 6) -> object:
    """Return an XML element as JSON would have the data: text, or children by name, repeated children as a list."""
    children: dict[str, list[object]] = {}
    for child in element if depth else ():
        if isinstance(child.tag, str):
            children.setdefault(child.tag.rpartition("}")[2], []).append(xml_to_json(child, depth - 1))
    if not children:
        return "".join(element.itertext())
    return {name: found[0] if len(found) == 1 else found for name, found in children.items()}


def malformed(response: Response, what: str) -> Malformed:
    """Return a Malformed error that names the URL of the response and the fault."""
    where = response.url or response.request.url or "the answer"
    return Malformed(one_line(f"{where}: {what}")[:500])


class Fields(Mapping[str, object]):
    """A JSON object read by path: keys in any case, with or without "_"; None for null, "" and missing keys.

    A path such as "location.name" leads into nested objects; of a list it takes the first object. A method that takes
    several paths returns the value at the first path that has any.
    """

    def __init__(self, value: object) -> None:
        """Take a JSON object; any other value counts as an empty object."""
        self._values: dict[str, object] = {}
        if isinstance(value, dict):
            for key, inner in value.items():
                if self._values.get(name := _fold(str(key))) is None:
                    self._values[name] = inner

    def __getitem__(self, key: str) -> object:
        return self._values[_fold(key)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        """Return whether the key exists, even with null."""
        return isinstance(key, str) and _fold(key) in self._values

    def value(self, *paths: str) -> object:
        """Return the JSON value as such."""
        found = (self._at(path) for path in paths)
        return next((value for value in found if value is not None and value not in ("", [], {})), None)

    def text(self, *paths: str) -> str | None:
        """Return a string or a number as text."""
        found = (coerce.text(v) for v in map(self._at, paths) if not isinstance(v, list | dict))
        return next(filter(None, found), None)

    def line(self, *paths: str) -> str | None:
        """Return a text on a single line, entities decoded."""
        found = (fixed_line(v) for v in map(self._at, paths) if not isinstance(v, list | dict))
        return next(filter(None, found), None)

    def lines(self, *paths: str) -> tuple[str, ...]:
        """Return the texts of a list, each on a single line; a text alone counts as a list."""
        value = self.value(*paths)
        found = (
            fixed_line(v) for v in (value if isinstance(value, list) else [value]) if not isinstance(v, list | dict)
        )
        return tuple(filter(None, found))

    def prose(self, *paths: str) -> str:
        """Return the lines of HTML or plain text, "" for none."""
        return next(filter(None, (fixed_text(self._at(path)) for path in paths)), "")

    def day(self, *paths: str) -> date | None:
        """Return the date."""
        return next(filter(None, (parse_date(value).day for value in map(self._at, paths))), None)

    def flag(self, *paths: str) -> bool | None:
        """Return a boolean, written as true, "yes", 1 or the like."""
        for value in filter(lambda v: v not in (None, ""), map(self._at, paths)):
            return value if isinstance(value, bool) else coerce.is_yes(value)
        return None

    def link(self, *paths: str) -> str | None:
        """Return the http(s) URL."""
        return next(filter(None, (coerce.link(value) for value in map(self._at, paths))), None)

    def within(self, *paths: str) -> "Fields":
        """Return the object at a path, an empty object where there is none."""
        found = (Fields(value[0] if isinstance(value, list) and value else value) for value in map(self._at, paths))
        return next(filter(None, found), Fields(None))

    def all_within(self, *paths: str) -> tuple["Fields", ...]:
        """Return the objects of a list; an object alone counts as a list."""
        for value in map(self._at, paths):
            if found := tuple(filter(None, map(Fields, value if isinstance(value, list) else [value]))):
                return found
        return ()

    def _at(self, path: str) -> object:
        key, _, rest = path.partition(".")
        value = self._values.get(_fold(key))
        return self.within(key)._at(rest) if rest else value


@lru_cache(maxsize=4096)
def _fold(key: str) -> str:
    """Return a key without "_" and case."""
    return "".join(filter(str.isalnum, key)).lower()


def find_entries(value: object, lists: Iterable[str], marks: Iterable[str]) -> list[object] | None:
    """Return the entries of the list of postings in a JSON value, None where there is no such list.

    The list is the value itself, stands under any of the keys `lists`, or under any other key if the entries have one
    of the keys `marks`. An object with any of `marks` counts as a list. The search goes four levels deep.
    """
    lists, marks = tuple(lists), tuple(marks)
    level = [value]
    for _ in range(_DEEPEST):
        for entry in level:
            if (found := _entries(entry, lists, marks)) is not None:
                return found
        level = [inner for entry in level if isinstance(entry, dict) for inner in entry.values()]
    return None


def find_object(value: object, *keys: str) -> Fields:
    """Return the outermost object that has any of these keys, else an empty object."""
    level = [value]
    for _ in range(_DEEPEST):
        for entry in level:
            if any(key in Fields(entry) for key in keys):
                return Fields(entry)
        level = [inner for entry in level if isinstance(entry, dict) for inner in entry.values()]
    return Fields(None)


def _entries(value: object, lists: tuple[str, ...], marks: tuple[str, ...]) -> list[object] | None:
    if isinstance(value, list):
        return value if not value or any(_has_mark(entry, marks) for entry in value) else None
    fields = Fields(value)
    under = next((v for v in map(fields.get, lists) if isinstance(v, list)), None)
    return [value] if under is None and _has_mark(value, marks) else under


def _has_mark(value: object, marks: tuple[str, ...]) -> bool:
    fields = Fields(value)
    return any(mark in fields for mark in marks)


def error_message(value: object) -> str | None:
    """Return the error message of a vendor's response without postings: no such board, too many requests."""
    fields = Fields(value)
    return fields.line("error.message", "error", "message", "errors.message", "detail", "title")


def parse_count(text: str | None) -> int:
    """Return a number of postings or pages, 0 for anything that is no such number."""
    return int(text) if text and text.isdecimal() and len(text) < _LONGEST_COUNT else 0
