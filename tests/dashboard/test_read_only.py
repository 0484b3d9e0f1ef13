"""With TRUEROLE_READONLY no button of any page changes anything, even where the page itself would not ask."""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from truerole.core.normalise.job_search import Search
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.dashboard import pages
from truerole.dashboard.components.permalink import Draft, encode_draft
from truerole.data.crawl import boards
from truerole.data.crawl.saved_searches import save_search
from truerole.data.labels.examples import load_examples
from truerole.data.labels.labels import NewLabel, add_labels
from truerole.data.store.store import open_store
from truerole.workflows.jobs.job_status import JobStatus
from truerole.workflows.retrain import TRAINING_JOB

pytestmark = pytest.mark.slow

Visit = Callable[..., AppTest]
EXAMPLE = load_examples()[0]
PAGES = sorted(path.stem for path in Path(pages.__file__).parent.glob("[a-z]*.py"))
# What an address says, so that each part of a page that has buttons of its own is shown.
SHOWN: dict[str, list[dict[str, str]]] = {
    "read": [{}, {"p": encode_draft(Draft(EXAMPLE.description, EXAMPLE.title)) or ""}],
    "gather": [{"view": "Boards"}, {"view": "Search"}, {"view": "Last gatherings"}, {"view": "Sources"}],
    "label": [{"view": view} for view in ("Practice", "Label", "Lines", "From a file", "Review")],
}
LABEL = NewLabel(
    role=EXAMPLE.role,
    annotator="me",
    why="correction",
    text=EXAMPLE.description,
    title=EXAMPLE.title,
    read_role=EXAMPLE.role,
)


@pytest.fixture
def used(home: Path, some: list[StoreEntry]) -> Path:
    """Return the folder of a user with boards, postings, a search, a label, and a training that was cut off."""
    read = next(entry.reading for entry in some if entry.reading.role)
    with open_store() as store:
        boards.add_board(store, "lever", "acme", "Acme")
        add_labels(store, [LABEL])
        texts = [(one.title, one.description) for one in load_examples()[1:4]]
        store.add([StoreEntry(Posting("mine", title, title, text), read, "2026-07") for title, text in texts], "v1")
    save_search("mine", Search("data"))
    cut_off = JobStatus(TRAINING_JOB, "fitting", 0.5, 1.0, 1.0, 1.0)
    (home / f"{TRAINING_JOB}.state").write_text(json.dumps(asdict(cut_off)))
    return home


def kept(home: Path) -> list[object]:
    """Return all that is kept for the user: the files but the store by their bytes, the store by its rows."""
    plain = [(p, p.read_bytes()) for p in sorted(home.rglob("*")) if p.is_file() and "truerole.db" not in p.name]
    with closing(sqlite3.connect(home / "truerole.db")) as store:
        made = store.execute("SELECT * FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()
        tables = (name for kind, name, *_ in made if kind == "table")
        return [*plain, *made, *((name, store.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables)]


def fill(app: AppTest) -> AppTest:
    """Fill what a button waits for: an address, words to search for, boards to remove."""
    for box in app.text_input:
        if "address" in box.label or box.label == "Words":
            box.set_value("https://jobs.lever.co/spotify")
    for choice in app.multiselect:
        if choice.label == "Remove boards":
            choice.set_value(choice.options[:1])
    return app


@pytest.fixture
def unasking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages show all buttons, and do what these say, whatever TRUEROLE_READONLY is."""
    for page in PAGES:
        import_module(f"{pages.__name__}.{page}")
    asking = {"writable": lambda: True, "require_writable": lambda: None}
    for module in [module for name, module in sys.modules.items() if name.startswith("truerole.dashboard")]:
        for name in asking.keys() & vars(module).keys():
            monkeypatch.setattr(module, name, asking[name])


@pytest.mark.usefixtures("unasking")
@pytest.mark.parametrize("page", PAGES)
def test_no_button_changes_anything(page: str, used: Path, opens: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    before = kept(used)
    for query in SHOWN.get(page, [{}]):
        for n in range(len(fill(opens(page, **query)).run().button)):
            app = fill(fill(opens(page, **query)).run())
            name = app.button[n].label
            app.button[n].click().run()
            assert not app.exception, name
            assert kept(used) == before, name


def test_the_same_buttons_change_much_elsewhere(used: Path, opens: Visit) -> None:
    before = kept(used)
    app = fill(fill(opens("gather", view="Boards")).run())
    next(button for button in app.button if button.label == "Remove").click().run()
    assert kept(used) != before
