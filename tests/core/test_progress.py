import logging
from collections.abc import Sequence

import pytest

from truerole.core.progress import Progress, ignore_progress, log_progress, subrange


def test_a_part_of_the_work_is_told_as_a_share_of_the_whole() -> None:
    told: list[Progress] = []
    half = subrange(told.append, 0.5, 1.0)
    for share in (0.0, 0.5, 1.0, None):
        half(Progress(3, 1, share, "copying"))
    assert told == [Progress(3, 1, share, "copying") for share in (0.5, 0.75, 1.0, None)]
    subrange(ignore_progress, 0, 1)(Progress(share=0.5))


@pytest.mark.parametrize(
    ("told", "logged"),
    [
        ([], []),
        ([Progress(share=i / 100) for i in range(101)], ["25% done", "50% done", "75% done", "100% done"]),
        ([Progress(share=s, step=w) for s, w in ((0, "a"), (0.1, "a"), (0.2, "b"), (0.2, "b"))], ["0% a", "20% b"]),
        ([Progress(done) for done in range(0, 5_000, 8)], ["done"] * 3),
        ([Progress(3, share=None)] * 100, []),
    ],
)
def test_the_log_has_milestones_and_the_listener_all(
    told: Sequence[Progress], logged: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Progress] = []
    with caplog.at_level(logging.INFO, "truerole.test"):
        listen = log_progress(logging.getLogger("truerole.test"), "work", heard.append)
        for progress in told:
            listen(progress)
    assert heard == list(told)
    assert caplog.messages == ["work begun", *(f"work: {words}" for words in logged)]
