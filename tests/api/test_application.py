"""The API as OpenAPI describes it: examples that hold, errors in one form, and faults that tell nothing."""

from typing import Any

import pytest

import truerole
from tests.api.conftest import ApiClient, Make
from truerole.api.schemas.answers import FailedReading
from truerole.api.schemas.posting_to_read import EXAMPLE, PostingToRead
from truerole.api.schemas.reading_example import READING_EXAMPLE
from truerole.core.errors import WorkerLost
from truerole.core.schemas.reading_schema import ReadingRecord

PATHS = {
    "/readings": "post", "/skills": "get", "/skills/{id}": "get", "/market/skills": "get", "/market/compare": "get",
    "/market/trend": "get", "/market/pay": "get", "/market/duties": "get", "/postings": "get", "/models": "get",
    "/healthz": "get", "/metrics": "get",
}  # fmt: skip


@pytest.fixture(scope="module")
def described(client: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_all_routes_are_described_and_read_alone(described: dict[str, Any]) -> None:
    assert {path: method for path, routes in described["paths"].items() for method in routes} == PATHS
    for routes in described["paths"].values():
        for route in routes.values():
            assert route["summary"] and route["description"].endswith((".", ")."))
            assert {"422", "429", "503"} <= route["responses"].keys()
            refused = route["responses"]["422"]["content"]["application/json"]["schema"]
            assert refused == {"$ref": "#/components/schemas/ErrorRecord"}


def test_the_contract_is_that_of_the_reading(described: dict[str, Any]) -> None:
    shown = described["components"]["schemas"]["ReadingRecord"]
    assert shown["required"] == ReadingRecord.model_json_schema()["required"]
    assert set(shown["properties"]) == set(truerole.read(EXAMPLE["description"]).to_dict())


def test_the_examples_hold(described: dict[str, Any], client: ApiClient) -> None:
    route = described["paths"]["/readings"]["post"]
    for content in (route["requestBody"]["content"], route["responses"]["200"]["content"]):
        assert {"application/json", "application/x-ndjson"} == content.keys()
    sent, told = (
        content["application/json"]["examples"]
        for content in (route["requestBody"]["content"], route["responses"]["200"]["content"])
    )
    PostingToRead.model_validate(sent["one"]["value"])
    reading, failed = told["many"]["value"]
    ReadingRecord.model_validate(reading)
    FailedReading.model_validate(failed)
    found = client.post("/readings", json=sent["one"]["value"]).json()
    for key in ("id", "role", "title", "skills", "duties", "sections", "language", "confident"):
        assert found[key] == READING_EXAMPLE[key], key


def test_a_fault_tells_nothing_of_itself(make_client: Make) -> None:
    class Broken:
        def submit(self, *_: Any) -> Any:
            raise RuntimeError("a secret")

    found = make_client(pool=Broken()).post("/readings", json=EXAMPLE)
    assert (found.status_code, found.json()) == (500, {"error": "a fault of TrueRole, which the log of the API tells"})


def test_a_reading_that_takes_too_long_is_given_up(make_client: Make) -> None:
    class Slow:
        def submit(self, *_: Any) -> Any:
            raise WorkerLost("it took longer than 10 seconds to work on, and was given up")

    found = make_client(pool=Slow()).post("/readings", json=EXAMPLE)
    assert (found.status_code, "took longer than 10 seconds" in found.text) == (503, True)
