"""What is known of hosts is kept, in stores of each kind; a day's budget holds whoever asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from truerole.core.crawl import HostState, Validators, validators_key
from truerole.data.crawl.host_state import (
    load_host,
    load_validators,
    save_hosts,
    save_validators,
    spend,
)
from truerole.data.store.store import Store, open_store

DAY, NEXT = date(2026, 5, 1), date(2026, 5, 2)
NOON = datetime(2026, 5, 1, 12)


def known() -> HostState:
    return HostState(
        "api.example.com",
        robots="User-agent: *\nDisallow: /Ü",
        robots_status=200,
        robots_at=NOON,
        retry_at=NOON,
        asked_at=1_777_636_800.123456,
        failures=2,
        failing_since=NOON,
    )


def test_a_host_is_new_then_known(store: Store) -> None:
    assert load_host(store, "api.example.com") == HostState("api.example.com")
    save_hosts(store, [known(), HostState("other.example.com")])
    assert load_host(store, "api.example.com") == known()
    save_hosts(store, [HostState("api.example.com")])
    assert load_host(store, "api.example.com") == HostState("api.example.com")
    save_hosts(store, [])


def test_a_budget_is_spent_day_by_day(store: Store) -> None:
    host = HostState("api.example.com", asked_at=5.0)
    assert [spend(store, host, DAY, 3) for _ in range(5)] == [True, True, True, False, False]
    assert load_host(store, "api.example.com") == HostState("api.example.com", asked_at=5.0, day=DAY, used=3)
    assert spend(store, host, NEXT, 3)
    assert (host.day, host.used) == (NEXT, 1)


def test_a_clock_set_back_brings_no_new_budget(store: Store) -> None:
    host = HostState("api.example.com")
    assert spend(store, host, NEXT, 1)
    assert not spend(store, host, DAY, 1)


def test_a_budget_counts_where_there_is_no_limit(store: Store) -> None:
    host = HostState("api.example.com")
    assert all(spend(store, host, DAY, None) for _ in range(3))
    assert not spend(store, host, DAY, 3)


def test_what_is_known_leaves_the_budget_alone(store: Store) -> None:
    spend(store, HostState("api.example.com"), DAY, 3)
    save_hosts(store, [known()])
    kept = load_host(store, "api.example.com")
    assert (kept.day, kept.used, kept.failures) == (DAY, 1, 2)


def test_programs_share_a_budget(url: str) -> None:
    def work(_: int) -> int:
        with open_store(url) as store:
            return sum(spend(store, HostState("api.example.com"), DAY, 25) for _ in range(10))

    open_store(url).close()
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 25


def test_validators_replace_those_before(store: Store) -> None:
    key = validators_key("https://example.com/jobs", "application/json")
    assert load_validators(store, key) is None
    first = Validators(key, '"v1"', None, NOON)
    second = Validators(key, None, "Fri, 01 May 2026 12:00:00 GMT", NOON)
    with store.write_transaction() as connection:
        save_validators(connection, first)
    assert load_validators(store, key) == first
    with store.write_transaction() as connection:
        save_validators(connection, second)
    assert load_validators(store, key) == second


def test_a_key_is_of_address_and_kind() -> None:
    pairs = [("https://example.com/", "text/html"), ("https://example.com/", "*/*"), ("https://example.com/é", "*/*")]
    assert len({validators_key(*pair) for pair in pairs}) == 3
    assert {len(validators_key(*pair)) for pair in pairs} == {32}
