"""The page Gather: boards come and go, a gathering runs beside it, and with TRUEROLE_READONLY one only looks."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from truerole.core.crawl import CrawlTask
from truerole.dashboard.pages import gather
from truerole.data.crawl import boards, work_queue
from truerole.data.crawl.boards import record_outcome, starter_boards
from truerole.data.crawl.work_queue import KIND
from truerole.data.store.runs import begin_run, end_run
from truerole.data.store.schema import units as units_table
from truerole.data.store.store import Store, open_store
from truerole.scraper.sources.registry import source_names
from truerole.workflows.jobs import background_job

Visit = Callable[..., AppTest]
HOSTILE = "[x](javascript:alert(1)) <img src=x> :red[y] $1$"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Return the store that the pages have."""
    with open_store() as opened:
        yield opened


@pytest.fixture
def three(store: Store) -> Store:
    """Return a store of three boards: one is fresh, one fails, one is hostile and was never asked."""
    for source, board, company in (("lever", "acme", "Acme"), ("hn", "", None), ("ashby", HOSTILE, HOSTILE)):
        boards.add_board(store, source, board, company)
    with store.write_transaction() as connection:
        fresh, failing = boards.get_board(store, "lever", "acme"), boards.get_board(store, "hn", "")
        record_outcome(connection, fresh, "complete", None, 7)
        record_outcome(connection, failing, "forbidden", f"robots.txt forbids {HOSTILE}")
    return store


def table(app: AppTest) -> list[dict[str, object]]:
    return app.dataframe[-1].value.to_dict("records")


def button(app: AppTest, label: str) -> AppTest:
    """Press a button, and return what the page is then."""
    next(b for b in app.button if b.label.startswith(label)).click().run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    return " ".join(box.value for kind in (app.success, app.info, app.markdown, app.caption) for box in kind)


def bodies(app: AppTest) -> str:
    return "".join(html.proto.body for html in app.get("html"))


# Boards


@pytest.mark.usefixtures("home")
def test_without_boards_it_explains_itself_and_one_button_adds_the_starter_list(opens: Visit) -> None:
    app = opens("gather")
    assert "No board is on the list yet" in told(app)
    assert not app.dataframe
    button(app, "Add the starter list")
    assert f"{len(starter_boards()):,} boards added" in told(app)
    assert len(table(app)) == len(starter_boards())
    assert "Nothing has been gathered yet" in told(app)


@pytest.mark.usefixtures("three")
def test_boards_and_why_one_fails_the_failing_first(opens: Visit) -> None:
    rows = table(opens("gather"))
    assert [(row["Board"], row["State"]) for row in rows] == [
        ("hn", "Failing"), (f"ashby:{HOSTILE}", "Not asked yet"), ("lever:acme", "Fresh")
    ]  # fmt: skip
    assert rows[0]["Why"].startswith("It may not be asked: robots.txt forbids")
    assert (rows[2]["Last good answer"], rows[2]["Why"]) == ("just now", "")


@pytest.mark.usefixtures("three")
def test_boards_are_found_by_words_and_state(opens: Visit) -> None:
    assert [row["Board"] for row in table(opens("gather", board="ACME lever"))] == ["lever:acme"]
    assert [row["Board"] for row in table(opens("gather", state="Failing"))] == ["hn"]
    assert "No board matches" in told(opens("gather", board="zyzzyva"))


def test_a_board_is_added_by_any_of_its_addresses(opens: Visit, three: Store) -> None:
    app = opens("gather")
    app.text_input[1].set_value("https://job-boards.greenhouse.io/gitlab/jobs/12345?gh_src=x")
    button(app, "Add")
    assert "greenhouse:gitlab is added" in told(app).replace("\\", "")
    assert boards.get_board(three, "greenhouse", "gitlab")
    app.text_input[1].set_value("https://boards.greenhouse.io/gitlab")
    assert "is there already" in told(button(app, "Add"))


