"""Rates of clients, by a clock of the test."""

import pytest

from truerole.api.rates import Rates


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_holds_as_many_and_they_come_back_evenly() -> None:
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.take("a") for _ in range(60)] == [0.0] * 60
    assert rates.take("a") == pytest.approx(1.0)
    clock.now = 0.5
    assert rates.take("a") == pytest.approx(0.5)
    clock.now = 1.0
    assert (rates.take("a"), rates.take("a")) == (0.0, pytest.approx(1.0))
    assert rates.take("b") == 0.0


def test_more_than_a_minute_holds_is_taken_once_and_waited_for_after() -> None:
    clock = Clock()
    rates = Rates(60, clock)
    assert rates.take("a", 180) == 0.0
    assert rates.take("a") == pytest.approx(121.0)
    clock.now = 121.0
    assert rates.take("a") == 0.0


def test_no_limit_holds_nobody() -> None:
    rates = Rates(0)
    assert {rates.take("a", 10**9) for _ in range(100)} == {0.0}
    assert not rates._held


def test_clients_without_number_are_forgotten() -> None:
    rates = Rates(60, Clock())
    for client in range(12_000):
        rates.take(str(client))
    assert len(rates._held) == 10_000
