"""`POST /readings`: one posting, many, and lines, by the JSON contract."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

import truerole
from tests.api.conftest import ApiClient, Make
from truerole.api.routes.readings import MOST
from truerole.api.schemas.posting_to_read import EXAMPLE
from truerole.core.schemas.reading_schema import ReadingRecord
from truerole.core.settings import ApiLimits

LINES = {"content-type": "application/x-ndjson"}
JSON = {"content-type": "application/json"}
NO_ID = "id: give a text of at most 1,000 characters, or a whole number of at most 64 bits"


def lines_of(given: list[Any]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in given)


def test_a_posting_is_read_as_in_python(client: ApiClient) -> None:
    found = client.post("/readings", json=EXAMPLE)
    assert found.status_code == 200
    ReadingRecord.model_validate_json(found.content, strict=True)
    expected = truerole.read(EXAMPLE["description"], EXAMPLE["title"]).to_dict()
    assert found.json() == json.loads(json.dumps(expected)) | {"id": EXAMPLE["id"]}


@pytest.mark.parametrize(("form", "headers"), [("array", JSON), ("lines", LINES)])
def test_many_are_answered_in_their_order(client: ApiClient, form: str, headers: dict[str, str]) -> None:
    given: list[Any] = [{"description": f"You build pipelines, {n} of them.", "id": n} for n in range(40)]
    given[7], given[9] = {"id": 7}, {"description": " ", "id": "blank"}
    body = lines_of(given) if form == "lines" else json.dumps(given).encode()
    found = client.post("/readings", content=body, headers=headers)
    assert (found.status_code, found.headers["content-type"]) == (200, headers["content-type"])
    read = [json.loads(line) for line in found.text.splitlines()] if form == "lines" else found.json()
    assert [each["id"] for each in read if "error" not in each] == [str(n) for n in range(40) if n not in (7, 9)]
    assert read[7] == {"id": "7", "error": "description: Field required"}
    assert read[9] == {"id": "blank", "error": "there is no text to read; paste the description of a job"}


@pytest.mark.parametrize(("form", "headers"), [("array", JSON), ("lines", LINES)])
def test_what_cannot_be_read_keeps_its_id(client: ApiClient, form: str, headers: dict[str, str]) -> None:
    wrong: list[tuple[Any, str | None, str]] = [
        ({"id": "a", "description": None}, "a", "description: Input should be a valid string"),
        ({"id": 7, "description": "x", "text": "y"}, "7", "text: Extra inputs are not permitted"),
        ({"id": "a", "description": 5}, "a", "description: Input should be a valid string"),
        ({"id": "a", "description": "x", "title": 5}, "a", "title: Input should be a valid string"),
        ({"id": "ü", "description": ""}, "ü", "there is no text to read; paste the description of a job"),
        ({"id": "", "description": "x", "title": "y" * 1_001}, "", "title: String should have at most 1000"),
        ({"id": None, "description": None}, None, "description: Input should be a valid string"),
        ({"id": {"a": 1}, "description": "x"}, None, NO_ID),
        ({"id": 2.5, "description": "x"}, None, NO_ID),
        ({"id": 2**70, "description": "x"}, None, NO_ID),
        ({"id": False, "description": None}, None, "description: Input should be a valid string"),
        (["id"], None, "Input should be an object"),
        ("id", None, "Input should be an object"),
    ]
    given = [posting for posting, _, _ in wrong]
    body = lines_of(given) if form == "lines" else json.dumps(given).encode()
    found = client.post("/readings", content=body, headers=headers)
    answered = [json.loads(line) for line in found.text.splitlines()] if form == "lines" else found.json()
    for (_, id, told), each in zip(wrong, answered, strict=True):
        assert (each["id"], each["error"].startswith(told), each.keys()) == (id, True, {"id", "error"}), each


def test_blank_lines_and_a_missing_last_line_feed_do_no_harm(client: ApiClient) -> None:
    body = b"\n\r\n" + lines_of([EXAMPLE]) + b"\n" + json.dumps(EXAMPLE).encode()
    assert len(client.post("/readings", content=body, headers=LINES).text.splitlines()) == 2
    assert client.post("/readings", content=b"", headers=LINES).text == ""


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"", 400, "this is not JSON: "),
        (b"{", 400, "this is not JSON: "),
        (b"[1, ", 400, "this is not JSON: "),
        (b"[" * 10_000, 400, "this is not JSON: "),
        (b"[" * 256 + b"]" * 256, 400, "this is nested too deep"),
        (b"[" * 1_023 + b"]" * 1_023, 400, "this is nested too deep"),
        (b"\xff\xfe", 400, "this is not JSON: "),
        (b'{"description": "\\ud800"}', 400, "this is not JSON: "),
        (b"null", 422, "Input should be an object"),
        (b'{"title": "x"}', 422, "description: Field required"),
        (b'{"description": 5}', 422, "description: Input should be a valid string"),
        (b'{"description": ""}', 422, "there is no text to read; paste the description of a job"),
        (b'{"description": "  "}', 422, "there is no text to read; paste the description of a job"),
        (b'{"description": "x", "text": "y"}', 422, "text: Extra inputs are not permitted"),
        (b'{"description": "x", "id": 1e400}', 422, NO_ID),
        (b'{"description": "x", "id": ' + b"9" * 400 + b"}", 422, NO_ID),
        (b'{"description": "x", "id": "' + b"9" * 1_001 + b'"}', 422, NO_ID),
        (b'{"description": "x", "id": ["a"]}', 422, NO_ID),
        (b'{"description": "x", "id": true}', 422, NO_ID),
        (b'{"description": "' + b"x" * 60_000 + b'"}', 413, "the request is larger than 50,000 bytes"),
        (b"[" + b"1," * MOST + b"1]", 413, "1,001 postings are too many for an array"),
    ],
)
def test_what_is_no_posting_is_one_line(client: ApiClient, body: bytes, status: int, told: str) -> None:
    found = client.post("/readings", content=body, headers=JSON)
    assert (found.status_code, found.json()["error"].startswith(told)) == (status, True), found.text
    assert "\n" not in found.json()["error"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_a_form_of_another_site_cannot_send_postings(client: ApiClient, kind: str) -> None:
    assert client.post("/readings", content=b"{}", headers={"content-type": kind}).status_code == 415


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x" * 10_000


def test_a_body_without_a_length_is_bounded(client: ApiClient) -> None:
    found = client.post("/readings", content=endless(), headers=JSON)
    assert (found.status_code, "larger than 50,000 bytes" in found.text) == (413, True)


def test_a_rate_counts_postings(make_client: Make) -> None:
    client = make_client(rate=60)
    many = [{"description": "You build pipelines."}] * 58
    assert client.post("/readings", json=many).status_code == 200
    refused = client.post("/readings", json=many)
    assert (refused.status_code, refused.json()["error"]) == (
        429,
        f"too many requests or postings; go on in {refused.headers['retry-after']} s",
    )


def test_longer_titles_and_texts_than_anybody_reads_are_refused(make_client: Make) -> None:
    client = make_client(limits=ApiLimits(None, 10, 5_000_000, 1))
    assert "at most 100000 characters" in client.post("/readings", json={"description": "x" * 100_001}).text
    assert "at most 1000 characters" in client.post("/readings", json={"description": "x", "title": "y" * 1_001}).text
