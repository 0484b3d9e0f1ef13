"""Which boards a search asks: lists of employers, feeds, and the board that is the search in a source."""

import pytest

from truerole.core.errors import DataError
from truerole.core.normalise.job_search import Search
from truerole.data.crawl.boards import add_board, list_boards, remove_board, was_removed
from truerole.data.store.store import Store
from truerole.workflows.gathering.search import end_search, plan_search

BERLIN = Search("data engineer", "Berlin", days=7)
BOARD = "was=data+engineer&wo=Berlin&veroeffentlichtseit=7"


def names(boards: object) -> list[str]:
    return [board.name for board in boards]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRUEROLE_ADZUNA_KEY", "TRUEROLE_REED_KEY", "TRUEROLE_USAJOBS_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_lists_and_searches(store: Store) -> None:
    add_board(store, "lever", "acme")
    add_board(store, "bundesagentur", "was=koch")
    add_board(store, "smartrecruiters", "Acme")
    plan = plan_search(store, BERLIN)
    assert names(plan.boards) == ["lever:acme", "hn", "arbeitnow", "themuse", f"bundesagentur:{BOARD}"]
    (line,) = plan.not_asked
    assert line.startswith("USAJobs, Adzuna, Reed: need a key each, in TRUEROLE_USAJOBS_KEY (https://")
    assert ("TRUEROLE_ADZUNA_KEY (https://" in line, "TRUEROLE_REED_KEY (https://" in line) == (True, True)
    end_search(store, plan)
    assert names(list_boards(store)) == ["bundesagentur:was=koch", "lever:acme", "smartrecruiters:Acme"]


def test_a_key_and_a_place_elsewhere(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_ADZUNA_KEY", "me:x")
    plan = plan_search(store, BERLIN, ["adzuna"])
    assert names(plan.boards) == ["adzuna:de?what=data+engineer&where=Berlin&max_days_old=7"]
    assert plan.not_asked == ()
    assert plan_search(store, BERLIN).not_asked[0].startswith("USAJobs, Reed: need a key each, in TRUEROLE_USAJOBS_KEY")
    monkeypatch.setenv("TRUEROLE_REED_KEY", "x")
    assert "Reed: cannot be asked for that place" in plan_search(store, BERLIN).not_asked[1]


def test_a_board_that_a_person_added_stays(store: Store) -> None:
    add_board(store, "bundesagentur", BOARD)
    plan = plan_search(store, BERLIN, ["bundesagentur"])
    end_search(store, plan)
    assert names(list_boards(store)) == [f"bundesagentur:{BOARD}"]


def test_feeds_of_remote_work_and_feeds_that_a_person_removed(store: Store) -> None:
    add_board(store, "hn", "")
    remove_board(store, "hn", "")
    plan = plan_search(store, Search("data", remote=True), ["hn", "remotive", "himalayas"])
    assert names(plan.boards) == ["himalayas", "remotive"]
    end_search(store, plan)
    assert (list_boards(store), was_removed(store, "hn", ""), was_removed(store, "remotive", "")) == ([], True, False)


def test_a_trial_adds_nothing(store: Store) -> None:
    plan = plan_search(store, BERLIN, ["bundesagentur", "lever:acme"], dry_run=True)
    assert names(plan.boards) == ["lever:acme", f"bundesagentur:{BOARD}"]
    assert list_boards(store) == []


def test_nothing_to_ask(store: Store) -> None:
    with pytest.raises(DataError, match=r"no board to search; add some: .*Reed: needs a key, in TRUEROLE_REED_KEY"):
        plan_search(store, Search("data", "Tokyo"), ["reed", "remotive"])
