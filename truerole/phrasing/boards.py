"""Sentences on gathering: the state of a board, a time, a duration."""

from datetime import datetime
from typing import TYPE_CHECKING

from truerole.core.clock import now
from truerole.core.crawl import GOOD_OUTCOMES, Board, BoardState, Outcome
from truerole.phrasing.reading import capitalize_first, plural

if TYPE_CHECKING:
    from truerole.scraper.crawl.probe import BoardProbe
    from truerole.scraper.sources.base import SourceSpec

STATE_NAMES: dict[BoardState, str] = {
    "unverified": "Not asked yet",
    "fresh": "Fresh",
    "stale": "Out of date",
    "paused": "Waiting",
    "failing": "Failing",
}
_WHY: dict[Outcome, str] = {
    "complete": "",
    "truncated": "Its source shows a part only",
    "not modified": "",
    "gone": "There is no such board any more; the company may have moved",
    "rate limited": "Put off",
    "blocked": "Its host wants to see a human",
    "forbidden": "It may not be asked",
    "malformed": "It answered something else than postings",
    "failed": "It did not answer",
}
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def state_reason(board: Board) -> str:
    """Return the reason of a board's state; empty for a good answer and for a board never asked."""
    if board.outcome is None:
        return ""
    message = "" if board.outcome == "gone" else (board.message or "").strip().rstrip(".")
    cause = "Its address is gone" if board.outcome == "gone" and not board.board else _WHY[board.outcome]
    reason = f"{cause}: {message}" if cause and message else cause or capitalize_first(message)
    row = board.failing if board.state == "failing" else 0
    return reason + (f" ({row:,} times in a row)" if row > 1 else "")


def time_ago(at: datetime | None) -> str:
    """Return the time between `at`, in UTC, and now, in the largest unit that fits."""
    if at is None:
        return "never"
    seconds = (now() - at).total_seconds()
    return "just now" if seconds < 60 else f"{_length(seconds)} ago"


def duration(begun: datetime, ended: datetime) -> str:
    """Return the time between two moments, in the largest unit that fits."""
    seconds = max(0, round((ended - begun).total_seconds()))
    return plural(seconds, "second") if seconds < 60 else _length(seconds)


def _length(seconds: float) -> str:
    noun, size = next(unit for unit in _UNITS if seconds >= unit[1])
    return plural(int(seconds // size), noun)


def probe_line(probe: "BoardProbe") -> str:
    """Return a line on the answer of a board to a probe: outcome, number of postings or error, and where it may be."""
    found = f"{probe.found:,} postings" if probe.outcome in GOOD_OUTCOMES else probe.message or ""
    moved = f"; may have moved: truerole boards add {' or '.join(probe.moved)}" if probe.moved else ""
    return f"{probe.board.name}: {probe.outcome}" + (f", {found}" if found else "") + moved


def source_note(spec: "SourceSpec") -> str:
    """Return a note on the source of an added board: the title, or why the source is off."""
    if spec.any_site:
        return "; no board that TrueRole knows, so it is read as a careers page"
    if not spec.on:
        return f"; it is off, as {spec.off_because}: `truerole scrape --ignore-robots-of {spec.name}` asks it"
    return f" ({spec.title})"
