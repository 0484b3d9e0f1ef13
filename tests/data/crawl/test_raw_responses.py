"""Raw responses come back as they were, each body stored once, the newest to a request first."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from truerole.core.crawl import RawResponse
from truerole.data.crawl.raw_responses import boards_with_raw, load_raw, newest_raw, save_raw
from truerole.data.store.store import Store

NOON = datetime(2026, 5, 1, 12)


@pytest.mark.parametrize("body", [b"", b"{}", bytes(range(256)) * 1_000])
def test_raw_responses_come_back(store: Store, body: bytes) -> None:
    answer = RawResponse("lever", "acme", "{}", "https://example.com/", "application/json", None, NOON, body)
    with store.write_transaction() as connection:
        first, again = save_raw(connection, [answer, answer])
        assert save_raw(connection, [answer]) == [first]
        assert save_raw(connection, []) == []
    assert first == again
    assert load_raw(store, first) == answer
    assert load_raw(store, "0" * 64) is None


def test_the_newest_response_to_a_request_is_found(store: Store) -> None:
    old = RawResponse("lever", "acme", "{1}", "https://example.com/", "application/json", None, NOON, b"old")
    new = replace(old, fetched_at=NOON + timedelta(days=1), body=b"new")
    with store.write_transaction() as connection:
        save_raw(connection, [new, old, replace(old, board="other", request="{2}", body=b"2")])
    assert newest_raw(store, "lever", "{1}") == new
    assert newest_raw(store, "lever", "{3}") is None
    assert boards_with_raw(store) == {("lever", "acme"), ("lever", "other")}
