"""An Atom feed (RFC 4287) of the postings that a saved search finds."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from truerole.data.crawl.saved_searches import SavedSearch
    from truerole.data.crawl.search_results import FoundPosting

_SPACE = "http://www.w3.org/2005/Atom"
# No XML may hold these, however they are written.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_SUMMARY = 500


def atom_feed(saved: "SavedSearch", found: Iterable["FoundPosting"], updated: datetime) -> bytes:
    """Return the feed of a saved search as XML in UTF-8; `updated` is in UTC. All text is escaped."""
    feed = Element("feed", xmlns=_SPACE)
    _add(feed, "title", f"TrueRole: {saved.name}")
    _add(feed, "subtitle", str(saved.search))
    _add(feed, "id", f"urn:truerole:search:{quote(saved.name, safe='')}")
    _add(feed, "updated", _moment(updated))
    for one in found:
        _add_entry(feed, one)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'.encode()


def _add_entry(feed: Element, found: "FoundPosting") -> None:
    posting = found.posting
    entry = SubElement(feed, "entry")
    _add(entry, "title", " - ".join(filter(None, (posting.title, posting.company, posting.location))))
    names = (posting.source, posting.board or "", posting.external_id)
    _add(entry, "id", "urn:truerole:posting:" + ":".join(quote(name, safe="") for name in names))
    _add(entry, "updated", _moment(found.first_seen))
    author = SubElement(entry, "author")
    _add(author, "name", posting.company or posting.source)
    if posting.url and posting.url.startswith(("http://", "https://")):
        SubElement(entry, "link", href=_UNFIT.sub("", posting.url))
    _add(entry, "summary", _beginning(posting.description))


def _beginning(text: str) -> str:
    """Return a text of at most the longest summary, cut between words."""
    if len(text) <= _LONGEST_SUMMARY:
        return text
    cut = text[: _LONGEST_SUMMARY - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _UNFIT.sub("", text)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"
