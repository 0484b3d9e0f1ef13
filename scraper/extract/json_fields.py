"""Take the answers of sources apart: keys that may be missing, null or written otherwise, and values in any type.

`json_of` and `xml_of` open an answer or raise Malformed. `entries_of` finds the list in it, `Fields` reads one object
of that list, `gather` makes postings of all of them. The rest makes values of what several sources write alike; a value
of one cell is made by `core/normalise/coerce.py`, a day by `core/normalise/dates.py`, places by `extract/location.py`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from truerole.core.decoding import decode, scrub
from truerole.core.errors import NotText
from truerole.core.html import text_of
from truerole.core.normalise import coerce
from truerole.core.normalise.dates import when
from truerole.core.posting import LONGEST, LONGEST_EMPLOYMENT, Posting, Salary
from truerole.core.text import one_line
from truerole.scraper.sources.base import Malformed, Problem, Response

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Period = Literal["year", "month", "week", "day", "hour"]

_DEEPEST = 4
_SHOWN = 80
_MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf]|â[€\u0080-\u009f]|ð[Ÿ\u009f]|ï¿½")
_PERIODS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("year", re.compile(r"year|yr|annu")),
    ("month", re.compile(r"month")),
    ("week", re.compile(r"week")),
    ("day", re.compile(r"da(?:y|ily)")),
    ("hour", re.compile(r"hour|hr")),
)
_EMPLOYMENT = (
    ("internship", re.compile(r"\bintern(?:s|ships?)?\b")),
    ("apprenticeship", re.compile(r"\bapprentice(?:ships?)?\b")),
    ("volunteer", re.compile(r"\bvolunteer(?:ing)?\b")),
    ("freelance", re.compile(r"\bfreelancer?\b")),
    ("temporary", re.compile(r"\btemp(?:orary)?\b")),
    ("contract", re.compile(r"\bcontract(?:or)?\b|\bfixed term\b")),
    ("part-time", re.compile(r"\bpart\b")),
    ("full-time", re.compile(r"\bfull\b")),
)
_HOURS = frozenset(("part-time", "full-time"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words_of(answer: Response) -> str:
    """Return an answer as text; raises Malformed for binary data."""
    try:
        return decode(answer.body, answer.charset)
    except NotText as error:
        raise malformed(answer, str(error)) from None


def json_of(answer: Response) -> object:
    """Return what the JSON of an answer holds; raises Malformed where it is none."""
    import orjson

    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return _lenient(answer)


def _lenient(answer: Response) -> object:
    """Read what is not quite JSON: a byte-order mark, raw line breaks, halves of surrogate pairs, NaN."""
    import json

    text = words_of(answer).strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        kind = "is empty" if not text else "is a page, not JSON" if text[0] == "<" else f"is no JSON: {error}"
        raise malformed(answer, kind) from None


def xml_of(answer: Response) -> "Element":
    """Return the root of an answer's XML; raises Malformed where it is none, or declares entities."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(answer.body)
    except DefusedXmlException:
        raise malformed(answer, "is XML that declares entities") from None
    except (ParseError, ValueError, LookupError) as error:
        raise malformed(answer, f"is no XML: {error}") from None
    return root


def tree_of(element: "Element", depth: int = 6) -> object:
    """Return an element of XML as JSON would have it: its text, or its children by name; several as a list."""
    children: dict[str, list[object]] = {}
    for child in element if depth else ():
        if isinstance(child.tag, str):
            children.setdefault(child.tag.rpartition("}")[2], []).append(tree_of(child, depth - 1))
    if not children:
        return "".join(element.itertext())
    return {name: found[0] if len(found) == 1 else found for name, found in children.items()}


def malformed(answer: Response, what: str) -> Malformed:
    """Return the error that says what is wrong with an answer, and where it came from."""
    where = answer.url or answer.request.url or "the answer"
    return Malformed(one_line(f"{where}: {what}")[:500])


