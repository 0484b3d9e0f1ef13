"""Keep what is known of hosts: what they allow, when they were asked, what tells of no change; keep raw answers.

A row of `hosts` is of a host (`api.example.com`: when it was asked, how it fails, how much of a day's budget is used)
or of a host and port (`api.example.com:443`: its robots.txt). Times are in UTC, without a zone.
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from truerole.core.crawl import HostState, RawResponse, Validators
from truerole.data.store import schema
from truerole.data.store.engine import insert_or_ignore, upsert
from truerole.data.store.store import Store


def load_host(store: Store, host: str) -> HostState:
    """Return what is known of a host; of a new one that is nothing."""
    with store.read_transaction() as connection:
        return _load_host(connection, host)


def save_hosts(store: Store, hosts: Sequence[HostState]) -> None:
    """Write down what is known of hosts, but for what of their budgets is used: that is `spend`'s."""
    rows = [{name: value for name, value in asdict(h).items() if name not in ("day", "used")} for h in hosts]
    with store.write_transaction() as connection:
        upsert(connection, schema.hosts, rows)


def spend(store: Store, host: HostState, day: date, daily: int | None) -> bool:
    """Count one more request of `day` to a host, and return whether its budget allows it; `host` tells it, too.

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
    """Return the validators that were saved last, None where there are none."""
    with store.read_transaction() as connection:
        row = connection.execute(select(schema.validators).where(schema.validators.c.key == key)).one_or_none()
    return Validators(**row._mapping) if row else None


def save_validators(connection: Connection, validators: Validators) -> None:
    """Keep the validators of an answer, in the step in which it is stored, in place of those of the one before."""
    upsert(connection, schema.validators, [asdict(validators)])


def save_raw(connection: Connection, answers: Sequence[RawResponse]) -> list[str]:
    """Keep answers as they came, packed, and return the SHA-256 of each; the same bytes are kept once."""
    digests = [hashlib.sha256(answer.body).hexdigest() for answer in answers]
    rows = [_raw_row(digest, answer) for digest, answer in dict(zip(digests, answers, strict=True)).items()]
    insert_or_ignore(connection, schema.raw, rows)
    return digests


def load_raw(store: Store, sha256: str) -> RawResponse | None:
    """Return an answer as it came, by its SHA-256; None where it was not kept."""
    with store.read_transaction() as connection:
        row = connection.execute(select(schema.raw).where(schema.raw.c.sha256 == sha256)).one_or_none()
    if row is None:
        return None
    plain = {name: value for name, value in row._mapping.items() if name not in ("sha256", "packed")}
    return RawResponse(**plain, body=zlib.decompress(row.packed))


def _raw_row(digest: str, answer: RawResponse) -> dict[str, Any]:
    row = asdict(answer)
    return {"sha256": digest, "packed": zlib.compress(row.pop("body")), **row}


def _load_host(connection: Connection, host: str) -> HostState:
    row = connection.execute(select(schema.hosts).where(schema.hosts.c.host == host)).one_or_none()
    return HostState(**row._mapping) if row else HostState(host)
