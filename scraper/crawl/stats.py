"""Statistics of a crawl by source: counts of boards, requests, changes and problems, and a summary line."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from truerole.core.crawl import ChangeCounts


@dataclass
class SourceStats:
    """Counts of a source's boards, requests, changes and problems by kind, and messages for a person.

    `done` counts the boards that are through, `answered` the boards of which at least one response was good.
    """

    boards: int = 0
    done: int = 0
    answered: int = 0
    requests: int = 0
    changes: ChangeCounts = field(default_factory=ChangeCounts)
    problems: Counter[str] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Return the number of problems of all kinds."""
        return self.problems.total()


# Called with the statistics by source whenever they have changed.
OnStats = Callable[[dict[str, SourceStats]], None]


def sum_stats(by_source: Iterable[SourceStats]) -> SourceStats:
    """Return the sum of the counts, without the messages."""
    total = SourceStats()
    for stats in by_source:
        total.boards, total.done = total.boards + stats.boards, total.done + stats.done
        total.answered, total.requests = total.answered + stats.answered, total.requests + stats.requests
        total.changes, total.problems = total.changes + stats.changes, total.problems + stats.problems
    return total


def summary(stats: SourceStats) -> str:
    """Return the counts as a line for a person."""
    changes = stats.changes
    counts = f"{changes.new:,} new, {changes.changed:,} changed, {changes.closed:,} closed"
    counts += f", {changes.unchanged:,} unchanged"
    reopened = f", {changes.reopened:,} open again" if changes.reopened else ""
    boards = "board" if stats.boards == 1 else "boards"
    problems = ", ".join(f"{count:,} {_PROBLEM_NAMES.get(kind, kind)}" for kind, count in stats.problems.most_common())
    return f"{counts}{reopened} in {stats.boards:,} {boards}" + (f"; problems: {problems}" if problems else "")


_PROBLEM_NAMES = {
    "posting": "postings that could not be taken",
    "unreadable": "texts that could not be read",
    # As its host asks to, or fails too often.
    "rate limited": "put off",
}
