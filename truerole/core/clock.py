"""The clock of the store: UTC without a time zone."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current UTC time as a datetime without time zone, as the tables have times."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
