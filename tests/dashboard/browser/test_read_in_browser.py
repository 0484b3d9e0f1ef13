"""Open the page in headless Chromium: what only a browser can show."""

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.browser.browser import PHONE, expect_no_overflow, settle
from truerole.data.labels.examples import demo_examples

pytestmark = pytest.mark.browser

ENGINEER = """Our team keeps the data of a chain of cinemas in order.

What you'll do
- Build and run ETL pipelines in Airflow that bring ticket sales into our warehouse every hour.
- Design tables and schemas in Snowflake, watch data quality and mend what breaks.
- Move ingestion from nightly batches to Kafka streams.

What we ask
- SQL and Python in daily work for three years.
- Nice to have: dbt.
"""
HOSTILE = """<script>window.hacked = 1; alert(1)</script><img src="/nowhere.png" onerror="window.hacked = 2">
[click](javascript:window.hacked=3) ![x](/nowhere.png) :red[stop] we pay $100k - $120k \u202eesrever
"""


@pytest.fixture
def visit(visit, base):
    """Open the page that reads."""
    visit.page.goto(f"{base}/read")
    expect(visit.page.get_by_label("Job description")).to_be_visible()
    return visit


def test_paste_gives_verdict_and_highlights(visit):
    visit.read(ENGINEER, "Data Scientist")
    verdict = visit.page.locator(".tr-verdict")
    expect(verdict).to_contain_text("Titled Data Scientist; reads as data engineer (")
    expect(visit.page.locator(".tr-text mark.tr-de").first).to_be_visible()
    expect(visit.page.locator(".tr-text .tr-skill", has_text="Airflow").first).to_be_visible()
    assert visit.page.locator(".tr-bar").first.locator("> div").count() == 5
    colour = visit.page.locator(".tr-bar").first.locator(".tr-de").evaluate("e => getComputedStyle(e).backgroundColor")
    assert colour == "rgb(0, 114, 178)"


def test_control_enter_reads_too(visit):
    visit.page.get_by_label("Job description").fill(ENGINEER)
    visit.page.keyboard.press("Control+Enter")
    expect(visit.page.locator(".tr-verdict")).to_contain_text("Reads as data engineer")


def test_an_example_is_one_click_away_and_back_again(visit, base):
    visit.page.get_by_role("button", name=demo_examples()[0].demo).click()
    expect(visit.page.locator(".tr-verdict")).to_contain_text(demo_examples()[0].title)
    expect(visit.page).to_have_url(f"{base}/read?example={demo_examples()[0].id}")
    visit.page.go_back()
    expect(visit.page.locator(".tr-verdict")).to_have_count(0)


def test_hostile_text_is_shown_as_text_and_does_nothing(visit):
    visit.read(HOSTILE + ENGINEER, HOSTILE)
    expect(visit.page.locator(".tr-verdict bdi")).to_contain_text('<img src="/nowhere.png"')
    expect(visit.page.locator(".tr-text")).to_contain_text("![x](/nowhere.png) :red[stop] we pay $100k - $120k esrever")
    visit.page.get_by_text("Share or copy").click()
    visit.page.wait_for_timeout(500)
    assert visit.page.evaluate("window.hacked") is None
    assert not visit.dialogs
    assert not [u for u in visit.requests if "nowhere" in u]
    assert visit.page.locator("a[href^='javascript']").count() == 0
    assert visit.page.locator(".stMain script, .stMain img, .stMain .katex").count() == 0


def test_a_shared_link_restores_the_verdict(visit, base):
    visit.read(ENGINEER, "Data Scientist")
    before = visit.page.locator(".tr-verdict").inner_text()
    visit.page.get_by_text("Share or copy").click()
    link = visit.page.locator("code", has_text="?p=").inner_text().strip()
    assert re.match(f"{base}/(read/?)?\\?p=", link)
    visit.page.goto("about:blank")
    visit.page.goto(link)
    expect(visit.page.locator(".tr-verdict")).to_have_text(before)


def test_a_paste_far_too_long_is_told_so(visit):
    visit.page.get_by_label("Job description").fill("word " * 40_000)
    visit.page.get_by_role("button", name="Read it").click()
    expect(visit.page.get_by_text("100,000")).to_be_visible()


@pytest.mark.parametrize("text", [ENGINEER, "x" * 500 + " " + ENGINEER], ids=["plain", "one long word"])
def test_nothing_sticks_out_on_a_phone(visit, text):
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)
    visit.read(text, "Data Scientist" + "y" * 200)
    visit.page.get_by_text("Share or copy").click()
    visit.page.wait_for_timeout(300)
    expect_no_overflow(visit.page)


