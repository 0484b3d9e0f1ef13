"""Whatever a host does, the crawl says it in one line, loses nothing, closes nothing wrongly, and goes on elsewhere."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.farm.server import Asked, Boards, Farm, Local, Reply, boards, offer
from tests.scraper.crawl.crawling import Clock, gather, open_ids
from tests.shared import gzip_bomb
from truerole.core.errors import WorkerLost
from truerole.data.crawl.boards import add_board, get_board
from truerole.data.store.store import Store, open_store
from truerole.scraper.crawl.pipeline import PostingPipeline
from truerole.scraper.fetch.result import FetchResult
from truerole.scraper.sources.base import Request, SourceSpec

EACH = 10
ALL = {str(n) for n in range(1, EACH + 1)}
WHOLE = json.dumps({"offers": [offer("board0", n) for n in range(EACH)]}).encode()
SOON = (datetime.now(UTC) + timedelta(hours=5)).strftime("%a, %d %b %Y %H:%M:%S GMT")
LATIN = json.dumps(
    {"offers": [offer("board0", n) | {"title": f"Ingénieur données {n}"} for n in range(EACH)]}, ensure_ascii=False
).encode("latin-1")


@dataclass(frozen=True)
class Case:
    """Hold what a host does the second time, and what is to come of it."""

    name: str
    reply: Reply
    outcome: str
    says: str
    open: int = EACH


CASES = [
    Case("no such board", Reply(b"{}", 404), "gone", "there is no such thing"),
    Case("come back in seconds", Reply(status=429, headers={"Retry-After": "7200"}), "rate limited", "again from 20"),
    Case("come back at a time", Reply(status=429, headers={"Retry-After": SOON}), "rate limited", "again from 20"),
    Case("too much, for now", Reply(status=429), "rate limited", "again from 20"),
    Case(
        "a limit told as a refusal",
        Reply(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "600"}),
        "rate limited",
        "refuses more requests for now",
    ),
    Case("a refusal", Reply(status=403), "forbidden", "refuses this program (403)"),
    Case("down", Reply(status=503), "failed", "status 503"),
    Case("broken", Reply(status=500), "failed", "status 500"),
    Case("strange", Reply(status=418), "failed", "status 418"),
    Case("slow to answer", Reply(WHOLE, delay=1.5), "failed", "took longer than 1 seconds"),
    Case("slow in the middle", Reply(WHOLE, pause=1.5), "failed", "took longer than 1 seconds"),
    Case(
        "cut off",
        Reply(WHOLE[:900], headers={"Content-Length": "99999", "Connection": "close"}),
        "failed",
        "could not be read",
    ),
    Case("JSON that ends too early", Reply(WHOLE[:-40]), "malformed", "JSON"),
    Case("a page instead", Reply(b"<!doctype html><p>Sign in", kind="text/html"), "malformed", "HTML"),
    Case("a page that says that it is JSON", Reply(b"<!doctype html><p>Sign in"), "malformed", "HTML"),
    Case("another JSON", Reply(b'{"error": "maintenance"}'), "malformed", "offers"),
    Case("nothing", Reply(b""), "malformed", "sends nothing"),
    Case("a bomb", Reply(gzip_bomb(200), headers={"Content-Encoding": "gzip"}), "failed", "3 MB"),
    Case("fifty megabytes", Reply(b'{"offers": [' + b" " * 50_000_000), "failed", "3 MB"),
    Case("a circle", Reply(status=302, headers={"Location": "/api/offers/"}), "failed", "in a circle"),
    Case("inwards", Reply(status=302, headers={"Location": "http://intranet/x"}), "forbidden", "not"),
    Case(
        "to a host that is no name",
        Reply(status=302, headers={"Location": "https://xn--ls8h.la/x"}),
        "forbidden",
        "the link is not a web address",
    ),
    Case("an empty board", Reply(b'{"offers": []}'), "complete", "an empty board, on the 1st day"),
    Case(
        "a board that shrinks by 40 %",
        Reply(json.dumps({"offers": [offer("board0", n) for n in range(EACH * 6 // 10)]}).encode()),
        "complete",
        "6 postings where there were 10: none is closed for now",
    ),
    Case(
        "a board that loses one",
        Reply(json.dumps({"offers": [offer("board0", n) for n in range(1, EACH)]}).encode()),
        "complete",
        "",
        open=EACH - 1,
    ),
    Case("Latin letters in spite of what is said", Reply(LATIN), "complete", ""),
]


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory, tables_file: Path) -> Iterator[tuple[Farm, Path, float]]:
    """Yield a farm, a store that two of its boards were gathered into three times, and the seconds that went by."""
    path, clock = Path(shutil.copy(tables_file, tmp_path_factory.mktemp("gathered"))), Clock()
    with Farm(boards(2, EACH)) as farm:
        with open_store(f"sqlite:///{path}") as store:
            for _ in range(3):
                gather(store, farm, "board0", "board1", clock=clock)
        yield farm, path, clock.skipped


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_host_may_do(tmp_path: Path, gathered: tuple[Farm, Path, float], case: Case) -> None:
    usual = boards(2, EACH)
    bad = False

    def answer(asked: Asked) -> Reply | None:
        mine = asked.host.startswith("board0") and asked.path != "/robots.txt"
        return case.reply if bad and mine else usual(asked)

    farm, path, skipped = gathered
    farm.answer, clock = answer, Clock(skipped)
    with open_store(f"sqlite:///{shutil.copy(path, tmp_path)}") as store:
        bad = True
        usual.offers["board1"].append(offer("board1", 77))
        # A busy machine may take as long as a slow host; only who is about those is impatient.
        done = gather(store, farm, clock=clock, timeout=1.0 if "slow" in case.name else 60.0)
        board = get_board(store, "recruitee", "board0")
        assert board and board.outcome == case.outcome
        lines = [line for line in done.messages if line.startswith("recruitee:board0: ")]
        assert len(lines) == (1 if case.says else 0)
        assert all(case.says in line and "\n" not in line and len(line) < 300 for line in lines)
        # Nothing is lost, and what others show is taken as ever.
        assert len(open_ids(store, "board0")) == case.open
        assert len(open_ids(store, "board1")) == EACH + 1
        # It is as if nothing had been, once the host is well again.
        bad, clock.skipped = False, clock.skipped + 86_400.0
        gather(store, farm, clock=clock)
        assert open_ids(store, "board0") == ALL


class Failing:
    """Fetch for all boards but one, where an error comes that nobody has foreseen."""

    def __init__(self, inner: Local) -> None:
        self.inner = inner

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> FetchResult:
        if "board0" in request.url:
            raise LookupError("nobody has\nforeseen this")
        return await self.inner.fetch(request, spec, conditional)

    def give_up_hanging(self) -> None:
        self.inner.give_up_hanging()


def test_an_unforeseen_error_is_that_of_its_board(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board is failed in one line, and the other is taken whole; so it is where the error comes in processing."""
    monkeypatch.setattr("tests.scraper.crawl.crawling.Local", lambda *args, **spec: Failing(Local(*args, **spec)))
    with Farm(boards(2, EACH)) as farm:
        done = gather(store, farm, "board0", "board1")
        monkeypatch.undo()
        monkeypatch.setattr(PostingPipeline, "_sort", broken_sort)
        again = gather(store, farm, "board0")
    assert done.messages == ["recruitee:board0: unexpected error (LookupError: nobody has foreseen this)"]
    assert (done.changes.new, done.problems) == (EACH, {"failed": 1})
    assert again.messages == ["recruitee:board0: unexpected error (ZeroDivisionError: by zero)"]
    assert get_board(store, "recruitee", "board0").outcome == "failed"


