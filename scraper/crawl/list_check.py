"""Check that the pages of a board's lists together show as many entries as the host states, and none twice over.

A host may repeat a page, stop early, or move entries from page to page while they are asked for: what such a list does
not show may be open still.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from truerole.scraper.sources.base import ListPage


@dataclass(slots=True)
class ListCheck:
    """The entries that a board's lists have shown, and which of the lists' requests are still to be answered.

    Pages that an earlier process has read count as not shown, so that a list is never taken for whole by mistake.
    """

    _asked: set[str] = field(default_factory=set)
    _answered: set[str] = field(default_factory=set)
    _shown: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _totals: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _repeated: bool = False

    def ask(self, keys: Iterable[str]) -> None:
        """Note requests for pages of lists, by the keys of their tasks."""
        self._asked.update(keys)

    def answer(self, key: str, page: ListPage | None) -> None:
        """Note the answer to a request, with the entries of its page, None where it shows none."""
        self._answered.add(key)
        if page is None:
            return
        shown = self._shown[page.name]
        self._repeated |= bool(page.entries) and page.entries <= shown
        shown |= page.entries
        self._totals[page.name] = max(self._totals[page.name], page.total)

    def shortfall(self) -> str | None:
        """Return why the lists are not whole, None where they are, or where requests are still to be answered."""
        if self._asked - self._answered:
            return None
        for name, total in self._totals.items():
            if (shown := len(self._shown[name])) < total:
                return f"the host counts {total:,} postings, and its list shows {shown:,}: none is closed for now"
        return "a page of the list repeats those before it: none is closed for now" if self._repeated else None
