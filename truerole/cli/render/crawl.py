"""Live table of a crawl in a terminal: requests and changes by source."""

import sys
from collections.abc import Mapping
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from truerole.core.text.visible import visible
from truerole.scraper.crawl.stats import SourceStats, sum_stats

_PER_SECOND = 4


class CrawlTable:
    """Live table of the counts of a crawl, on stderr; a context manager."""

    def __init__(self, hidden: bool = False) -> None:
        self._live = Live(console=Console(stderr=True), refresh_per_second=_PER_SECOND, transient=True)
        self._hidden = hidden or not sys.stderr.isatty()

    def __enter__(self) -> Self:
        if not self._hidden:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if not self._hidden:
            self._live.stop()

    def update(self, by_source: Mapping[str, SourceStats]) -> None:
        """Show the newest counts of each source."""
        if not self._hidden:
            self._live.update(stats_table(by_source))


def stats_table(by_source: Mapping[str, SourceStats]) -> Table:
    """Return a table with a row for each source, and a row of totals if there are several."""
    shown = Table("source", box=None, padding=(0, 2, 0, 0))
    for heading in ("boards", "requests", "new", "changed", "closed", "unchanged", "problems"):
        shown.add_column(heading, justify="right")
    for name, stats in sorted(by_source.items()):
        shown.add_row(Text(visible(name)), *_cells(stats))
    if len(by_source) > 1:
        shown.add_row(Text("all", "bold"), *_cells(sum_stats(by_source.values())))
    return shown


def _cells(stats: SourceStats) -> list[str]:
    changes = stats.changes
    numbers = (stats.requests, changes.new, changes.changed, changes.closed, changes.unchanged, stats.failed)
    return [f"{stats.done:,}/{stats.boards:,}", *(f"{number:,}" if number else "-" for number in numbers)]
