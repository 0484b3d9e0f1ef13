"""Any address and any redirect ends as an outcome or as a LinkError, whatever its host is called."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.scraper.fetch.hosts_server import Bench, Hosts, move, spec
from truerole.core.errors import LinkError
from truerole.scraper.fetch.client import Client
from truerole.scraper.fetch.result import FetchResult, Forbidden
from truerole.scraper.fetch.single_posting import fetch_posting
from truerole.scraper.fetch.ssrf import AddressPolicy, check_url, parse_url
from truerole.scraper.sources.base import Request

# Valid to the eye of a browser, and to httpx until somebody asks for the host.
NO_NAMES = ["https://xn--ls8h.la/careers", "http://xn--a/", "http://xn--.test/", "//xn--ls8h.la/x"]
NEVER = AddressPolicy(resolve=lambda *_: [])

_host = st.one_of(
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=40),
    st.text("abcxn-.0123456789[]:%@_", max_size=40),
    st.from_regex(r"xn--[a-z0-9-]{0,12}(\.test)?", fullmatch=True),
    st.sampled_from(["[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f.1", "a" * 300, "a." * 130, "shop.test", "..", ""]),
)
_path = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=30)
ADDRESSES = st.one_of(
    st.builds(
        "{}{}/{}".format, st.sampled_from(["http://", "https://", "//", "HTTP:", "ftp://", "/", ""]), _host, _path
    ),
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60),
)


def with_no_names(test: object) -> object:
    for address in NO_NAMES:
        test = example(address)(test)
    return test


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(Path(tmp_path_factory.mktemp("store")))
    yield made
    made.store.close()


@pytest.mark.slow
@with_no_names
@given(st.one_of(ADDRESSES, st.text(max_size=60)))
@settings(max_examples=300, deadline=None)
def test_an_address_is_parsed_whole_or_refused(address: str) -> None:
    try:
        url = parse_url(address)
        check_url(url, NEVER)
    except LinkError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 400
    else:
        assert url.host


@with_no_names
@given(ADDRESSES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_a_redirect_anywhere_ends_as_an_outcome(bench: Bench, location: str) -> None:
    async def story(hosts: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(hosts.on("shop.test/jobs", move(location))), spec(robots="waived"))

    assert isinstance(bench.run(story), get_args(FetchResult))


@with_no_names
@given(ADDRESSES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_a_request_of_anything_ends_as_an_outcome(bench: Bench, address: str) -> None:
    async def story(_: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(address), spec(), conditional=True)

    assert isinstance(bench.run(story), get_args(FetchResult))


@pytest.mark.parametrize("address", NO_NAMES[:3])
def test_a_host_that_is_no_name_is_forbidden(bench: Bench, address: str) -> None:
    async def story(_: Hosts, client: Client) -> FetchResult:
        return await client.fetch(Request(address), spec())

    outcome = bench.run(story)
    assert isinstance(outcome, Forbidden)
    assert outcome.why.startswith("the link is not a web address: ")


@pytest.mark.parametrize("address", NO_NAMES)
def test_a_pasted_link_that_is_none_is_one_line(address: str) -> None:
    with pytest.raises(LinkError) as raised:
        fetch_posting(address)
    assert "\n" not in str(raised.value)
