"""Keep what is known of hosts: when they were asked, what they allow, and what tells that nothing has changed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """Hold what lets a host say that nothing has changed: `key` is of the address and what was to be accepted.

    `changed_at` is when the answer that they belong to came, in UTC without a zone.
    """

    key: str
    etag: str | None
    last_modified: str | None
    changed_at: datetime
