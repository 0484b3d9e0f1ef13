"""A board is asked once, and what came of it is told; the answers are given by hand."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import orjson
import pytest

from truerole.core.clock import now
from truerole.core.crawl import Board, Outcome
from truerole.scraper.crawl.probe import BoardProbe, moved_boards, probe_boards
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, Response, SourceSpec

JOB = {"id": 1, "title": "Baker", "content": "&lt;p&gt;Bake bread.&lt;/p&gt;", "absolute_url": "https://example.com/1"}


class Given:
    """Answer what is asked for by what its address contains."""

    def __init__(self, given: Mapping[str, result.FetchResult | bytes | Exception]) -> None:
        self.given = given
        self.asked: list[str] = []

    async def fetch(self, request: Request, spec: SourceSpec, conditional: bool = False) -> result.FetchResult:
        assert not conditional
        self.asked.append(request.url)
        found = next(answer for part, answer in self.given.items() if part in request.url)
        if isinstance(found, Exception):
            raise found
        return result.Complete(Response(request, found, request.url)) if isinstance(found, bytes) else found


def tried(fetcher: Given, *names: tuple[str, str]) -> list[BoardProbe]:
    async def collect() -> list[BoardProbe]:
        boards = [Board(n, source, board, None, now()) for n, (source, board) in enumerate(names)]
        return [one async for one in probe_boards(fetcher, boards)]

    return asyncio.run(collect())


@pytest.mark.parametrize(
    ("answer", "outcome", "message", "found"),
    [
        (orjson.dumps({"jobs": [JOB, JOB | {"id": 2}]}), "complete", None, 2),
        (orjson.dumps({"jobs": []}), "complete", None, 0),
        (orjson.dumps({"jobs": [JOB, {"id": 3}]}), "complete", "3", 1),
        (b"<html>hello</html>", "malformed", "", 0),
        (result.Gone("there is no such board"), "gone", "there is no such board", 0),
        (result.RateLimited(datetime(2026, 1, 2, 3, 4), "too often"), "rate limited", "too often", 0),
        (result.Forbidden("robots.txt forbids it"), "forbidden", "robots.txt", 0),
        (result.UnexpectedType("HTML for JSON"), "malformed", "HTML for JSON", 0),
        (result.Failed("timed out"), "failed", "timed out", 0),
        (ValueError("no such thing\nwas foreseen"), "failed", "unexpected error (ValueError: no such thing was", 0),
    ],
)
def test_what_came_of_it(
    answer: result.FetchResult | bytes | Exception, outcome: Outcome, message: str | None, found: int
) -> None:
    (one,) = tried(Given({"acme": answer}), ("greenhouse", "acme"))
    assert (one.board.name, one.outcome, one.found) == ("greenhouse:acme", outcome, found)
    assert one.message is None if message is None else message in one.message


def test_where_a_host_knows_no_such_board_the_other_one_is_asked() -> None:
    fetcher = Given({"api.lever.co": result.Gone("no such site"), "api.eu.lever.co": b"[]"})
    (one,) = tried(fetcher, ("lever", "acme"))
    assert (one.outcome, len(fetcher.asked)) == ("complete", 2)


def test_many_are_asked_and_one_that_is_none_spoils_no_other() -> None:
    fetcher = Given({"acme": orjson.dumps({"jobs": [JOB]}), "bad": b"{"})
    found = tried(fetcher, *((("greenhouse", name)) for name in ("acme1", "bad", "acme2")))
    assert sorted((one.board.board, one.outcome) for one in found) == [
        ("acme1", "complete"), ("acme2", "complete"), ("bad", "malformed")
    ]  # fmt: skip


def test_a_board_that_is_gone_is_looked_for_under_its_name_elsewhere() -> None:
    posted = orjson.dumps({"jobs": [JOB, JOB | {"id": 2}]})
    ashby = {"id": "0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a", "title": "Baker", "descriptionHtml": "<p>Bake.</p>"}
    fetcher = Given({
        "api.ashbyhq.com": orjson.dumps({"jobs": [ashby]}),
        "boards-api.greenhouse.io": posted,
        "api.lever.co": ValueError("unforeseen"),
        "workable": orjson.dumps({"name": "Kestrel", "jobs": []}),
        "": result.Gone("there is no such board"),
    })  # fmt: skip
    board = Board(1, "lever", "kestrel", None, now())
    assert asyncio.run(moved_boards(fetcher, board)) == ["greenhouse:kestrel", "ashby:kestrel"]
    hosts = {url.split("/")[2] for url in fetcher.asked}
    assert not {host for host in hosts if "lever" in host or "smartrecruiters" in host or "bamboohr" in host}
    assert {"kestrel.recruitee.com", "api.gem.com"} <= hosts
    assert not any("oraclecloud" in host or "workday" in host for host in hosts)
