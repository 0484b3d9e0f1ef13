"""A store for the pages of the market, which is made once for all that open them."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.data.market.profiles.offers import offers
from tests.shared import made_once, market_sample
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.store.store import open_store

HOSTILE = (
    '<img src="/nowhere.png" onerror="window.hacked=1"> [x](javascript:window.hacked=2) ![y](/nowhere.png) $1$ :red[z]'
)
TEXT = (
    f"{HOSTILE}\nThe zebracorn desk keeps <script>window.hacked=3</script> pipelines in Python and SQL for our shops."
)
HOSTILE_COMPANY = "](javascript:window.hacked=1) <img src=/nowhere.png onerror='window.hacked=2'> " + "x" * 200


@pytest.fixture(scope="session")
def crowded_store(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Path:
    """Return the file of a store of the sample and of own postings, some of which are hostile in every word."""

    def fill(folder: Path) -> None:
        shutil.copy(sample_store, folder)
        entries, reader = market_sample()
        own = [
            replace(e, sample=False, posting=replace(e.posting, source="acme", company="Acme")) for e in entries[:40]
        ]
        hostile = Posting(HOSTILE, "1", f"Zebracorn engineer {HOSTILE}", TEXT, company=HOSTILE, location=HOSTILE)
        with open_store(f"sqlite:///{folder / 'truerole.db'}") as store:
            store.add([*own, StoreEntry(hostile, entries[0].reading, "2026-07")], reader)
            store.add(offers("Vision One", 12, ["pytorch", "deep-learning"], role="ml_engineer"), reader)
            store.add(offers("شركة البيانات", 11, ["pytorch", "sql"], role="ml_engineer"), reader)
            store.add(offers(HOSTILE_COMPANY, 1, ["sql"]), reader)

    return made_once(tmp_path_factory, "crowded", fill) / "truerole.db"


@pytest.fixture(scope="module")
def crowded_home(tmp_path_factory: pytest.TempPathFactory, crowded_store: Path) -> Path:
    """Return a folder for a server that has such a store."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(crowded_store, home)
    return home
