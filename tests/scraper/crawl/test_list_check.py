"""A list is whole where its pages show as many entries as the host states, and no page twice."""

import pytest

from truerole.scraper.crawl.list_check import ListCheck
from truerole.scraper.sources.base import ListPage

REPEATED = "a page of the list repeats those before it: none is closed for now"


def short(total: int, shown: int) -> str:
    return f"the host counts {total:,} postings, and its list shows {shown:,}: none is closed for now"


def page(begin: int, end: int, total: int = 0, name: str = "") -> ListPage:
    return ListPage(frozenset(map(str, range(begin, end))), total, name)


@pytest.mark.parametrize(
    ("pages", "why_not"),
    [
        ([page(0, 20, 45), page(20, 40, 45), page(40, 45, 45)], None),
        # Page 3 repeats page 2, page 2 ends early, an entry is shifted to the next page.
        ([page(0, 20, 45), page(20, 40, 45), page(20, 40, 45)], short(45, 40)),
        ([page(0, 20, 45), page(20, 30, 45), page(40, 45, 45)], short(45, 35)),
        ([page(0, 20, 1_045), page(19, 39), page(38, 43)], short(1_045, 43)),
        # The first page alone states the total; a later one states less, or there are more than were stated.
        ([page(0, 20, 40), page(20, 40, 0)], None),
        ([page(0, 20, 40), page(20, 38, 1)], short(40, 38)),
        ([page(0, 20, 40), page(20, 45)], None),
        # Without a total only a repeated page shows.
        ([page(0, 20), page(20, 40)], None),
        ([page(0, 20), page(20, 40), page(20, 40)], REPEATED),
        ([page(0, 20), page(20, 40), page(30, 38)], REPEATED),
        ([page(0, 20), page(0, 0)], None),
        # Slices of a list share postings, and each must be whole.
        ([page(0, 20, 20, "a"), page(0, 20, 20, "b")], None),
        ([page(0, 20, 20, "a"), page(0, 19, 20, "b")], short(20, 19)),
        ([None, None], None),
        ([page(0, 3, 0), None], None),
        ([page(0, 0, 7)], short(7, 0)),
    ],
)  # fmt: skip
def test_whole_lists(pages: list[ListPage | None], why_not: str | None) -> None:
    check = ListCheck()
    check.ask(map(str, range(len(pages))))
    for number, shown in enumerate(pages):
        assert check.shortfall() is None, "there is more to come"
        check.answer(str(number), shown)
    assert check.shortfall() == why_not


def test_a_request_that_is_found_twice_is_answered_once() -> None:
    check = ListCheck()
    check.ask(["1", "2"])
    check.answer("1", page(0, 2, 3))
    check.answer("2", page(2, 3, 3))
    check.ask(["2"])
    assert check.shortfall() is None


def test_pages_that_an_earlier_process_has_read_count_as_not_shown() -> None:
    resumed = ListCheck()
    resumed.ask(["3"])
    resumed.answer("3", page(40, 45, 45))
    assert resumed.shortfall() == short(45, 5)
