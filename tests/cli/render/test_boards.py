from dataclasses import replace
from io import StringIO

import pytest

from truerole.cli.render.boards import show_boards, states_summary
from truerole.core.clock import now
from truerole.core.crawl import Board
from truerole.phrasing.boards import time_ago

FRESH = Board(1, "lever", "acme", "Acme", now(), outcome="complete", good_at=now())
HOSTILE = Board(
    2, "ashby", "\x1b[31mred\x1b[0m [bold]x[/bold]", ":boom: \u202eemca", now(), outcome="failed", message="\x07no"
)


def test_boards_are_shown_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    out = StringIO()
    show_boards([FRESH, HOSTILE], {("lever", "acme"): 1_234}, out)
    head, first, second, _, last = out.getvalue().splitlines()
    assert head.split() == ["Board", "Company", "State", "Open", "Last", "good", "Why"]
    assert first.split()[:4] == ["lever:acme", "Acme", "Fresh", "1,234"]
    assert first.rstrip().endswith(time_ago(FRESH.good_at))
    assert "ashby:[31mred[0m [bold]x[/bold]" in second
    assert ":boom: emca" in second
    assert second.rstrip().endswith("It did not answer: no")
    assert last == "2 boards: 1 fresh, 1 failing"


@pytest.mark.parametrize(
    ("boards", "told"),
    [
        ([], "no boards"),
        ([FRESH], "1 board: 1 fresh"),
        ([replace(FRESH, outcome=None, good_at=None)] * 2, "2 boards: 2 not asked yet"),
    ],
)
def test_summary(boards: list[Board], told: str) -> None:
    assert states_summary(boards) == told
