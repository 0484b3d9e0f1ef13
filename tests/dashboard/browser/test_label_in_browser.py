"""Open the page Label in headless Chromium: ten postings by keys alone, corrections on Read, hostile texts, phones."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.browser.browser import PHONE, expect_no_overflow, settle
from truerole.core.labels import LabelledText
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.labels.examples import demo_examples, load_examples
from truerole.data.labels.labels import labelled_texts
from truerole.data.store.store import open_store
from truerole.model.reader import default_reader

pytestmark = pytest.mark.browser

EXAMPLES = load_examples()[::8]
HOSTILE = (
    '<img src="/nowhere.png" onerror="window.hacked=1"> [x](javascript:window.hacked=2) ![y](/nowhere.png) $1$ :red[z]'
    "<script>window.hacked=3</script> "
)


@pytest.fixture(scope="module")
def server_home(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Path:
    """Fill a store with the sample and with examples, one of them hostile in every word."""
    home, reader = tmp_path_factory.mktemp("home"), default_reader()
    entries = [
        StoreEntry(
            Posting(
                "mine", e.id, (HOSTILE if n == 0 else "") + e.title, HOSTILE + e.description, company=f"{HOSTILE}{n}"
            ),
            stored_reading_of(reader.read(e.description, e.title)),
            "2026-07",
        )
        for n, e in enumerate(EXAMPLES)
    ]
    shutil.copy(sample_store, home)
    with open_store(f"sqlite:///{home / 'truerole.db'}") as store:
        store.add(entries, reader.model.version)
    return home


def labelled(home: Path) -> list[LabelledText]:
    with open_store(f"sqlite:///{home / 'truerole.db'}") as store:
        return labelled_texts(store)


def go(page: Page, address: str, shown: str) -> None:
    page.goto(address)
    expect(page.locator(shown).first).to_be_visible()


def press(page: Page, key: str) -> None:
    """Press a key and wait until another posting is shown."""
    settle(page)
    before = page.locator(".tr-body").inner_text()
    page.keyboard.press(key)
    expect(page.locator(".tr-body")).not_to_have_text(before)


def test_ten_postings_by_keys_alone(visit, base, server_home):
    go(visit.page, f"{base}/label?by=Ann", ".tr-body")
    roles = ["data_analyst", "data_engineer", "data_scientist", "ml_engineer", "other"] * 2
    for key in "1234512345":
        press(visit.page, key)
    expect(visit.page.get_by_text("10 texts labelled")).to_be_visible()
    assert [one.role for one in labelled(server_home)] == roles
    assert {one.annotator for one in labelled(server_home)} == {"Ann"}
    press(visit.page, "s")
    press(visit.page, "u")
    expect(visit.page.get_by_text("9 texts labelled")).to_be_visible()
    assert [one.role for one in labelled(server_home)] == roles[:9]
    visit.page.keyboard.press("e")
    expect(visit.page.locator(".tr-verdict")).to_be_visible()
    visit.page.keyboard.press("h")
    expect(visit.page.get_by_text("Judge the work, not the title")).to_be_visible()


def test_keys_are_shown_on_the_buttons_and_letters_typed_are_no_keys(visit, base, server_home):
    go(visit.page, f"{base}/label", ".tr-body")
    for name, key in (("Data analyst", "1"), ("Other work", "5"), ("Skip", "S"), ("Undo", "U"), ("Help", "H")):
        expect(visit.page.get_by_role("button").filter(has_text=name)).to_contain_text(key)
    before = labelled(server_home)
    visit.page.get_by_text("Settings").click()
    visit.page.get_by_label("Your name", exact=True).fill("")
    visit.page.keyboard.type("bus 15")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_timeout(1_000)
    assert labelled(server_home) == before


def test_a_verdict_is_corrected_in_two_clicks_and_taken_back(visit, base, server_home):
    before = labelled(server_home)
    go(visit.page, f"{base}/?example={demo_examples()[0].id}", ".tr-verdict")
    visit.page.get_by_role("button", name="This is wrong").click()
    visit.page.get_by_role("button", name="ML engineer", exact=True).click()
    expect(visit.page.get_by_text("Saved: ML engineer")).to_be_visible()
    (one,) = [one for one in labelled(server_home) if one not in before]
    assert (one.role, one.text, one.why) == ("ml_engineer", demo_examples()[0].description, "correction")
    visit.page.get_by_role("button", name="Take it back").click()
    expect(visit.page.get_by_role("button", name="This is wrong")).to_be_visible()
    assert labelled(server_home) == before


@pytest.mark.parametrize("view", ["Label", "Review"])
def test_hostile_texts_are_shown_as_texts_and_nothing_sticks_out(visit, base, view):
    go(visit.page, f"{base}/label?view={view}", "text=labelled")
    if view == "Review":
        visit.page.get_by_role("button", name="Look for doubtful labels").click()
    expect(visit.page.locator(".tr-body")).to_contain_text("![y](/nowhere.png) $1$")
    expect_no_overflow(visit.page)
    visit.page.set_viewport_size(PHONE)
    expect_no_overflow(visit.page)
    assert visit.page.evaluate("window.hacked") is None
    assert not visit.dialogs
    assert not [url for url in visit.requests if "nowhere" in url]
    assert visit.page.locator("a[href^='javascript'], .stMain script, .stMain img, .stMain .katex").count() == 0
