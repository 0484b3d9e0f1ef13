"""An open posting of a group of duplicates stands for the group: a closed one would hide what is open.

It is the one whose source is nearest to the employer, of these the first. A posting with a cut text stands for a group
only while none with the whole text is open.
"""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, or_, select, true, update

from truerole.core.posting import SourceRanks
from truerole.data.dedup.clustering import UNRANKED
from truerole.data.dedup.cut_texts import MOST_SHOWN
from truerole.data.store.engine import is_among
from truerole.data.store.schema import postings
from truerole.data.store.store import bump_versions


def elect_open(connection: Connection, board: tuple[str, str] | None = None, ranks: SourceRanks | None = None) -> int:
    """Make an open posting canonical in each group whose canonical posting is closed; return their count.

    The groups are those of a board (source, board), or all; `ranks` as in `Store.add`.
    """
    first, member = postings.alias("first"), postings.alias("member")

    def here(table: FromClause) -> ColumnElement[bool]:
        return and_(table.c.source == board[0], table.c.board == board[1]) if board else true()

    hidden = _members(first, member).where(member.c.closed_on.is_(None), first.c.closed_on.is_not(None))
    return _elect(connection, hidden.where(or_(here(member), here(first))), ranks or {})


def elect_whole(connection: Connection, reopened: Collection[int], ranks: SourceRanks | None = None) -> None:
    """Make reopened postings canonical where one with a cut text stands for their group."""
    first, member = postings.alias("first"), postings.alias("member")
    cut = func.length(first.c.description) < MOST_SHOWN * func.length(member.c.description)
    hidden = _members(first, member).where(is_among(connection, member.c.number, reopened), cut)
    _elect(connection, hidden, ranks or {})


def _members(first: FromClause, member: FromClause) -> Select[int, int, str, int]:
    """Select the canonical posting of each member of a group, the member, its source and the length of its text."""
    columns = first.c.number, member.c.number, member.c.source, func.length(member.c.description)
    return select(*columns).select_from(member.join(first, first.c.number == member.c.alike)).where(~first.c.sample)


def _elect(connection: Connection, hidden: Select[int, int, str, int], ranks: SourceRanks) -> int:
    """Make the best of the members with a whole text canonical in each group, and return how many groups there are."""
    groups = defaultdict[int, list[tuple[int, int, int]]](list)
    for old, number, source, length in connection.execute(hidden):
        groups[old].append((length or 0, ranks.get(source, UNRANKED), number))
    for old, members in groups.items():
        longest = max(length for length, _, _ in members)
        _, new = min((rank, number) for length, rank, number in members if length >= MOST_SHOWN * longest)
        _replace(connection, old, new)
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
