"""The first open posting of a group of duplicates stands for the group: a closed one would hide what is open."""

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, or_, select, true, update

from truerole.data.store.schema import postings
from truerole.data.store.store import bump_versions


def elect_open(connection: Connection, board: tuple[str, str] | None = None) -> int:
    """Make the first open posting canonical in each group whose canonical posting is closed; return their count.

    The groups are those of a board (source, board), or all.
    """
    first, member = postings.alias("first"), postings.alias("member")

    def here(table: FromClause) -> ColumnElement[bool]:
        return and_(table.c.source == board[0], table.c.board == board[1]) if board else true()

    hidden = select(member.c.alike, func.min(member.c.number)).join(first, first.c.number == member.c.alike)
    hidden = hidden.where(member.c.closed_on.is_(None), first.c.closed_on.is_not(None), ~first.c.sample)
    elected = connection.execute(hidden.where(or_(here(member), here(first))).group_by(member.c.alike)).all()
    for old, new in elected:
        _replace(connection, old, new)
    return len(elected)


def _replace(connection: Connection, old: int, new: int) -> None:
    """Make `new` the canonical posting of the group of `old`, which becomes a member as `new` was one."""
    table = postings.c
    kind = connection.scalar(select(table.alike_as).where(table.number == new))
    changed = [old, *connection.scalars(select(table.number).where(table.alike == old))]
    connection.execute(update(postings).where(table.alike == old).values(alike=new))
    connection.execute(update(postings).where(table.number == new).values(alike=None, alike_as=None))
    connection.execute(update(postings).where(table.number == old).values(alike=new, alike_as=kind))
    bump_versions(connection, changed)
