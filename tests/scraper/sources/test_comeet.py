"""Comeet: the positions in the script of a page, or as the page's API gives them."""

import json
from datetime import date
from typing import Any

import pytest

from tests.scraper.sources.ats_responses import COMEET, LINES
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Malformed
from truerole.scraper.sources.comeet import SOURCE

PAGE = f"<html><script>var a = 1; COMPANY_POSITIONS_DATA = {json.dumps(COMEET)}; var b = [2];</script></html>"


@pytest.mark.parametrize("answer", [COMEET, PAGE, {"positions": COMEET}])
def test_a_posting(answer: object) -> None:
    assert parse_one("comeet", answer, "kestrel/30.005") == Posting(
        source="comeet",
        board="kestrel/30.005",
        external_id="F1.B67",
        title="Data Engineer",
        description=f"{LINES}\n\nRequirements\n\n• SQL",
        url="https://www.comeet.com/jobs/kestrel/30.005/data-engineer/F1.B67",
        company="Kestrel",
        location="Haifa, Israel",
        country="il",
        workplace="hybrid",
        posted_on=date(2026, 6, 3),
        posted_basis="updated",
        employment_type="full-time",
        origin="comeet:F1.B67",
    )


@pytest.mark.parametrize(
    ("fields", "location", "workplace"),
    [
        ({"location": {"city": "Haifa", "country": "IL", "is_remote": True}}, "Haifa, Israel", "hybrid"),
        ({"location": {"name": "Haifa", "is_remote": True}, "workplace_type": None}, "Haifa", "remote"),
        ({"location": None}, None, "hybrid"),
        ({"custom_fields": {"details": []}, "details": ...}, "Haifa, Israel", "hybrid"),
    ],
)  # fmt: skip
def test_details(fields: dict[str, Any], location: str | None, workplace: str | None) -> None:
    posting = parse_one("comeet", [changed(COMEET[0], **fields)])
    assert (posting.location, posting.workplace) == (location, workplace)


@pytest.mark.parametrize("page", ["<p>Nothing</p>", "<script>COMPANY_POSITIONS_DATA = [{</script>", "[[[[" * 50_000])
def test_a_page_without_positions_is_malformed(page: str) -> None:
    with pytest.raises(Malformed):
        parse("comeet", page)


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://www.comeet.com/jobs/kestrel/30.005/data-engineer/F1.B67", "kestrel/30.005"),
        (SOURCE.start_request("kestrel/30.005").url, "kestrel/30.005"),
        ("https://www.comeet.com/jobs/kestrel", None),
        ("https://www.comeet.com/pricing/a/b", None),
    ],
)
def test_boards(url: str, board: str | None) -> None:
    assert SOURCE.board_of(url) == board