class Fields(Mapping[str, object]):
    """Read an object of an answer: by keys in any case, with or without "_"; of null, "" and what is missing: None.

    A path such as "location.name" leads into objects within; of a list it takes the first object. The methods that take
    several paths return what the first one leads to that leads to anything.
    """

    def __init__(self, value: object) -> None:
        """Hold an object; anything else is an empty one."""
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
        """Return whether there is such a key, be it of null."""
        return isinstance(key, str) and _fold(key) in self._values

    def value(self, *paths: str) -> object:
        """Return the value itself."""
        found = (self._at(path) for path in paths)
        return next((value for value in found if value is not None and value not in ("", [], {})), None)

    def text(self, *paths: str) -> str | None:
        """Return a word or a number as text."""
        found = (coerce.text(v) for v in map(self._at, paths) if not isinstance(v, list | dict))
        return next(filter(None, found), None)

    def line(self, *paths: str) -> str | None:
        """Return a text on one line, entities decoded."""
        found = (mended_line(v) for v in map(self._at, paths) if not isinstance(v, list | dict))
        return next(filter(None, found), None)

    def lines(self, *paths: str) -> tuple[str, ...]:
        """Return the texts of a list, each on one line; a text alone is a list of one."""
        value = self.value(*paths)
        found = (
            mended_line(v) for v in (value if isinstance(value, list) else [value]) if not isinstance(v, list | dict)
        )
        return tuple(filter(None, found))

    def prose(self, *paths: str) -> str:
        """Return the lines of a text that is HTML or plain, "" for none."""
        return next(filter(None, (prose_of(self._at(path)) for path in paths)), "")

    def day(self, *paths: str) -> date | None:
        """Return a day."""
        return next(filter(None, (when(value).day for value in map(self._at, paths))), None)

    def flag(self, *paths: str) -> bool | None:
        """Return a yes or a no, be it in words or figures."""
        for value in filter(lambda v: v not in (None, ""), map(self._at, paths)):
            return value if isinstance(value, bool) else coerce.yes(value)
        return None

    def link(self, *paths: str) -> str | None:
        """Return an address that a browser may open."""
        return next(filter(None, (coerce.link(value) for value in map(self._at, paths))), None)

    def within(self, *paths: str) -> "Fields":
        """Return the object that a path leads to, an empty one where there is none."""
        found = (Fields(value[0] if isinstance(value, list) and value else value) for value in map(self._at, paths))
        return next(filter(None, found), Fields(None))

    def all_within(self, *paths: str) -> tuple["Fields", ...]:
        """Return the objects of a list; an object alone is a list of one."""
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
    return "".join(filter(str.isalnum, key)).lower()


def entries_of(value: object, lists: Iterable[str], marks: Iterable[str]) -> list[object] | None:
    """Return the entries of the list in an answer, None where it has none.

    The list is the answer itself, stands under one of the keys `lists`, or, under whatever key, holds objects with one
    of the keys `marks`. An object with one of `marks` itself is a list of one. Objects around it are looked into.
    """
    lists, marks = tuple(lists), tuple(marks)
    level = [value]
    for _ in range(_DEEPEST):
        for entry in level:
            if (found := _entries(entry, lists, marks)) is not None:
                return found
        level = [inner for entry in level if isinstance(entry, dict) for inner in entry.values()]
    return None


def holder_of(value: object, *keys: str) -> Fields:
    """Return the outermost object of an answer that has one of these keys, an empty one where there is none."""
    level = [value]
    for _ in range(_DEEPEST):
        for entry in level:
            if any(key in Fields(entry) for key in keys):
                return Fields(entry)
        level = [inner for entry in level if isinstance(entry, dict) for inner in entry.values()]
    return Fields(None)


def _entries(value: object, lists: tuple[str, ...], marks: tuple[str, ...]) -> list[object] | None:
    if isinstance(value, list):
        return value if not value or any(_marked(entry, marks) for entry in value) else None
    fields = Fields(value)
    under = next((v for v in map(fields.get, lists) if isinstance(v, list)), None)
    return [value] if under is None and _marked(value, marks) else under


def _marked(value: object, marks: tuple[str, ...]) -> bool:
    fields = Fields(value)
    return any(mark in fields for mark in marks)


def refused(value: object) -> str | None:
    """Return what an object says in place of a list: that there is no such board, or that it is asked too often."""
    fields = Fields(value)
    return fields.line("error.message", "error", "message", "errors.message", "detail", "title")


