"""Answer to a question on the market: words, rows and facts, which each door shows in a form of the door's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, str | float | None]


@dataclass(frozen=True)
class Answer:
    """Answer in words and numbers: lines above the table, rows under the name `kind`, and further facts for JSON.

    `columns` are those of the table for people: its headings, and how a row is shown under each.
    """

    lines: Sequence[str]
    kind: str
    rows: Sequence[Row]
    columns: Mapping[str, Callable[[Row], str]]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Convert to the form of JSON: the lines as `about`, the facts, and the rows under their kind."""
        return {"about": list(self.lines), **self.facts, self.kind: list(self.rows)}
