"""What is absent from a complete list is closed, and nothing is by a list that looks broken."""

import pytest

from truerole.data.crawl.closing import Count, Verdict, judge

USUAL = (10, 10, 10)


@pytest.mark.parametrize(
    ("count", "absences", "counts", "close_from"),
    [
        # All are there.
        (Count(10, 10, [], USUAL), 1, True, 1),
        # One is absent for the first time: closed where the list is an API's, later where it is a page's.
        (Count(9, 10, [0], USUAL), 1, True, 1),
        (Count(9, 10, [0], USUAL), 4, True, 4),
        # A new board has no history to be compared with.
        (Count(9, 10, [0]), 1, True, 1),
        (Count(5, 10, [0] * 5, (10, 10)), 1, True, 1),
        # Three in ten are less than the usual: not yet short; four are.
        (Count(7, 10, [0] * 3, USUAL), 1, True, 1),
        (Count(6, 10, [0] * 4, USUAL), 1, False, None),
        # The usual is the median: it follows a board that stays smaller.
        (Count(6, 10, [0] * 4, (10, 10, 6, 6, 6)), 1, True, 1),
        # Most of the board would close at once: only what has been absent for long.
        (Count(10, 16, [0] * 9), 1, True, 4),
        (Count(10, 16, [0] * 8), 1, True, 1),
        (Count(10, 16, [3] * 9), 4, True, 7),
        # Absences that do not reach the limit yet close nothing, so there is nothing to guard against.
        (Count(10, 16, [0] * 9), 4, True, 4),
        # An empty list: five times nothing happens, the sixth closes all.
        (Count(0, 10, [0] * 10, USUAL), 1, False, None),
        (Count(0, 10, [0] * 10, USUAL, empty=4), 1, False, None),
        (Count(0, 10, [0] * 10, USUAL, empty=5), 1, True, 0),
        (Count(0, 0, [], USUAL, empty=2), 1, False, None),
        (Count(0, 0, []), 1, True, 1),
    ],
)  # fmt: skip
def test_judge(count: Count, absences: int, counts: bool, close_from: int | None) -> None:
    verdict = judge(count, absences)
    assert (verdict.counts, verdict.close_from) == (counts, close_from)


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (Count(9, 10, [0]), None),
        (Count(6, 10, [0] * 4, USUAL), "6 postings where there were 10: none is closed for now"),
        (Count(10, 16, [0] * 9), "9 of 16 open postings are absent: none is closed for now"),
        (Count(0, 10, [0] * 10, (), 1), "an empty board, for the 2nd time: none is closed for now"),
        (Count(0, 10, [0] * 10, (), 3), "an empty board, for the 4th time: none is closed for now"),
    ],
)
def test_what_is_not_closed_is_said(count: Count, why: str | None) -> None:
    assert judge(count, 1).why_not == why
    assert isinstance(judge(count, 1), Verdict)
