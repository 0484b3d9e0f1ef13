"""Hostile requests: whatever is sent to any route of OpenAPI, no answer is a fault, and each error is a line."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.api.conftest import ApiClient
from truerole.api.schemas.posting_to_read import EXAMPLE

ODD = [
    "", "\0", "\ud7ff", "\u202e", "🐈", "x" * 3_000, "-1", "1e400", "9" * 400, "null", "[]", "%s%n", "' OR 1=1 --",
    "../..", "٣", "NaN", "2025-00", "true", "\r\nX: y", "${jndi:x}", '"', "a,b," * 50,
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=40))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
# Path, the part of it that stands for an id, and the names of the parameters.
Route = tuple[str, str, list[str]]
KINDS = ["application/json", "application/x-ndjson", "application/json; charset=utf-7", "text/plain", ""]


@pytest.fixture(scope="module")
def routes(client: ApiClient) -> list[Route]:
    """Return all routes with a GET."""
    paths = client.get("/openapi.json").json()["paths"]
    named = [(path, found["get"].get("parameters", [])) for path, found in paths.items() if "get" in found]
    return [(path, "{id}" if "{" in path else "", [each["name"] for each in given]) for path, given in named]


def expect_an_answer(found: Any) -> None:
    assert found.status_code < 500, found.text
    if found.status_code >= 400:
        (told,) = json.loads(found.content).values()
        assert told and "\n" not in told and len(told) <= 500


def written(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_address_makes_a_fault(
    client: ApiClient, routes: list[tuple[str, str, list[str]]], data: st.DataObject
) -> None:
    path, hole, names = data.draw(st.sampled_from(routes))
    known = st.sampled_from(names) if names else TEXTS
    pairs = data.draw(st.lists(st.tuples(known, TEXTS), max_size=4))
    query = "&".join(f"{written(name)}={written(value)}" for name, value in pairs)
    expect_an_answer(client.get(f"{path.replace(hole, written(data.draw(TEXTS)) or 'x') if hole else path}?{query}"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KINDS), st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
@example(KINDS[0], b"[" * 100_000)
@example(KINDS[0], b'{"a":' * 5_000)
@example(KINDS[1], b"\n" * 100_000)
@example(KINDS[1], b"[" * 49_000)
@example(KINDS[0], json.dumps([[]] * 900).encode())
def test_no_body_makes_a_fault(client: ApiClient, kind: str, body: bytes) -> None:
    expect_an_answer(client.post("/readings", content=body, headers={"content-type": kind}))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["description", "title", "id", "text"]), VALUES, max_size=4), st.booleans())
def test_no_posting_makes_a_fault(client: ApiClient, given: dict[str, Any], in_full: bool) -> None:
    body = json.dumps({**EXAMPLE, **given} if in_full else given)
    expect_an_answer(client.post("/readings", content=body, headers={"content-type": "application/json"}))


@pytest.mark.parametrize("name", ["content-length", "content-type", "authorization", "host", "expect", "range"])
@pytest.mark.parametrize("value", ["", "-1", "9" * 5_000, "\xff", "a;b;;=", "bytes=0-"])
def test_no_header_makes_a_fault(client: ApiClient, name: str, value: str) -> None:
    headers = {"content-type": "application/json", name: value.encode("latin-1")}
    expect_an_answer(client.post("/readings", content=json.dumps(EXAMPLE), headers=headers))
    expect_an_answer(client.get("/skills/sql", headers={name: value.encode("latin-1")}))


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PATCH", "PROPFIND", "G\tT"])
def test_no_method_makes_a_fault(client: ApiClient, method: str) -> None:
    assert client.ask(method, "/postings").status_code == 405
