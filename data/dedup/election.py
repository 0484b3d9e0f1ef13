"""The first open posting of a group of duplicates stands for the group: a closed one would hide what is open.

A posting with a cut text stands for a group only while none with the whole text is open.
"""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, or_, select, true, update

from truerole.data.dedup.cut_texts import MOST_SHOWN
from truerole.data.store.engine import is_among
from truerole.data.store.schema import postings
from truerole.data.store.store import bump_versions


def elect_open(connection: Connection, board: tuple[str, str] | None = None) -> int:
    """Make the first open posting canonical in each group whose canonical posting is closed; return their count.

    The groups are those of a board (source, board), or all.
    """
    first, member = postings.alias("first"), postings.alias("member")

    def here(table: FromClause) -> ColumnElement[bool]:
        return and_(table.c.source == board[0], table.c.board == board[1]) if board else true()

    hidden = _members(first, member).where(member.c.closed_on.is_(None), first.c.closed_on.is_not(None))
    return _elect(connection, hidden.where(or_(here(member), here(first))))


def elect_whole(connection: Connection, reopened: Collection[int]) -> None:
    """Make reopened postings canonical where one with a cut text stands for their group."""
    first, member = postings.alias("first"), postings.alias("member")
    cut = func.length(first.c.description) < MOST_SHOWN * func.length(member.c.description)
    _elect(connection, _members(first, member).where(is_among(connection, member.c.number, reopened), cut))


def _members(first: FromClause, member: FromClause) -> Select[int, int, int]:
    """Select the canonical posting of each member of a group, the member, and the length of its text."""
    columns = first.c.number, member.c.number, func.length(member.c.description)
    return select(*columns).select_from(member.join(first, first.c.number == member.c.alike)).where(~first.c.sample)


def _elect(connection: Connection, hidden: Select[int, int, int]) -> int:
    """Make the first of the members with a whole text canonical in each group, and return how many groups there are."""
    groups = defaultdict[int, list[tuple[int, int]]](list)
    for old, number, length in connection.execute(hidden):
        groups[old].append((length or 0, number))
    for old, members in groups.items():
        longest, _ = max(members)
        _replace(connection, old, min(number for length, number in members if length >= MOST_SHOWN * longest))
    return len(groups)


def _replace(connection: Connection, old: int, new: int) -> None:
    """Make `new` the canonical posting of the group of `old`, which becomes a member as `new` was one."""
    table = postings.c
    kind = connection.scalar(select(table.alike_as).where(table.number == new))
    changed = [old, *connection.scalars(select(table.number).where(table.alike == old))]
    connection.execute(update(postings).where(table.alike == old).values(alike=new))
    connection.execute(update(postings).where(table.number == new).values(alike=None, alike_as=None))
    connection.execute(update(postings).where(table.number == old).values(alike=new, alike_as=kind))
    bump_versions(connection, changed)
