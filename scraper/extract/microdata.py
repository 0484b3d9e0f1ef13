"""Read the schema.org JobPostings that a page carries as microdata: attributes of elements.

The items come in the form that JSON-LD has, so that one reader makes postings of both. `itemref` is not followed.
Method: "Microdata", HTML Living Standard of the WHATWG, section 5.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from truerole.core.text.html import html_to_text, html_tokens

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# What holds the value of an element, where it is not its text.
_VALUES = ("content", "datetime", "href", "src")
_VALUED = frozenset(("content", "datetime"))
_WITH_URL = frozenset("a area link img source embed iframe".split())
# Properties whose text keeps its markup, as its lines are made of that.
_LONG = frozenset("description responsibilities qualifications skills jobBenefits incentiveCompensation".split())
_LARGEST = 2_000_000
_DEEPEST = 200
# Properties within one another whose texts are collected: each collects those of all within it.
_MOST_COLLECTED = 20
_MOST_ITEMS = 200


def find_microdata(source: str) -> list[dict[str, Any]]:
    """Return the JobPostings of a page's microdata, in the form of JSON-LD; of a page of up to 2 million characters."""
    if "itemprop" not in source or "schema.org/JobPosting" not in source or len(source) > _LARGEST:
        return []
    walk = _MicrodataWalk()
    walk.read(source)
    return walk.found[:_MOST_ITEMS]


@dataclass(slots=True)
class _OpenElement:
    """An open element: the item that begins with it, or the properties whose text it is, from the piece `begin` on."""

    tag: str
    item: dict[str, Any] | None = None
    names: tuple[str, ...] = ()
    owner: dict[str, Any] | None = None
    begin: int = 0


class _MicrodataWalk:
    """A walk over the elements of a page; `found` are the JobPostings."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self._open: list[_OpenElement] = []
        self._pieces: list[str] = []
        self._collecting = 0

    def read(self, source: str) -> None:
        for words, token in html_tokens(source):
            if self._collecting:
                self._pieces.append(words)
            if token and token["tag"] and token["end"]:
                self._close(token["tag"].lower())
            elif token and token["tag"]:
                self._begin(token["tag"].lower(), _attributes(token["with"]), token[0])
        self._close_to(0)

    def _begin(self, tag: str, given: dict[str, str], markup: str) -> None:
        if self._collecting:
            self._pieces.append(markup)
        element = _OpenElement(tag, begin=len(self._pieces))
        scope = next((one.item for one in reversed(self._open[-_DEEPEST:]) if one.item is not None), None)
        names = tuple(given.get("itemprop", "").split())
        if "itemscope" in given:
            element.item = self._begin_item(given.get("itemtype", ""), scope, names)
        elif names and scope is not None:
            self._begin_property(element, given, scope, names)
        if tag not in _VOID:
            self._open.append(element)
            self._collecting += element.owner is not None

    def _begin_item(self, kind: str, scope: dict[str, Any] | None, names: tuple[str, ...]) -> dict[str, Any]:
        item: dict[str, Any] = {"@type": kind.strip().rpartition("/")[2]}
        if scope is not None and names:
            _add(scope, names, item)
        elif item["@type"] == "JobPosting":
            self.found.append(item)
        return item

    def _begin_property(
        self, element: _OpenElement, given: dict[str, str], scope: dict[str, Any], names: tuple[str, ...]
    ) -> None:
        """Add a value that stands in an attribute, or have the text of the element collected."""
        value = next((given[key] for key in _VALUES if key in given and _holds(element.tag, key)), None)
        if value is not None:
            _add(scope, names, value)
        elif element.tag not in _VOID and self._collecting < _MOST_COLLECTED:
            element.names, element.owner = names, scope

    def _close(self, tag: str) -> None:
        last = len(self._open)
        nearest = range(last - 1, max(-1, last - 1 - _DEEPEST), -1)
        at = next((place for place in nearest if self._open[place].tag == tag), None)
        if at is not None:
            self._close_to(at)
        if self._collecting:
            self._pieces.append(f"</{tag}>")

    def _close_to(self, place: int) -> None:
        """Close the open elements from a place on, the innermost first."""
        while len(self._open) > place:
            element = self._open.pop()
            if element.owner is not None:
                self._collecting -= 1
                _add(element.owner, element.names, _text(element.names, "".join(self._pieces[element.begin :])))
        if not self._collecting:
            self._pieces.clear()


def _attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag by name in lower case, "" for an attribute without a value."""
    found = ((name.lower(), next(filter(None, values), "")) for name, *values in _ATTRIBUTE.findall(written))
    return {name: unescape(value) for name, value in found}


def _holds(tag: str, key: str) -> bool:
    return key in _VALUED or tag in _WITH_URL


def _text(names: tuple[str, ...], markup: str) -> str:
    """Return the text of a property: with markup where long, else on a single line."""
    return markup if _LONG.intersection(names) else " ".join(html_to_text(markup).split())


def _add(item: dict[str, Any], names: tuple[str, ...], value: object) -> None:
    """Add a value to properties of an item; several values of a property are a list."""
    for name in names:
        known = item.get(name)
        item[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
