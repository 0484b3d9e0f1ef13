"""Real answers of each source become the right postings: figures checked by hand, as the texts are their employers'.

`recorded*.json` says of each file what it must make. `words` is a hash of the description's words, in order, so that
nothing is lost, doubled or left escaped; to check a change, look at the raw answer and the description side by side.
"""

import json
import os
import re
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from truerole.core.posting import Posting
from truerole.scraper.sources.base import Parsed, Request, Response
from truerole.scraper.sources.registry import source_names, source_of

RECORDED = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared")) / "sources" / "recorded"
EXPECTED: dict[str, dict[str, Any]] = {
    name: expected
    for file in sorted(Path(__file__).parent.glob("recorded*.json"))
    for name, expected in json.loads(file.read_text("utf-8")).items()
}
# Sources that are not read, pages that hold no posting, and what is no answer of a source.
NO_SOURCE = ("closedpages/", "html_pages/", "workday/lubobali_workday_robots.txt")

needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded answers in {RECORDED}")


def parsed_of(name: str, source: str, board: str) -> Parsed:
    """Return what a recorded answer makes, of which nothing is known but its bytes."""
    return source_of(source).parse(Response(Request(name), (RECORDED / name).read_bytes()), board)


def facts(posting: Posting) -> dict[str, Any]:
    """Return what is known of a posting, without its text."""
    pay = posting.salary
    return {
        "external_id": posting.external_id,
        "title": posting.title,
        "company": posting.company,
        "location": posting.location,
        "country": posting.country,
        "workplace": posting.workplace,
        "posted_on": posting.posted_on and posting.posted_on.isoformat(),
        "salary": pay and [pay.min, pay.max, pay.currency, pay.period, pay.basis],
        "employment_type": posting.employment_type,
        "url": posting.url,
        "origin": posting.origin,
        "bullets": posting.description.count("• "),
        "lines": len(posting.description.splitlines()),
        "words": blake2b(" ".join(posting.description.split()).encode(), digest_size=8).hexdigest(),
    }


@needs_recordings
@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_response_makes_the_postings_that_are_in_it(name: str) -> None:
    expected = EXPECTED[name]
    parsed = parsed_of(name, expected["source"], expected["board"])
    assert [facts(posting) for posting in parsed.postings] == expected["postings"]
    assert len(parsed.problems) == expected["problems"]


@needs_recordings
@pytest.mark.parametrize("name", EXPECTED)
def test_no_description_is_left_escaped_or_is_still_markup(name: str) -> None:
    expected = EXPECTED[name]
    for posting in parsed_of(name, expected["source"], expected["board"]).postings:
        for text in (posting.title, posting.location or "", posting.description):
            assert not re.search(
                r"&(?:[a-z]{2,8}|#x?[0-9a-f]+);|</?[a-z][^<>]*>|\\n|\\u[0-9a-f]{4}|[ÂÃ][\x80-\xbf]", text
            )
        assert posting.description == posting.description.strip()
        assert posting.title == " ".join(posting.title.split())
        assert "\n\n\n" not in posting.description


@needs_recordings
def test_every_recorded_response_has_its_figures() -> None:
    recorded = {f"{name}/{path.name}" for name in source_names() for path in (RECORDED / name).glob("*.*")}
    expected = {name for name in EXPECTED if name.partition("/")[0] in source_names()}
    assert {name for name in recorded if not name.startswith(NO_SOURCE)} == expected
