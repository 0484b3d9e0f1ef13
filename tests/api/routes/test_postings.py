"""`GET /postings`: words, filters, and pages that nothing shifts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.api.conftest import ApiClient, Make
from tests.data.store.test_store import entry
from truerole.api.schemas.answers import PostingsPage
from truerole.core.posting import Posting, Salary
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.store.store import Store
from truerole.workflows.serving import live_index
from truerole.workflows.serving.live_index import LiveIndex

FACTS = entry(1).reading
DAYS = (date(2026, 5, 1), date(2026, 7, 2), None, date(2026, 6, 3), date(2026, 6, 3))


def posting(number: int, day: date | None) -> StoreEntry:
    found = Posting(
        "lever", str(number), f"Engineer {number}", f"Text {number} on Kafka.", url="javascript:alert(1)",
        company="Acme", location="Berlin", country="de", posted_on=day, salary=Salary(1.0, None, "EUR", "year"),
    )  # fmt: skip
    return StoreEntry(found, FACTS)


@pytest.fixture
def small(store: Store) -> Store:
    for number, day in enumerate(DAYS, 1):
        store.add([posting(number, day)], "v1")
    return store


def pages(client: ApiClient, words: str) -> Iterator[list[int]]:
    cursor = ""
    while cursor is not None:
        page = PostingsPage.model_validate_json(client.get(f"/postings?{words}{cursor}").content, strict=True)
        yield [each.number for each in page.postings]
        cursor = f"&cursor={page.next}" if page.next else None


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_pages_hold_all_the_newest_first(make_client: Make, small: Store, limit: int) -> None:
    shown = list(pages(make_client(live=LiveIndex(small)), f"limit={limit}"))
    assert [number for page in shown for number in page] == [2, 5, 4, 1, 3]
    assert all(len(page) == limit for page in shown[:-1])


def test_a_newer_posting_shifts_no_page(make_client: Make, small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_index, "_PATIENCE", -1.0)
    monkeypatch.setattr(live_index, "_WAIT", 30.0)
    client = make_client(live=LiveIndex(small))
    shown = pages(client, "limit=2")
    assert next(shown) == [2, 5]
    small.add([posting(6, date(2026, 8, 1))], "v1")
    assert list(shown) == [[4, 1], [3]]
    assert next(pages(client, "limit=2")) == [6, 2]


def test_a_posting_is_shown_without_its_text_and_bad_links(make_client: Make, small: Store) -> None:
    found = make_client(live=LiveIndex(small)).get("/postings?q=kafka&limit=1")
    page = PostingsPage.model_validate_json(found.content, strict=True)
    (shown,) = page.postings
    assert (page.total, shown.title, shown.url, shown.posted_on) == (5, "Engineer 2", None, "2026-07-02")
    assert shown.salary and shown.salary.currency == "EUR"
    assert shown.reading and shown.reading.role == FACTS.role
    assert b"Text 2" not in found.content


def test_alternatives_are_told(make_client: Make, small: Store) -> None:
    asked = (SkillDemand("r", "required", one_of="r"), SkillDemand("python", "required", one_of="r"))
    small.add([replace(posting(6, date(2026, 8, 1)), reading=replace(FACTS, skills=asked))], "v1")
    page = PostingsPage.model_validate_json(make_client(live=LiveIndex(small)).get("/postings?limit=1").content)
    assert page.postings[0].reading
    assert [(each.id, each.one_of) for each in page.postings[0].reading.skills] == [("python", "r"), ("r", "r")]


@pytest.mark.parametrize(
    ("words", "total"),
    [("", 5), ("country=Germany", 5), ("country=us", 0), ("place=Berlin", 5), ("place=Rome", 0), ("since=2026-06", 3),
     ("place=Germany+-Berlin", 0), ("place=-Rome", 5),
     ("q=engineer+-2", 4), ("q=%00", 5), ("skill=SQL", 5), ("no_skill=SQL", 0), (f"source=lever&role={FACTS.role}", 5)],
)  # fmt: skip
def test_filters(make_client: Make, small: Store, words: str, total: int) -> None:
    assert make_client(live=LiveIndex(small)).get(f"/postings?{words}").json()["total"] == total


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("cursor=9999999", "cursor: 9999999 stands for no posting; begin without a cursor"),
        ("cursor=999999999999999", "cursor: 999999999999999 stands for no posting"),
        ("cursor=-1", "cursor: String should match pattern"),
        ("limit=101", "limit: Input should be less than or equal to 100"),
        ("top=3", "top: there is no such parameter"),
        ("role=baker", "role: no role is called 'baker'; known: "),
    ],
)
def test_what_is_wrong_is_one_line(client: ApiClient, words: str, told: str) -> None:
    found = client.get(f"/postings?{words}")
    assert (found.status_code, found.json()["error"].startswith(told)) == (422, True), found.text
