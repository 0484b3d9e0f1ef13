from dataclasses import replace

import pytest

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.store.store import Store

TEXTS = (
    "We build data pipelines with Spark and SQL.",
    "You train models: machine learning, Python, some SQL.",
    "Learning about a machine, in Python; no deep waters.",
    "Dashboards in Power BI and Excel for the Zürich team.",
    "C++ and C# for trading systems, full-stack work, node.js, GPT-4.",
    "",
)


@pytest.fixture
def found_in(store: Store) -> Store:
    return filled(store)


def filled(store: Store) -> Store:
    """Return a store after adding a posting for each of TEXTS."""
    facts = replace(FACTS, skills=())
    entries = [
        StoreEntry(Posting("board", str(n), f"Engineer {n}", text, company="Müller & Co"), facts)
        for n, text in enumerate(TEXTS)
    ]
    store.add(entries, "v1")
    return store
