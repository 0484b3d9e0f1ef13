"""Words on when a posting was seen and posted again, and on how long such jobs usually stay open."""

from datetime import date

from truerole.data.market.listing import Listing
from truerole.data.market.statistics.survival import OpenTime
from truerole.phrasing.reading import plural

OPEN_TIME_METHOD = (
    "How long jobs are open is counted in days from publication, over the postings that you have gathered. Those that "
    "are still open count for as long as they were seen, and those that were first seen late only from then on (Kaplan "
    "and Meier, 1958). Closed: the board shows it no longer, or the last day to apply is past."
)


def seen_words(listing: Listing) -> str:
    """Return when a posting was first and last seen and how often posted again; empty where it was never gathered."""
    if listing.first_seen is None or listing.last_seen is None:
        return ""
    more = listing.copies - listing.copied
    again_seen = listing.last_seen.date() > listing.first_seen.date()
    parts = (
        f"first {_day(listing.first_seen)}",
        f"last {_day(listing.last_seen)}" if again_seen else "",
        f"posted {plural(more, 'more time')}" if more else "",
    )
    return ", ".join(filter(None, parts))


def open_time_words(time: OpenTime, whose: str) -> str:
    """Return the median and the middle half of how long jobs stay open, with the counts behind it."""
    counts = f"{time.closed:,} closed, {time.open:,} not closed when last seen"
    if time.median is None:
        return f"over {plural(time.longest, 'day')} for more than half of {whose} ({counts})"
    late = f"{time.three_quarters:,}" if time.three_quarters is not None else f"over {time.longest:,}"
    return f"{plural(time.median, 'day')} for {whose}, the middle half {time.quarter or 0:,} to {late} ({counts})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
