"""What is absent from a complete list is closed, and nothing is by a list that looks broken."""

import pytest

from truerole.data.crawl.closing import BoardCounts, ClosingDecision, decide_closing

USUAL = (10, 10, 10)


@pytest.mark.parametrize(
    ("count", "absences", "counts", "close_from"),
    [
        # All are there.
        (BoardCounts(10, 10, [], USUAL), 1, True, 1),
        # One is absent for the first time: closed where the list is an API's, later where it is a page's.
        (BoardCounts(9, 10, [0], USUAL), 1, True, 1),
        (BoardCounts(9, 10, [0], USUAL), 4, True, 4),
        # A new board has no history to be compared with.
        (BoardCounts(9, 10, [0]), 1, True, 1),
        (BoardCounts(5, 10, [0] * 5, (10, 10)), 1, True, 1),
        # Three in ten are less than the usual: not yet short; four are.
        (BoardCounts(7, 10, [0] * 3, USUAL), 1, True, 1),
        (BoardCounts(6, 10, [0] * 4, USUAL), 1, False, None),
        # The usual is the median: it follows a board that stays smaller.
        (BoardCounts(6, 10, [0] * 4, (10, 10, 6, 6, 6)), 1, True, 1),
        # Most of the board would close at once: only what has been absent for long.
        (BoardCounts(10, 16, [0] * 9), 1, True, 4),
        (BoardCounts(10, 16, [0] * 8), 1, True, 1),
        (BoardCounts(10, 16, [3] * 9), 4, True, 7),
        # Further lists of the same day say nothing more of that.
        (BoardCounts(10, 16, [3] * 9, new_day=False), 1, False, 4),
        (BoardCounts(10, 16, [0] * 8, new_day=False), 1, True, 1),
        # Absences that do not reach the limit yet close nothing, so there is nothing to guard against.
        (BoardCounts(10, 16, [0] * 9), 4, True, 4),
        # An empty list: for five days nothing happens, the sixth closes all.
        (BoardCounts(0, 10, [0] * 10, USUAL), 1, False, None),
        (BoardCounts(0, 10, [0] * 10, USUAL, empty=5), 1, False, None),
        (BoardCounts(0, 10, [0] * 10, USUAL, empty=6), 1, True, 0),
        (BoardCounts(0, 0, [], USUAL, empty=2), 1, False, None),
        (BoardCounts(0, 0, []), 1, True, 1),
    ],
)  # fmt: skip
def test_judge(count: BoardCounts, absences: int, counts: bool, close_from: int | None) -> None:
    verdict = decide_closing(count, absences)
    assert (verdict.counts, verdict.close_from) == (counts, close_from)


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (BoardCounts(9, 10, [0]), None),
        (BoardCounts(6, 10, [0] * 4, USUAL), "6 postings where there were 10: none is closed for now"),
        (BoardCounts(10, 16, [0] * 9), "9 of 16 open postings are absent: none is closed for now"),
        (BoardCounts(0, 10, [0] * 10, (), 2), "an empty board, on the 2nd day: none is closed for now"),
        (BoardCounts(0, 10, [0] * 10, (), 4), "an empty board, on the 4th day: none is closed for now"),
    ],
)
def test_what_is_not_closed_is_said(count: BoardCounts, why: str | None) -> None:
    assert decide_closing(count, 1).why_not == why
    assert isinstance(decide_closing(count, 1), ClosingDecision)
