from datetime import date, datetime

import pytest

from tests.dashboard.components.test_posting_cards import listing
from truerole.data.market.statistics.survival import OpenTime
from truerole.phrasing.postings.freshness import OPEN_TIME_METHOD, open_time_words, seen_words

SEEN = {"first_seen": datetime(2026, 10, 3, 8), "last_seen": datetime(2026, 11, 28, 8)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ""),
        (SEEN, "first 3 October 2026, last 28 November 2026"),
        (SEEN | {"last_seen": datetime(2026, 10, 3, 20)}, "first 3 October 2026"),
        (SEEN | {"copies": 1}, "first 3 October 2026, last 28 November 2026, posted 1 more time"),
        (SEEN | {"copies": 4, "copied": 1}, "first 3 October 2026, last 28 November 2026, posted 3 more times"),
        (SEEN | {"closed_on": date(2026, 11, 29)}, "first 3 October 2026, last 28 November 2026"),
        ({"copies": 4}, ""),
    ],
)
def test_when_a_posting_was_seen(given: dict[str, object], told: str) -> None:
    assert seen_words(listing(**given)) == told


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (
            OpenTime(240, 1_512, 14, 31, 60, 200),
            "31 days for data engineers, the middle half 14 to 60 (240 closed, 1,512 not closed when last seen)",
        ),
        (
            OpenTime(40, 30, 1, 1, None, 90),
            "1 day for data engineers, the middle half 1 to over 90 (40 closed, 30 not closed when last seen)",
        ),
        (
            OpenTime(20, 80, 12, None, None, 45),
            "over 45 days for more than half of data engineers (20 closed, 80 not closed when last seen)",
        ),
    ],
)
def test_how_long_jobs_stay_open(time: OpenTime, told: str) -> None:
    assert open_time_words(time, "data engineers") == told


def test_nobody_is_accused() -> None:
    assert "fake" not in OPEN_TIME_METHOD.lower()
