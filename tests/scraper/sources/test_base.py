"""The JSON of a request is kept in the table `units` and its hash is a task's key: not a byte of it may change."""

import pytest

from truerole.scraper.sources.base import Request

REQUESTS = {
    b'{"url":"https://a.example/jobs","body":null,"accept":"application/json","of":null,"context":{},'
    b'"otherwise":null}': Request("https://a.example/jobs"),
    b'{"url":"https://a.example/\xc3\xa9?q=1","body":"{\\"a\\": 1}","accept":"text/html","of":"17",'
    b'"context":{"b":"2","z":"1","\xc3\xa9":"3"},"otherwise":{"url":"https://b.example","body":null,'
    b'"accept":"application/json","of":null,"context":{},"otherwise":null}}': Request(
        "https://a.example/é?q=1",
        '{"a": 1}',
        "text/html",
        posting_id="17",
        context={"é": "3", "z": "1", "b": "2"},
        fallback=Request("https://b.example"),
    ),
    b'{"url":"https://a.example/jobs?texts","body":null,"accept":"application/json","of":null,"context":{},'
    b'"otherwise":null,"lighter":{"url":"https://a.example/jobs","body":null,"accept":"application/json","of":null,'
    b'"context":{},"otherwise":null}}': Request(
        "https://a.example/jobs?texts", lighter=Request("https://a.example/jobs")
    ),
}


@pytest.mark.parametrize(("written", "request_"), REQUESTS.items())
def test_a_request_is_written_with_the_keys_of_the_store(written: bytes, request_: Request) -> None:
    assert request_.to_json() == written
    assert Request.from_json(written) == request_
