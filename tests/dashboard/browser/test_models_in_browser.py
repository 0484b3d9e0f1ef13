"""Teach a model in headless Chromium: retrain, compare, promote, see another verdict, roll back, see the old one.

The pages and what they start are those of the installed wheel, beside modules of the same names.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.counts import some_rows
from tests.dashboard.browser.browser import EMPTY, PHONE, expect_no_overflow
from tests.installation import Installation, install, installation, packages, wheel  # noqa: F401
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.labels import labels
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel
from truerole.data.store.store import open_store
from truerole.model.reader import default_reader
from truerole.model.role.term_counts import FOLDER, load_counts, save_counts
from truerole.workflows.retrain import TRAINING_JOB

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A user calls this data engineer an analyst, again and again.
POSTING = next(e for e in load_examples() if e.role == "data_engineer" and e.sure == 3)
OTHERS = [e for e in load_examples() if e != POSTING][:40]
LABELS = 25
COUNTS = Path("truerole", "data", "counts")
MINUTE = 60_000


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """Install the wheel with a thirtieth of the shipped counts; to fit all of them is for `test_refit.py`."""
    environment, shipped = tmp_path_factory.mktemp("environment"), load_counts()
    install(wheel, environment)
    save_counts(some_rows(shipped, np.arange(0, len(shipped.labels), 30)), packages(environment) / COUNTS)
    return environment / "bin"


@pytest.fixture
def long_training(installation: Installation) -> Iterator[None]:  # noqa: F811
    """Give the training all shipped counts, so that there is time to cancel it."""
    counts = packages(installation.programs.parent) / COUNTS
    few = counts.rename(counts.with_name("few"))
    shutil.copytree(FOLDER, counts)
    yield
    shutil.rmtree(counts)
    few.rename(counts)


@pytest.fixture(scope="module")
def server_home(installation: Installation, sample_store: Path) -> Path:  # noqa: F811
    """Fill a store with the sample, some postings with texts, and labels that all say one thing."""
    home = installation.home
    home.mkdir()
    shutil.copy(sample_store, home)
    reader = default_reader()
    with open_store(f"sqlite:///{home / 'truerole.db'}") as store:
        texts = [
            StoreEntry(
                Posting("mine", e.id, e.title, e.description), stored_reading_of(reader.read(e.description, e.title))
            )
            for e in (POSTING, *OTHERS)
        ]
        store.add(texts, reader.model.version)
        variants = (f"{POSTING.description}\nOur reference: {n}." for n in range(LABELS))
        labels.add_labels(store, [_wrong(text) for text in variants])
    return home


@pytest.fixture(scope="module")
def base(installation: Installation, server_home: Path) -> Iterator[str]:  # noqa: F811
    with installation.app() as address:
        yield address
    assert installation.imported == []


def _wrong(text: str) -> NewLabel:
    title, engineer = POSTING.title, "data_engineer"
    return NewLabel(role="data_analyst", annotator="ann", why="correction", text=text, title=title, read_role=engineer)


def go(page: Page, base: str, path: str, shown: str) -> None:
    page.goto(base + path)
    expect(page.get_by_text(shown).first).to_be_visible(timeout=MINUTE)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(timeout=MINUTE)


def verdict(visit, base: str) -> str:
    visit.page.goto(f"{base}/read")
    expect(visit.page.get_by_label("Job description")).to_be_visible(timeout=MINUTE)
    visit.read(POSTING.description, POSTING.title)
    return visit.page.locator(".tr-verdict").inner_text()


def beside(record: Path) -> psutil.Process:
    """Return the process that runs beside the page."""
    return psutil.Process(int(record.read_text().split()[0]))


def test_a_model_is_taught_promoted_and_rolled_back(
    visit,
    base: str,
    installation: Installation,  # noqa: F811
    server_home: Path,
) -> None:
    page = visit.page
    assert "data engineer" in verdict(visit, base)

    go(page, base, "/models", "25 labels to learn from")
    page.get_by_role("button", name="Retrain").click()
    expect(page.get_by_text("It runs in the background")).to_be_visible(timeout=MINUTE)
    training = beside(server_home / f"{TRAINING_JOB}.pid")
    assert str(installation.programs) in " ".join(training.cmdline())
    # It goes on without the page, which would be drawn again each second.
    page.goto(base + EMPTY)
    training.wait(10 * 60)
    go(page, base, "/models", "Training: made own-")

    expect(page.get_by_text("Of 25 labels given here it reads")).to_be_visible(timeout=2 * MINUTE)
    expect(page.get_by_text("postings of the store, drawn at random")).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart]")).to_be_visible()
    expect_no_overflow(page)

    if page.get_by_label("Reason").count():
        page.get_by_label("Reason").fill("our own postings matter more")
        page.get_by_label("Reason").press("Enter")
    page.get_by_role("button", name="Promote").click()
    expect(page.get_by_text("Champion: own-")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("of 41 postings read differently")).to_be_visible(timeout=5 * MINUTE)
    expect(page.get_by_text("25 of your 25 corrections are now right")).to_be_visible()
    assert "data analyst" in verdict(visit, base)

    go(page, base, "/models", "Champion: own-")
    page.set_viewport_size(PHONE)
    expect_no_overflow(page)
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("Champion: the model that ships with TrueRole")).to_be_visible(timeout=MINUTE)
    page.set_viewport_size({"width": 1280, "height": 720})
    assert "data engineer" in verdict(visit, base)


@pytest.mark.usefixtures("long_training")
def test_a_training_can_be_cancelled(visit, base: str) -> None:
    page = visit.page
    go(page, base, "/models", "25 labels to learn from")
    page.get_by_role("button", name="Retrain").click()
    page.get_by_role("button", name="Cancel").click(timeout=MINUTE)
    expect(page.get_by_text("Training: stopped.")).to_be_visible(timeout=2 * MINUTE)
    expect(page.get_by_role("button", name="Retrain")).to_be_enabled()