async def broken_sort(*_: object) -> None:
    raise ZeroDivisionError("by zero")


class Lost(ThreadPoolExecutor):
    """Lose every task that is handed in."""

    def submit(self, *_: object) -> "Future[None]":
        raise WorkerLost("it took longer than 60 seconds to work on, and was given up")


def test_an_answer_that_takes_too_long_to_parse_is_a_failure_of_its_board(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.scraper.crawl.crawling.ThreadPoolExecutor", Lost)
    with Farm(boards(1, EACH)) as farm:
        done = gather(store, farm, "board0")
    assert done.messages == ["recruitee:board0: it took longer than 60 seconds to work on, and was given up"]
    assert done.problems == {"failed": 1}


def test_a_board_whose_name_gives_no_request_is_failed(store: Store) -> None:
    add_board(store, "careers", "https://[bad")
    with Farm(boards(1, EACH)) as farm:
        done = gather(store, farm)
        assert (done.boards, done.problems) == (1, {"failed": 1})
        add_board(store, "recruitee", "board0")
        assert gather(store, farm).changes.new == EACH
    assert get_board(store, "careers", "https://[bad").outcome == "failed"


def test_what_robots_forbid_is_not_asked(store: Store) -> None:
    usual = boards(1, EACH)

    def answer(asked: Asked) -> Reply | None:
        if asked.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /api/\n", kind="text/plain")
        return usual(asked)

    with Farm(answer) as farm:
        done = gather(store, farm, "board0")
        assert farm.paths() == []
    assert done.problems == {"forbidden": 1}
    assert "its robots.txt forbids /api/offers" in done.messages[0]
    assert open_ids(store, "board0") == set()


def test_a_posting_that_attacks_is_kept_as_text(store: Store) -> None:
    hostile = "<script>alert(1)</script> $100k - $120k ![x](http://x/y.png) \u202e {{7*7}} '; DROP TABLE postings; --"
    given = offer("board0", 1) | {"title": hostile, "description": f"<p>{'<div>' * 3000}{hostile} and SQL work for all"}
    with Farm(Boards({"board0": [given]})) as farm:
        assert gather(store, farm, "board0").changes.new == 1
    found = store.known_numbers([("recruitee", "board0", "2")])
    assert len(found) == 1


def test_a_full_disk_ends_it_with_one_line_and_the_next_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state that cannot write raises StoreError out of the crawl, and leaves its tasks to the next."""
    from truerole.core.errors import StoreError
    from truerole.data.crawl.state import StoredState
    from truerole.data.store.schema import units

    def refuse(*_: object) -> None:
        raise StoreError("the disk is full; free some room and try again, nothing is lost")

    with Farm(boards(2, EACH)) as farm:
        with monkeypatch.context() as patched:
            patched.setattr(StoredState, "keep", refuse)
            with pytest.raises(StoreError, match="disk is full"):
                gather(store, farm, "board0", "board1")
        with store.read_transaction() as connection:
            assert [row.ended_at for row in connection.execute(units.select())] == [None, None]
        assert gather(store, farm).changes.new == 2 * EACH
