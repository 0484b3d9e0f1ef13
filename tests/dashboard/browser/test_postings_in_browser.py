"""A person sees what became of gathered jobs: reposted, moved, closed, new since yesterday, found by a search."""

import re
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.farm.job_market import Job, jobs
from tests.dashboard.browser.browser import settle
from tests.dashboard.browser.farmed import Farmed, farmed  # noqa: F401

pytestmark = pytest.mark.browser
_LOOKS = 20


@pytest.fixture(scope="module")
def server_home(farmed: Farmed) -> Path:  # noqa: F811
    return farmed.home


@pytest.fixture(scope="module")
def server_settings(farmed: Farmed) -> dict[str, str]:  # noqa: F811
    return farmed.settings


def expect_jobs(page: Page, base: str, employer: str, jobs: Collection[Job], closed: bool = False) -> Locator:
    """Open the jobs of an employer on Postings, where there are these, each once, and return their cards."""
    wanted, shown = sorted(job.title for job in jobs), ["not looked yet"]
    # A page may show the market as it was a second ago, on a busy machine longer.
    for _ in range(_LOOKS):
        page.goto(f"{base}/postings?company={employer}&posted=Last+30+days&{'closed' if closed else 'open'}=true")
        expect(page.get_by_text(re.compile(r"^\d+ postings?$|^No posting ")).first).to_be_visible()
        settle(page)
        shown = sorted(page.locator(".tr-card .tr-title").all_inner_texts())
        if shown == wanted:
            break
    assert shown == wanted
    return page.locator(".tr-card")


def test_a_closed_job_is_shown_as_closed_and_its_repost_stands_for_it(visit, base, farmed):  # noqa: F811
    page, offered = visit.page, jobs("Reposter", 4)
    farmed.offer("recruitee:reposter", *offered)
    farmed.truerole("boards", "add", "https://reposter.recruitee.com")
    assert "4 new" in farmed.truerole("scrape", "recruitee:reposter")
    expect_jobs(page, base, "Reposter", offered)

    farmed.next_day()
    farmed.offer("recruitee:reposter", *offered[1:])
    assert "1 closed" in farmed.truerole("scrape", "recruitee:reposter")
    expect_jobs(page, base, "Reposter", offered[1:])
    closed = expect_jobs(page, base, "Reposter", offered, closed=True).filter(has_text=offered[0].title)
    expect(closed).to_contain_text(re.compile(r"· closed \d\d \w+ 20\d\d ·"))
    expect(closed).to_contain_text(re.compile(r"Seen\s*First \d+ \w+ 20\d\d"))

    farmed.next_day()
    farmed.offer("recruitee:reposter", *offered[1:], offered[0].reposted("99"))
    assert "1 new" in farmed.truerole("scrape", "recruitee:reposter")
    again = expect_jobs(page, base, "Reposter", offered).filter(has_text=offered[0].title)
    expect(again).not_to_contain_text("closed")
    expect(again).to_contain_text("posted 1 more time")
    page.get_by_text("Posted 2 times").click()
    expect(
        page.get_by_text(re.compile(rf"^{re.escape(offered[0].title)} · .* · closed .* · seen first "))
    ).to_be_visible()


def test_a_board_that_moved_hides_no_open_job(visit, base, farmed):  # noqa: F811
    offered = jobs("Mover", 3)
    farmed.offer("greenhouse:mover", *offered)
    farmed.truerole("boards", "add", "https://boards.greenhouse.io/mover")
    assert "3 new" in farmed.truerole("scrape", "greenhouse:mover")
    farmed.market.boards.pop(("greenhouse", "mover"))
    farmed.offer("ashby:mover", *(job.reposted(f"7{job.number}") for job in offered))
    farmed.truerole("boards", "add", "https://jobs.ashbyhq.com/mover")
    for _ in range(4):
        farmed.next_day()
        farmed.truerole("scrape", "greenhouse:mover", "ashby:mover")
        # On the first days the old posting of each job still counts as open; from then on the new one stands for it.
        cards = expect_jobs(visit.page, base, "Mover", offered)
    expect(cards.filter(has_text="from Ashby")).to_have_count(3)


def test_new_since_yesterday_in_a_saved_search(visit, base, farmed):  # noqa: F811
    page, offered = visit.page, jobs("Hirer", 3, "Data Scientist", "Hamburg")
    farmed.offer("recruitee:hirer", *offered[:2])
    farmed.truerole("boards", "add", "https://hirer.recruitee.com")
    wanted = ("--search", "data scientist", "--location", "Hamburg", "--save", "hamburg")
    farmed.truerole("scrape", "recruitee:hirer", *wanted)
    page.goto(f"{base}/gather?view=Search")
    expect(page.get_by_text("hamburg: 2 open postings, 2 new")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Mark all as seen").click()
    expect(page.get_by_text("hamburg: 2 open postings, 0 new")).to_be_visible()

    farmed.next_day()
    farmed.offer("recruitee:hirer", *offered[1:])
    farmed.truerole("scrape", "recruitee:hirer")
    page.goto(f"{base}/gather?view=Search")
    expect(page.get_by_text("hamburg: 2 open postings, 1 new")).to_be_visible()
    # What was first seen in the second of a look is new at the next one, too.
    time.sleep(1.1)
    assert offered[2].title in farmed.truerole("searches", "show", "hamburg", "--new")
    page.reload()
    expect(page.get_by_text("hamburg: 2 open postings, 0 new")).to_be_visible()


def test_a_search_by_words_and_place_on_the_page_ends_on_postings(visit, base, farmed):  # noqa: F811
    page = visit.page
    there, elsewhere = jobs("Finder", 3, city="Berlin"), jobs("Farther", 2, city="Munich")
    # The command takes the last days from those of this machine.
    farmed.go_to(0)
    offered = (replace(job, days_ago=2) for job in (*there, *elsewhere, *jobs("Cook", 2, "Cook")))
    farmed.offer("arbeitnow:", *offered, replace(there[0], number="9", subject="long ago", days_ago=40))
    page.goto(f"{base}/gather?view=Search")
    settle(page)
    page.get_by_label("Words").fill("data engineer")
    page.get_by_label("Place").fill("Berlin")
    page.get_by_label("Save as").fill("berlin")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text(re.compile("Last gathering: just now"))).to_be_visible()
    expect(page.get_by_text("berlin: 3 open postings, 3 new")).to_be_visible()
    page.get_by_role("link", name="On Postings: ").click()
    expect(page.get_by_text(re.compile(r"^3 postings$")).first).to_be_visible()
    expect_jobs(page, base, "Finder", there)
    expect_jobs(page, base, "Farther", [], closed=True)