def gather(
    entries: Iterable[object], make: Callable[[Fields], Posting | str | None]
) -> tuple[tuple[Posting, ...], tuple[Problem, ...]]:
    """Return the postings that `make` makes of entries, each id once, and what is wrong with the other entries.

    `make` returns in words why an entry is no posting, None for one that is to be passed over.
    """
    postings: dict[str, Posting] = {}
    problems = []
    for number, entry in enumerate(entries, 1):
        fields = Fields(entry)
        made = make(fields) if fields else "is no object, or an empty one"
        if made is None:
            continue
        why = made if isinstance(made, str) else lacks(made)
        if why:
            problems.append(Problem(_which(fields, number), why))
        elif isinstance(made, Posting):
            postings.setdefault(made.external_id, made)
    return tuple(postings.values()), tuple(problems)


def lacks(posting: Posting) -> str | None:
    """Return why a posting cannot be kept: it has no id or no title, or one that the store has no room for."""
    if not posting.external_id or not posting.title:
        return f"there is no {'title' if posting.external_id else 'id'}"
    long = next((name for name, most in LONGEST.items() if len(getattr(posting, name) or "") > most), None)
    return f"the {long} is longer than {LONGEST[long]} characters" if long else None


def _which(fields: Fields, number: int) -> str:
    return (fields.line("id", "shortcode", "externalPath", "title", "name") or f"number {number}")[:_SHOWN]


def mended_line(value: object) -> str | None:
    """Return a value as text on one line, entities decoded, mended where its encoding was mistaken."""
    return coerce.line(mended(value) if isinstance(value, str) else value)


def prose_of(value: object) -> str:
    """Return the lines of a text that is HTML or plain, "" for anything else."""
    return text_of(mended(scrub(value).replace("\0", ""))) if isinstance(value, str) and value.strip() else ""


def mended(text: str) -> str:
    """Return a text whose bytes were taken for another encoding, where it looks so, as it was meant."""
    if not _MOJIBAKE.search(text):
        return text
    import ftfy

    return "".join(ftfy.fix_encoding(line) for line in text.splitlines(keepends=True))


def sections(*parts: tuple[str | None, str]) -> str:
    """Return texts one after another, each below its heading if it has one; empty ones are left out."""
    made = (f"{heading}\n\n{text}" if heading else text for heading, text in parts if text)
    return "\n\n".join(made)


def employment(*given: object) -> str | None:
    """Return the first type of employment that is named, in one of our words, else as written, in lower case.

    What is both hours and a kind ("Full-time contract") is the kind; what is two kinds is left as written.
    """
    found = (coerce.text(value) for value in given if not isinstance(value, dict))
    return next((_employment(named) for named in found if named), None)


@lru_cache(maxsize=1024)
def _employment(named: str) -> str | None:
    words = re.sub(r"[\s_/-]+", " ", _CAMEL.sub(" ", named)).strip().lower()
    spaced = re.sub(r"\b(full|part)time", r"\1 time", words)
    kinds = {kind for kind, pattern in _EMPLOYMENT if pattern.search(spaced)}
    kinds = kinds - _HOURS or kinds
    return kinds.pop() if len(kinds) == 1 else coerce.line(words, LONGEST_EMPLOYMENT)


def period(value: object) -> Period | None:
    """Return the time that pay is for, as in "per-year-salary", "1 HOUR" or "annual"; None where it is not one."""
    words = (coerce.text(value) or "").lower()
    if re.match(r"\D*(?!1\b)\d", words):
        return None  # for 2 weeks
    found = [name for name, pattern in _PERIODS if pattern.search(words)]
    return found[0] if len(found) == 1 else None


def pay(least: object, most: object, currency: object, per: object, basis: str = "published") -> Salary | None:
    """Return pay as published, the smaller amount first; 0 is unknown."""
    found = coerce.salary(least, most, currency, None, basis)
    if not found:
        return None
    low, high = found.min, found.max
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Salary(low, high, found.currency, period(per), basis)


def spanned(found: Iterable[Salary | None]) -> Salary | None:
    """Return the pay over several ranges, None where they are not all in one currency for one time."""
    ranges = [salary for salary in found if salary]
    if len({(salary.currency, salary.period) for salary in ranges}) != 1:
        return None
    lows, highs = [s.min for s in ranges if s.min is not None], [s.max for s in ranges if s.max is not None]
    return replace(ranges[0], min=min(lows, default=None), max=max(highs, default=None))
