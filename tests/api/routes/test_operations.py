"""`GET /healthz` and `GET /metrics`."""

import re

import pytest

from tests.api.conftest import ApiClient, Make
from truerole.core.errors import StoreError
from truerole.core.version import version
from truerole.workflows.serving.live_index import LiveIndex


def test_it_is_healthy(client: ApiClient, live: LiveIndex) -> None:
    found = client.get("/healthz").json()
    assert (found["status"], found["version"], found["postings"]) == ("ok", version(), live.store.count())


def test_a_store_that_cannot_be_read_is_said(
    client: ApiClient, live: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise StoreError("the store is gone; bring it back")

    monkeypatch.setattr(live.store, "count", broken)
    found = client.get("/healthz")
    assert (found.status_code, found.json()) == (
        503,
        {"error": "the store cannot be read; the log of the API says why"},
    )


def test_what_was_asked_and_read_is_counted(make_client: Make) -> None:
    client = make_client()
    client.get("/skills/spark")
    client.get("/skills/python")
    client.get("/no/such/thing")
    client.post("/readings", json=[{"description": "You build pipelines."}, {}])
    text = client.get("/metrics").text
    assert 'truerole_requests_total{method="GET",route="/skills/{id}",status="200"} 2.0' in text
    assert 'truerole_requests_total{method="GET",route="other",status="404"} 1.0' in text
    assert 'truerole_readings_total{outcome="read"} 1.0' in text
    assert 'truerole_readings_total{outcome="error"} 1.0' in text
    assert re.search(r'truerole_request_seconds_count\{route="/readings"\} 1\.0', text)
    assert "process_resident_memory_bytes" in text
