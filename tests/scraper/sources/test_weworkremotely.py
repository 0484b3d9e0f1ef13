"""We Work Remotely: company and role in one title, a frame around each text, several feeds."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import WEWORKREMOTELY
from tests.scraper.sources.responses import parse, parse_one
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Malformed
from truerole.scraper.sources.weworkremotely import SOURCE


def feed(**parts: str) -> str:
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in ({"guid": "g", "title": "T"} | parts).items())
    return f"<rss><channel><item>{inside}</item></channel></rss>"


def test_a_posting() -> None:
    assert parse_one("weworkremotely", WEWORKREMOTELY, "") == Posting(
        source="weworkremotely",
        external_id="https://weworkremotely.com/remote-jobs/kestrel-data-engineer",
        title="Data Engineer: Loaves",
        description="You move data & loaves.\n\n• Count",
        url="https://weworkremotely.com/remote-jobs/kestrel-data-engineer",
        company="Kestrel & Co",
        location="Canada; United States of America",
        workplace="remote",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        deadline=date(2026, 6, 3),
        employment_type="full-time",
    )


@pytest.mark.parametrize(
    ("title", "company", "role"),
    [("Kestrel: Baker", "Kestrel", "Baker"), ("Baker", None, "Baker"), (": Baker", None, "Baker")],
)
def test_titles(title: str, company: str | None, role: str) -> None:
    made = parse_one("weworkremotely", feed(title=title), "")
    assert (made.company, made.title) == (company, role)


@pytest.mark.parametrize(
    ("parts", "location", "country"),
    [
        ({"region": "USA Only"}, "USA", "us"),
        ({"region": "Anywhere in the World", "country": ""}, "Anywhere in the World", None),
        ({"region": "Europe", "country": "🇩🇪 Germany"}, "Germany", "de"),
        ({}, None, None),
    ],
)
def test_places(parts: dict[str, str], location: str | None, country: str | None) -> None:
    made = parse_one("weworkremotely", feed(**parts), "")
    assert (made.location, made.country) == (location, country)


def test_the_text_of_an_employer_who_says_how_to_apply_is_kept() -> None:
    text = "&lt;p&gt;URL: none&lt;/p&gt;&lt;p&gt;You bake.&lt;/p&gt;&lt;p&gt;To apply: write to us&lt;/p&gt;"
    assert parse_one("weworkremotely", feed(description=text), "").description == "You bake.\n\nTo apply: write to us"


def test_the_main_feed_asks_for_those_of_the_categories() -> None:
    more = parse("weworkremotely", WEWORKREMOTELY, "", SOURCE.start_request("")).more
    assert "https://weworkremotely.com/categories/all-other-remote-jobs.rss" in [request.url for request in more]
    assert parse("weworkremotely", WEWORKREMOTELY, "", more[0]).more == ()


@pytest.mark.parametrize("answer", ["<feed/>", "<rss/>", "<html><body>x</body></html>", "<rss><channel>", ""])
def test_no_feed(answer: str) -> None:
    with pytest.raises(Malformed):
        parse("weworkremotely", answer, "")
