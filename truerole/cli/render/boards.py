"""Table of boards in a terminal: state, open postings, last good answer."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from truerole.core.crawl import BOARD_STATES, Board, BoardState
from truerole.core.text.visible import one_line
from truerole.phrasing.boards import STATE_NAMES, state_reason, time_ago
from truerole.phrasing.reading import plural

_STYLES: dict[BoardState, str] = {
    "unverified": "dim",
    "fresh": "green",
    "stale": "yellow",
    "paused": "yellow",
    "failing": "red",
}


def show_boards(boards: Sequence[Board], opened: Mapping[tuple[str, str], int], file: IO[str] | None = None) -> None:
    """Print a table of boards, a row each; `opened` maps (source, board) to the number of open postings."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("Board", "Company", "State"):
        table.add_column(name, overflow="fold")
    table.add_column("Open", justify="right")
    table.add_column("Last good")
    table.add_column("Why", overflow="fold")
    for board in boards:
        count = opened.get((board.source, board.board), 0)
        state = Text(STATE_NAMES[board.state], _STYLES[board.state])
        row = (
            _text(board.name),
            _text(board.company or ""),
            state,
            f"{count:,}",
            time_ago(board.good_at),
            _text(state_reason(board)),
        )
        table.add_row(*row)
    console = Console(file=file or sys.stdout, highlight=False, markup=False, emoji=False)
    console.print(table)
    console.print(f"\n{states_summary(boards)}")


def states_summary(boards: Sequence[Board]) -> str:
    """Return the number of boards in all and in each state."""
    states = Counter(board.state for board in boards)
    parts = [f"{states[state]:,} {STATE_NAMES[state].lower()}" for state in BOARD_STATES if states[state]]
    return f"{plural(len(boards), 'board')}: {', '.join(parts)}" if boards else "no boards"


def _text(content: str) -> Text:
    return Text(one_line(content))
