"""Boards whose whole answer is larger than may be held: all their postings come all the same, one by one."""

import json

import pytest

from benchmarks.farm.server import Asked, Farm, Reply
from tests.scraper.crawl.crawling import gather
from truerole.data.market.listing import list_postings
from truerole.data.store.store import Store

# The client of these tests holds 3 MB; with texts, the board has 4 MB.
TEXT = f"<p>You build data pipelines in Python and SQL, every day of the week.</p><!-- {'kept for later ' * 7_000} -->"
JOBS = 40


def answer(asked: Asked) -> Reply | None:
    """Answer as Greenhouse does: the list with texts or without, or one job of it."""
    path, _, query = asked.path.partition("?")
    *_, board, jobs = path.removesuffix("/").split("/")
    if path.endswith("robots.txt"):
        return Reply(status=404)
    if board == "jobs":
        return Reply(json.dumps(job(int(jobs)) | {"content": TEXT}).encode())
    extra = {"content": TEXT} if "content=true" in query else {}
    listed = [job(number) | extra for number in range(1, JOBS + 1)]
    return Reply(json.dumps({"jobs": listed, "meta": {"total": JOBS}}).encode())


def job(number: int) -> dict[str, object]:
    return {
        "id": number,
        "internal_job_id": number,
        "title": f"Data Engineer {number}",
        "absolute_url": f"https://boards.greenhouse.io/kestrel/jobs/{number}",
        "location": {"name": "Berlin, Germany"},
        "updated_at": "2026-11-20T10:00:00Z",
    }


@pytest.mark.slow
def test_a_board_that_is_too_large_is_taken_job_by_job(store: Store) -> None:
    with Farm(answer) as farm:
        first = gather(store, farm, "kestrel", source="greenhouse", interval=0.0)
        asked = [one.path for one in farm.asked]
        again = gather(store, farm, source="greenhouse", interval=0.0)
    assert (first.changes.new, first.messages, dict(first.problems)) == (JOBS, [], {})
    assert [path.count("/jobs/") for path in asked].count(1) == JOBS
    assert (again.changes.new, again.changes.closed) == (0, 0)
    shown = list_postings(store, list(range(1, JOBS + 1)))
    assert sorted(posting.title for posting in shown) == sorted(f"Data Engineer {n}" for n in range(1, JOBS + 1))
