"""Answer on how long gathered jobs stay open, by role."""

from dataclasses import asdict

from truerole.core.reading import DATA_ROLES
from truerole.data.market.aggregates import Selection
from truerole.data.market.statistics.open_times import open_times
from truerole.data.market.statistics.survival import FEWEST, OpenTime
from truerole.data.store.store import Store
from truerole.phrasing.answers.answer import Answer, Row
from truerole.phrasing.answers.filters import Spell, as_option
from truerole.phrasing.answers.nothing_left import about_lines
from truerole.phrasing.postings.freshness import OPEN_TIME_METHOD
from truerole.phrasing.reading import ROLE_NAMES

_TOO_FEW = (
    f"Too little is known yet: of a role, {FEWEST} closed postings or more must have been gathered, and as many in the "
    "first week of theirs."
)


def open_times_answer(store: Store, selection: Selection, spell: Spell = as_option) -> Answer:
    """Return the quartiles of how long the jobs of each data role stay open, in days, as an answer."""
    table = open_times(store, selection.index)
    found = {role: table.of(selection.index.bitmap("role", role) & selection.postings) for role in DATA_ROLES}
    rows = [_row(ROLE_NAMES[role], time) for role, time in found.items() if time]
    columns = {
        "Role": lambda row: str(row["role"]),
        "Median days": lambda row: _days(row, "median"),
        "Middle half": lambda row: f"{_days(row, 'quarter')} to {_days(row, 'three_quarters')}",
        "Closed": lambda row: f"{row['closed']:,}",
        "Not closed when last seen": lambda row: f"{row['open']:,}",
    }
    lines = about_lines(selection, *([] if rows else [_TOO_FEW]), OPEN_TIME_METHOD, spell=spell)
    return Answer(lines, "open_times", rows, columns, {"sample": asdict(selection.sample)})


def _row(role: str, time: OpenTime) -> Row:
    return {"role": role, **asdict(time)}


def _days(row: Row, quartile: str) -> str:
    """Return a quartile, or the age that so many have not reached."""
    return f"{row[quartile]:,}" if row[quartile] is not None else f"over {row['longest']:,}"
