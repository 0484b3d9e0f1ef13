"""Sentences on the market: the sample behind a figure, comparisons and trends in words."""

from truerole.data.market.aggregates import SampleNote
from truerole.phrasing.reading import month_name, plural


def sample_words(note: SampleNote) -> str:
    """Return the sample behind a figure in words: postings, dates, sources, and how many are the market sample's."""
    months = [month_name(month) for month in dict.fromkeys((note.first, note.last)) if month]
    when = f", {' to '.join(months)}" if months else ""
    return f"{plural(note.postings, 'posting')}{when}, from {plural(note.sources, 'source')}{_sampled(note)}"


def _sampled(note: SampleNote) -> str:
    if not note.sampled:
        return ""
    part = "all" if note.all_sample else f"{note.sampled:,} of {note.postings:,}"
    return f"; {part} from the market sample"
