"""Pay that the text alone states, and work that it calls on site."""

from dataclasses import replace

import pytest

from truerole.core.posting import Posting, Salary
from truerole.scraper.crawl.text_facts import complete_by_text, with_text_facts
from truerole.scraper.sources.base import Parsed

BAKER = Posting("greenhouse", "1", "Baker", "We bake.", country="us")
GIVEN = Salary(40_000, 50_000, "USD", "year", "published")


@pytest.mark.parametrize(
    ("text", "salary"),
    [
        ("Estimated Annual Pay Range\n\n$123,300—$254,700 USD", Salary(123_300, 254_700, "USD", "year", "text")),
        ("Pay: $60K - $80K a year (Glassdoor est.)", Salary(60_000, 80_000, "USD", "year", "estimated")),
        ("We were valued at $2B after a $600M round. 401(k) match.", None),
        ("", None),
    ],
)
def test_pay_of_the_text(text: str, salary: Salary | None) -> None:
    assert complete_by_text(replace(BAKER, description=text)).salary == salary
    assert complete_by_text(replace(BAKER, description=text, salary=GIVEN)).salary == GIVEN


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("This position is 100% on-site in Dallas; no remote or hybrid arrangements.", "onsite"),
        ("This is a 100\u00a0% on site role.", "onsite"),
        ("The work is 100 percent onsite.", "onsite"),
        ("You work entirely in our office in Kiel.", "onsite"),
        ("Du arbeitest ausschließlich vor Ort.", "onsite"),
        ("The job is fully in-person.", "onsite"),
        ("Remote work is not possible.", "onsite"),
        ("This role is not remote.", "onsite"),
        ("We are not 100% on-site.", "remote"),
        ("The role is fully remote; our warehouse is 100% onsite.", "remote"),
        ("Work from where you like.", "remote"),
        ("", "remote"),
    ],
)
def test_work_on_site_is_not_remote(text: str, workplace: str) -> None:
    assert complete_by_text(replace(BAKER, description=text, workplace="remote")).workplace == workplace
    assert complete_by_text(replace(BAKER, description=text, workplace="hybrid")).workplace == "hybrid"


def test_what_needs_nothing_stays_as_it_is() -> None:
    parsed = Parsed((BAKER,), truncated=True)
    assert with_text_facts(parsed) == parsed
    assert complete_by_text(BAKER) is BAKER
