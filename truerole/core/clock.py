"""The time as the store keeps it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC, as the tables have it, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