@pytest.mark.parametrize(
    "text", ["gitlab", "ftp://example.com/jobs", "javascript:alert(1)", "file:///etc/passwd", HOSTILE]
)
def test_what_is_no_board_is_told_in_one_line(opens: Visit, three: Store, text: str) -> None:
    app = opens("gather")
    app.text_input[1].set_value(text)
    button(app, "Add")
    assert "is no board" in told(app)
    assert "<" not in app.info[0].value.replace("\\<", "")
    assert len(boards.list_boards(three)) == 3


def test_boards_are_removed_and_their_postings_stay(opens: Visit, three: Store) -> None:
    app, before = opens("gather"), three.count()
    app.multiselect(key="remove").set_value([f"ashby:{HOSTILE}", "hn"]).run()
    button(app, "Remove")
    assert "2 boards removed" in told(app)
    assert [board.name for board in boards.list_boards(three)] == ["lever:acme"]
    assert three.count() == before


# Gatherings and sources


def test_the_last_gatherings(opens: Visit, three: Store) -> None:
    assert "Nothing has been gathered yet" in told(opens("gather", view="Last gatherings"))
    run = begin_run(three, KIND)
    row = {"run": run, "source": "hn", "board": "", "key": "1", "request": "{}", "outcome": "complete"}
    with three.write_transaction() as connection:
        connection.execute(insert(units_table), [row])
    end_run(three, run, f"3 new {HOSTILE}")
    begin_run(three, KIND)
    assert "It was stopped or cut off" in told(opens("gather"))
    cut, whole = (b for b in (h.proto.body for h in opens("gather", view="Last gatherings").get("html")) if "UTC" in b)
    assert "It was stopped or cut off" in cut
    assert "1 request<" in whole
    assert "3 new [x]" in whole
    assert "<img" not in whole


@pytest.mark.usefixtures("three")
def test_sources_say_how_they_do_and_what_they_ask(opens: Visit) -> None:
    shown = bodies(opens("gather", view="Sources"))
    assert "1 board: 1 failing" in shown
    assert "It may not be asked: robots.txt forbids" in shown
    assert shown.count("robots.txt is obeyed") == len(source_names())
    assert "<img" not in shown


# A gathering beside the page


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_gathering_is_started_shown_and_stopped(opens: Visit, three: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = "import time\nprint('begun', flush=True)\n"
    waits += "try:\n    time.sleep(600)\nexcept KeyboardInterrupt:\n    print('stopped in order')"
    monkeypatch.setattr(gather, "SCRAPE", (sys.executable, "-c", waits))
    app = button(opens("gather"), "Gather now")
    assert background_job.running(gather.CRAWL_JOB)
    assert app.get("progress")[0].proto.text == "Gathering: beginning …"
    assert not [b for b in app.button if b.label == "Gather now"]
    until(lambda: background_job.last_lines(gather.CRAWL_JOB) == ["begun"])
    assert "Stopping" in told(button(app, "Stop"))
    until(lambda: not background_job.running(gather.CRAWL_JOB))
    app.run()
    assert any(b.label == "Gather now" for b in app.button)
    assert "stopped in order" in opens("gather").text[0].value


def test_one_that_was_begun_elsewhere_is_shown_but_not_stopped(
    opens: Visit, three: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_queue.begin(three, [CrawlTask("hn", "", b"{}"), CrawlTask("lever", "acme", b"{}")])
    monkeypatch.setattr(work_queue, "worker_id", lambda: "this page, which is another process")
    app = opens("gather")
    assert app.get("progress")[0].proto.text == "Gathering: 0 of 2 requests made"
    assert "started elsewhere" in told(app)
    assert "It is running." in bodies(opens("gather", view="Last gatherings"))
    assert not [b for b in app.button if b.label in ("Stop", "Gather now")]


@pytest.mark.usefixtures("three")
def test_for_readers_alone_there_is_nothing_to_press(opens: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    app = opens("gather")
    assert "TRUEROLE_READONLY is set" in told(app).replace("\\", "")
    assert not app.button
    assert len(table(app)) == 3


@pytest.mark.usefixtures("home")
def test_for_readers_alone_an_empty_page_offers_nothing(opens: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    assert not opens("gather").button
