"""A request hangs that brings next to nothing for seconds; one that brings an answer slowly does not."""

import asyncio

import httpx
import pytest

from truerole.scraper.fetch.exchanges import Exchanges, hangs


@pytest.mark.parametrize(
    ("seconds", "received", "hanging"),
    [
        (0.0, 0, False),
        (4.9, 0, False),
        (5.0, 0, True),
        (5.0, 4_999, True),
        (5.0, 5_000, False),
        (29.0, 28_999, True),
        (29.0, 29_000, False),
        (29.0, 20_000_000, False),
    ],
)
def test_when_a_request_hangs(seconds: float, received: int, hanging: bool) -> None:
    assert hangs(seconds, received) == hanging


async def ended(age: float, received: int, limit: float) -> str:
    """Return how a request of that age ends that is asked to be given up; one that goes on ends well."""
    exchanges = Exchanges()
    try:
        async with exchanges.begin(limit) as exchange:
            exchange.begun -= age
            exchange.response = httpx.Response(200, content=b"x" * received)
            exchange.response._num_bytes_downloaded = received
            exchanges.give_up_hanging()
            await asyncio.sleep(0.1)
            return "an answer"
    except TimeoutError:
        exchanges.give_up_hanging()  # those that have ended are left alone
        return exchange.late


GIVEN_UP = (
    "brought next to nothing in 6 seconds, and all other boards are done; the next gathering asks it early and waits "
    "longer"
)


@pytest.mark.parametrize(
    ("age", "received", "limit", "expected"),
    [
        (6.0, 0, 30.0, GIVEN_UP),
        (6.0, 5_500, 30.0, GIVEN_UP),
        (6.0, 7_000, 30.0, "an answer"),
        (1.0, 0, 30.0, "an answer"),
        (1.0, 0, 0.05, "took longer than 0.05 seconds"),
    ],
)
def test_requests_that_hang_are_given_up(age: float, received: int, limit: float, expected: str) -> None:
    assert asyncio.run(ended(age, received, limit)) == expected
