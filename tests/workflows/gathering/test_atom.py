"""An Atom feed of hostile postings is sound XML, and leads nowhere but to the web."""

from datetime import datetime
from xml.etree.ElementTree import fromstring

import pytest

from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting
from truerole.data.crawl.saved_searches import SavedSearch
from truerole.data.crawl.search_results import FoundPosting
from truerole.workflows.gathering.atom import atom_feed

AT = datetime(2026, 5, 4, 10, 30)
SPACE = "{http://www.w3.org/2005/Atom}"
SAVED = SavedSearch("ferry & co", Search("data engineer", "Oslo"))


def found(**fields: str) -> FoundPosting:
    values = {
        "title": "Data Engineer",
        "description": "text",
        "url": "https://a.example/1",
        "company": "Kestrel",
    } | fields
    return FoundPosting(7, Posting("lever", "a/b:1", board="acme", **values), AT)


def test_a_feed() -> None:
    feed = fromstring(atom_feed(SAVED, [found()], AT))
    texts = {name: feed.findtext(f"{SPACE}{name}") for name in ("title", "subtitle", "id", "updated")}
    assert texts == {
        "title": "TrueRole: ferry & co",
        "subtitle": '"data engineer", Oslo',
        "id": "urn:truerole:search:ferry%20%26%20co",
        "updated": "2026-05-04T10:30:00Z",
    }
    entry = feed.find(f"{SPACE}entry")
    assert entry is not None
    assert entry.findtext(f"{SPACE}id") == "urn:truerole:posting:lever:acme:a%2Fb%3A1"
    assert entry.findtext(f"{SPACE}title") == "Data Engineer - Kestrel"
    assert [link.get("href") for link in entry.iter(f"{SPACE}link")] == ["https://a.example/1"]


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("Short. ", "Short. "),
        ("x" * 500, "x" * 500),
        ("x" * 501, "x" * 499 + "…"),
        ("Data " * 101, "Data " * 98 + "Data…"),
        ("a " + "x" * 500, "a…"),
    ],
)
def test_a_summary_is_cut_between_words(text: str, summary: str) -> None:
    entry = fromstring(atom_feed(SAVED, [found(description=text)], AT)).find(f"{SPACE}entry")
    assert entry is not None
    assert entry.findtext(f"{SPACE}summary") == summary


@pytest.mark.parametrize("text", ["<script>x</script>", "]]>", "a\0b\x1b\ud800\ufffe", "&amp;", "x" * 100_000])
def test_hostile_words_stay_words(text: str) -> None:
    raw = atom_feed(SAVED, [found(title=text, description=text, company=text, url=f"https://a.example/{text}")], AT)
    entry = fromstring(raw).find(f"{SPACE}entry")
    assert entry is not None
    assert len(entry.findtext(f"{SPACE}summary") or "") <= 500
    assert b"<script" not in raw


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "file:///x"])
def test_only_links_of_the_web(url: str) -> None:
    assert b"<link" not in atom_feed(SAVED, [found(url=url)], AT)
