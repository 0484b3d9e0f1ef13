"""Sentences on the market: the sample behind a figure, comparisons and trends in words."""

from collections.abc import Callable

from truerole.core.text.visible import one_line
from truerole.data.market.aggregates import SampleNote
from truerole.phrasing.reading import month_name, percent, plural


def sample_words(note: SampleNote, escaped: Callable[[str], str] = str) -> str:
    """Return the sample behind a figure in words: postings, dates, sources, and how many are the market sample's.

    `escaped` is applied to the name of a source, which may hold whatever was imported.
    """
    months = [month_name(month) for month in dict.fromkeys((note.first, note.last)) if month]
    when = f", {' to '.join(months)}" if months else ""
    sources = f"from {plural(note.sources, 'source')}{_largest(note, escaped)}"
    return f"{plural(note.postings, 'posting')}{when}, {sources}{_sampled(note)}"


def _largest(note: SampleNote, escaped: Callable[[str], str]) -> str:
    """Return how much one source gave, where that is more than half: then the figure is mainly about this source."""
    largest = note.largest
    if largest is None or note.sources < 2 or largest.share <= 0.5:
        return ""
    return f" ({percent(largest.share)} from {escaped(one_line(largest.name)[:60])})"


def _sampled(note: SampleNote) -> str:
    if not note.sampled:
        return ""
    part = "all" if note.all_sample else f"{note.sampled:,} of {note.postings:,}"
    return f"; {part} from the market sample"
