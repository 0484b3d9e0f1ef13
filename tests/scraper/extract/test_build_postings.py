"""Postings built of entries, each id once; what is none is a problem with its reason."""

from truerole.core.posting import Posting
from truerole.scraper.extract.build_postings import build_postings
from truerole.scraper.extract.json_fields import Fields
from truerole.scraper.sources.base import Problem


def test_postings_and_problems() -> None:
    def make(fields: Fields) -> Posting | str | None:
        if fields.flag("hidden"):
            return None
        return "is odd" if fields.flag("odd") else Posting("s", fields.text("id") or "", fields.line("title") or "", "")

    entries = [{"id": 1, "title": "a"}, {"id": 1, "title": "b"}, 7, {"hidden": True}, {"id": 2, "odd": True}, {"id": 3},
               {"title": "x"}, {"id": "9" * 301, "title": "x"}]  # fmt: skip
    postings, problems = build_postings(entries, make)
    assert [posting.title for posting in postings] == ["a"]
    assert problems == (
        Problem("number 3", "is no object, or an empty one"),
        Problem("2", "is odd"),
        Problem("3", "there is no title"),
        Problem("x", "there is no id"),
        Problem("9" * 80, "the external_id is longer than 300 characters"),
    )