def test_dark_is_dark_and_still_readable(base, chromium):
    page = chromium.new_page(color_scheme="dark")
    page.goto(f"{base}/read?example={demo_examples()[0].id}")
    mark = page.locator(".tr-text mark").first
    expect(mark).to_be_visible()
    light = mark.evaluate("e => getComputedStyle(e).color.match(/[0-9.]+/g).slice(0, 3).map(Number)")
    assert min(light) > 180
    page.close()


COPIED = f"""Skip to main content
Home
Jobs
Odeon Reel
Data Scientist (Tickets)
Bristol, England, United Kingdom · 3 weeks ago · Over 200 applicants
Hybrid
Easy Apply
About the job
{ENGINEER}
"""


def test_a_copied_page_has_its_title_and_survives_f5_back_and_a_bookmark(visit, base, chromium):
    page, verdict = visit.page, visit.page.locator(".tr-verdict")
    visit.read(COPIED)
    expect(verdict).to_contain_text("Titled Data Scientist (Tickets); reads as data engineer (")
    expect(page.get_by_text("Title found in the text")).to_be_visible()
    address = page.url
    assert address.startswith(f"{base}/?p=") or "/read?p=" in address
    page.reload()
    expect(verdict).to_contain_text("Titled Data Scientist (Tickets)")
    page.get_by_text("Read another posting").click()
    visit.read(ENGINEER, "Data Wizard")
    expect(verdict).to_contain_text("Titled Data Wizard")
    page.go_back()
    expect(verdict).to_contain_text("Titled Data Scientist (Tickets)")
    page.go_forward()
    expect(verdict).to_contain_text("Titled Data Wizard")
    other = chromium.new_page()
    other.goto(address)
    expect(other.locator(".tr-verdict")).to_contain_text("Titled Data Scientist (Tickets)")
    other.close()


@pytest.mark.parametrize(("address", "heading"), [("/", "See what a job really is"), ("/read", "What is this job")])
def test_back_leads_from_a_verdict_to_where_the_text_was_pasted(visit, base, address, heading):
    page, verdict = visit.page, visit.page.locator(".tr-verdict")
    page.goto(base + address)
    page.get_by_label("Job description").fill(ENGINEER)
    page.get_by_role("button", name="Read it").click()
    expect(verdict).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(verdict).to_have_count(0)
    settle(page)
    page.go_forward()
    expect(verdict).to_be_visible()


def test_an_old_link_goes_on_to_read_and_back_leads_out(visit, base):
    page = visit.page
    page.goto(f"{base}/?example={demo_examples()[0].id}")
    expect(page.locator(".tr-verdict")).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", name="See what a job really is")).to_be_visible()
    settle(page)
    page.go_back()
    expect(page).to_have_url(f"{base}/read")


def test_the_way_from_a_verdict_to_postings_like_it_and_to_fit_and_back(visit):
    page = visit.page
    visit.read(COPIED)
    page.get_by_text("Postings like this").click()
    expect(page.get_by_role("heading", name="postings most like it")).to_be_visible()
    assert page.get_by_label("Job description").input_value().strip() == COPIED.strip()
    page.reload()
    expect(page.get_by_role("heading", name="postings most like it")).to_be_visible()
    page.go_back()
    expect(page.locator(".tr-verdict")).to_contain_text("Titled Data Scientist (Tickets)")
    page.get_by_text("Do I fit?").click()
    page.wait_for_url("**/fit?*role=data+engineer*")
    expect(page.get_by_text("The posting that you read asks for")).to_be_visible()
    settle(page)
    page.locator(".stMain").get_by_text("Apache Airflow", exact=True).first.click()
    told = page.get_by_text("You know 1 of these")
    expect(told).to_be_visible()
    page.reload()
    expect(told).to_be_visible()
    settle(page)
    while "/fit" in page.url:
        page.go_back()
    expect(page.locator(".tr-verdict")).to_contain_text("Titled Data Scientist (Tickets)")


def test_the_verdict_is_above_the_fold_on_a_phone(visit):
    visit.page.set_viewport_size(PHONE)
    visit.read(COPIED)
    bottom = visit.page.locator(".tr-bar").first.bounding_box()
    assert bottom and bottom["y"] + bottom["height"] < PHONE["height"] / 2


def test_a_dropped_file_becomes_a_table(visit):
    rows = f'title,description\nWizard,"{ENGINEER}"\nNobody,\n'.encode()
    visit.page.get_by_text("Or a file of postings").click()
    file = {"name": "postings.csv", "mimeType": "text/csv", "buffer": rows}
    visit.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(visit.page.get_by_text("1 posting read, 1 not.")).to_be_visible()
    settle(visit.page)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Table as CSV").click()
    assert "Wizard,data engineer," in download.value.path().read_text()
