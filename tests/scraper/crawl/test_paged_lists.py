"""A list in pages closes what it does not show only where all of its pages together are whole."""

import pytest

from benchmarks.farm.server import Asked, Farm, Reply
from tests.scraper.crawl.crawling import gather, open_ids
from tests.scraper.sources.ats_responses import ORACLE, ORACLE_DETAIL
from tests.scraper.sources.responses import body_of, parse
from truerole.data.crawl.boards import get_board
from truerole.data.store.store import Store

SIZE = 5
WHOLE = [[f"{3000 + page * SIZE + n}" for n in range(SIZE)] for page in range(3)]


def answer(pages: list[list[str]], total: int) -> "Farm":
    """Return a farm with a board of Oracle whose pages show these ids, of so many in all."""

    def reply(asked: Asked) -> Reply:
        found = asked.path.partition("offset=")[2]
        if not found:
            name = asked.path.partition("Id=%22")[2].partition("%22")[0]
            return Reply(body_of({"items": [ORACLE_DETAIL["items"][0] | {"Id": name, "ExternalPostedEndDate": None}]}))
        number = int(found.partition(",")[0]) // SIZE
        row = ORACLE["items"][0]["requisitionList"][0]
        rows = [row | {"Id": name} for name in (pages[number] if number < len(pages) else [])]
        return Reply(body_of({"items": [{"TotalJobsCount": total if not number else 0, "requisitionList": rows}]}))

    return Farm(reply)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pages", "total", "outcome", "left"),
    [
        (WHOLE, 15, "complete", 15),
        # One job is filled.
        ([*WHOLE[:2], WHOLE[2][1:]], 14, "complete", 14),
        # Page 3 repeats page 2; or begins with what page 2 ended with; or ends early; or is empty.
        ([*WHOLE[:2], WHOLE[1]], 15, "truncated", 15),
        ([*WHOLE[:2], [WHOLE[1][4], *WHOLE[2][:4]]], 15, "truncated", 15),
        ([*WHOLE[:2], WHOLE[2][:2]], 15, "truncated", 15),
        (WHOLE[:2], 15, "truncated", 15),
    ],
)  # fmt: skip
def test_open_jobs_stay_open(store: Store, pages: list[list[str]], total: int, outcome: str, left: int) -> None:
    board = "kest.fa.us2/CX"
    with answer(WHOLE, 15) as farm:
        gather(store, farm, board, source="oracle")
    with answer(pages, total) as farm:
        gather(store, farm, board, source="oracle")
    kept = get_board(store, "oracle", board)
    assert kept and (kept.outcome, len(open_ids(store, board))) == (outcome, left)


@pytest.mark.parametrize(
    ("source", "value", "shown", "total"),
    [
        # A requisition may have several rows, and hidden postings have empty ones: all are counted.
        (
            "workday",
            {"total": 4, "jobPostings": [*({"title": "A", "externalPath": f"/A_R12345-{n}"} for n in "12"), {}, {}]},
            4,
            4,
        ),
        ("greenhouse", {"jobs": [{"id": 1, "title": "A"}, {"id": 1}, {"id": 2}], "meta": {"total": 3}}, 2, 3),
        ("workable", {"total": 3, "results": [{"shortcode": "ABCD12", "title": "A"}, {"shortcode": "ABCD13"}]}, 2, 3),
        ("smartrecruiters", {"totalFound": 2, "content": [{"id": "1", "name": "A", "refNumber": "x"}]}, 1, 2),
    ],
)  # fmt: skip
def test_what_a_page_shows(source: str, value: object, shown: int, total: int) -> None:
    page = parse(source, value, "acme.wd5/Careers" if source == "workday" else "acme").page
    assert page and (len(page.entries), page.total) == (shown, total)
