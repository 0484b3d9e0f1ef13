"""Order in which the boards of a crawl begin, and boards that a crawl does not wait for once all others are done.

A host that hangs costs nothing while others are asked; begun last, it alone keeps the crawl waiting. So the boards that
may hang begin early, and one that may be left is given up: a board without any good answer, in every second crawl.
"""

from collections.abc import Sequence

from truerole.core.crawl import Board

# Of so many boards in a row one failed last time: more of these at once would hold up all others at the begin.
_ONE_FAILED_IN = 4
# A crawl of fewer boards than so many for each that is left waits for all.
_FEW = 20


def begin_order(boards: Sequence[Board]) -> list[Board]:
    """Return the boards in the order to begin: the failed early, among those never asked, then the others."""
    failed = [board for board in boards if board.state == "failing"]
    others = sorted(
        (board for board in boards if board.state != "failing"), key=lambda board: board.state != "unverified"
    )
    order = list[Board]()
    while others and failed:
        order += [failed.pop(0), *others[: _ONE_FAILED_IN - 1]]
        del others[: _ONE_FAILED_IN - 1]
    return order + failed + others


def may_be_given_up(left: Sequence[Board], boards: int) -> bool:
    """Return whether a crawl of so many boards need not wait for those `left`, if their hosts hang.

    They are few, and none gave a good answer last time. In every second crawl such a board has all its time.
    """
    return len(left) * _FEW <= boards and all(_is_doubtful(board) for board in left)


def _is_doubtful(board: Board) -> bool:
    return board.state in ("unverified", "failing") and board.failing % 2 == 0
