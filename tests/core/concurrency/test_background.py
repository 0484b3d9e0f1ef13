"""Background work rests while other threads compute, and hardly where none does."""

from threading import Thread

import pytest

from truerole.core.concurrency import background
from truerole.core.concurrency.background import give_way, in_background


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note the pauses, and let the clock go on, instead of pausing."""
    clock, taken = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        taken.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(background, "sleep", sleep)
    monkeypatch.setattr(background, "perf_counter", lambda: clock[0])
    return taken


@pytest.mark.parametrize(
    ("worked", "others", "rested"),
    [
        (0.001, 1.0, 0),  # seconds of work, the part of a pause that others compute, the pauses
        (0.003, 0.0, 1),
        (0.003, 0.4, 1),
        (0.003, 0.6, 16),
        (0.003, 2.0, 16),
    ],
)
def test_it_rests_while_others_compute(
    worked: float, others: float, rested: int, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "process_time", lambda: others * sum(pauses))
    with in_background():
        background._here.begun -= worked
        give_way()
        assert len(pauses) == rested
        give_way()
        assert len(pauses) == rested


def test_who_is_waited_for_never_rests(pauses: list[float]) -> None:
    give_way()
    with in_background():
        background._here.begun -= 1
    give_way()
    thread = Thread(target=give_way)
    with in_background():
        thread.start()
        thread.join()
    assert pauses == []
