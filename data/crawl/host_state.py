"""Host states in the store: robots.txt, last request, circuit breaker, daily budget; validators, too.

A row of `hosts` is of a host (`api.example.com`: when it was asked, how it fails, how much of a day's budget is used)
or of a host and port (`api.example.com:443`: its robots.txt). Times are in UTC, without a zone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select

from truerole.core.crawl import HostState, Validators, validators_key
from truerole.data.store import schema
from truerole.data.store.engine import batched, upsert
from truerole.data.store.store import Store


def load_host(store: Store, host: str) -> HostState:
    """Return the state of a host, an empty state for a host that is not stored."""
    with store.read_transaction() as connection:
        return _load_host(connection, host)


def save_hosts(store: Store, hosts: Sequence[HostState]) -> None:
    """Upsert host states, except for the used budget, which `spend` counts."""
    rows = [{name: value for name, value in asdict(h).items() if name not in ("day", "used")} for h in hosts]
    with store.write_transaction() as connection:
        upsert(connection, schema.hosts, rows)


def spend(store: Store, host: HostState, day: date, daily: int | None) -> bool:
    """Count a request of `day` to a host, in `host` too, and return whether the daily budget allows the request.

    It is written before the request is sent, and holds for all programs that use the store. A day that is past does
    not begin anew where a clock is set back.
    """
    with store.write_transaction() as connection:
        kept = _load_host(connection, host.host)
        host.day, host.used = (kept.day, kept.used) if kept.day and kept.day >= day else (day, 0)
        if daily is not None and host.used >= daily:
            return False
        host.used += 1
        row = {"host": host.host, "day": host.day, "used": host.used, "asked_at": host.asked_at}
        upsert(connection, schema.hosts, [row])
    return True


def load_validators(store: Store, key: str) -> Validators | None:
    """Return the validators that were stored last, or None."""
    with store.read_transaction() as connection:
        row = connection.execute(select(schema.validators).where(schema.validators.c.key == key)).one_or_none()
    return Validators(**row._mapping) if row else None


def save_validators(connection: Connection, validators: Validators) -> None:
    """Upsert the validators of a response, in the transaction that stores the response."""
    upsert(connection, schema.validators, [asdict(validators)])


def forget_validators(connection: Connection, requests: Iterable[bytes]) -> None:
    """Delete the validators of requests (JSON), whose answers were not taken whole: a 304 would say that they were."""
    keys = []
    for request in requests:
        asked: dict[str, Any] | None = orjson.loads(request)
        while asked:
            keys.append(validators_key(asked["url"], asked["accept"]))
            asked = asked["otherwise"]
    for batch in batched(keys):
        connection.execute(delete(schema.validators).where(schema.validators.c.key.in_(batch)))


def _load_host(connection: Connection, host: str) -> HostState:
    row = connection.execute(select(schema.hosts).where(schema.hosts.c.host == host)).one_or_none()
    return HostState(**row._mapping) if row else HostState(host)
