"""Who is let in: hosts, keys, rates; and what is logged of a request."""

import json
import logging

import pytest

from tests.api.conftest import ApiClient, Make

KEY = "a-key-of-sixteen-or-more"
SHOWN = {"authorization": f"Bearer {KEY}"}


@pytest.mark.parametrize("host", ["localhost", "localhost:8600", "127.0.0.1:1", "[::1]:8600", "[::1]", "LOCALHOST"])
def test_this_machine_is_asked_by_its_names(client: ApiClient, host: str) -> None:
    assert client.get("/skills/sql", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8600",
        "localhost.evil.example",
        "127.0.0.1.evil",
        "",
        "localhost:80@evil",
        "localhost:x",
    ],
)
def test_a_name_that_leads_here_from_elsewhere_is_refused(client: ApiClient, host: str) -> None:
    found = client.get("/skills/sql", headers={"host": host})
    assert (found.status_code, "the host is none of this machine's" in found.json()["error"]) == (400, True)


def test_a_server_that_is_open_to_others_has_any_name(make_client: Make) -> None:
    client = make_client(local=False, keys=(KEY,))
    assert client.get("/skills/sql", headers={"host": "api.example"} | SHOWN).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": KEY}, {"x-api-key": KEY}])
@pytest.mark.parametrize("address", ["/skills/sql", "/metrics", "/openapi.json", "/no/such", "/postings"])
def test_nothing_is_said_without_a_key(make_client: Make, address: str, headers: dict[str, str]) -> None:
    found = make_client(keys=(KEY,)).get(address, headers=headers)
    assert (found.status_code, found.headers["www-authenticate"]) == (401, "Bearer")
    assert found.json() == {"error": "show one of the API's keys, as in: Authorization: Bearer KEY"}


def test_a_key_opens_all_and_health_needs_none(make_client: Make) -> None:
    client = make_client(keys=("another-key-of-a-client", KEY))
    assert client.get("/metrics", headers=SHOWN).status_code == 200
    assert client.get("/healthz").status_code == 200
    paths = client.get("/openapi.json", headers=SHOWN).json()
    assert paths["components"]["securitySchemes"] == {"HTTPBearer": {"type": "http", "scheme": "bearer"}}


def test_who_guesses_keys_is_slowed_down_and_harms_nobody(make_client: Make) -> None:
    client = make_client(keys=(KEY,), rate=3)
    statuses = [client.get("/skills/sql", headers={"authorization": f"Bearer {n}"}).status_code for n in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    assert client.get("/skills/sql", headers=SHOWN).status_code == 200


def test_the_log_holds_neither_keys_nor_queries(make_client: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "truerole")
    client = make_client(keys=(KEY,))
    client.get("/postings?q=secret-plan", headers=SHOWN)
    client.get("/skills/secret-plan", headers={"authorization": "Bearer wrong-secret"})
    assert [record.message.rpartition(" in ")[0] for record in caplog.records] == [
        "GET /postings: 200",
        "GET other: 401",
    ]
    assert not any(word in caplog.text for word in (KEY, "secret"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/healthz", 200),
        ("/skills/sql", 200),
        ("/skills/no-such", 404),
        ("/market/skills?top=3", 200),
        ("/market/skills?top=x", 422),
        ("/postings?limit=1", 200),
        ("/models", 200),
        ("/openapi.json", 200),
        ("/readings", 405),
        ("/no/such", 404),
    ],
)
def test_head_is_answered_as_get_without_the_body(client: ApiClient, address: str, status: int) -> None:
    full, bare = client.get(address), client.ask("HEAD", address)
    assert (bare.status_code, bare.content, bool(full.content)) == (status, b"", True)
    assert bare.headers == full.headers


def test_head_needs_a_key_where_get_does(make_client: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "truerole")
    client = make_client(keys=(KEY,))
    statuses = [client.ask("HEAD", address).status_code for address in ("/healthz", "/skills/sql")]
    assert (statuses, client.ask("HEAD", "/skills/sql", headers=SHOWN).status_code) == ([200, 401], 200)
    assert caplog.records[-1].message.startswith("HEAD /skills/{id}: 200")
    counted = client.get("/metrics", headers=SHOWN).text
    assert 'truerole_requests_total{method="HEAD",route="/skills/{id}",status="200"} 1.0' in counted


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/readings", 405),
        ("POST", "/healthz", 405),
        ("DELETE", "/postings", 405),
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("PUT", "/x", 404),
    ],
)
def test_other_roads_lead_nowhere_in_a_line(client: ApiClient, method: str, address: str, status: int) -> None:
    found = client.ask(method, address)
    assert found.status_code == status
    assert set(json.loads(found.content)) == {"error"}
