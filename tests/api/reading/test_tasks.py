"""Tasks of the processes: what a line gives, and that an odd posting ends no batch."""

import json

import pytest

from truerole.api.reading import tasks
from truerole.api.reading.tasks import Refused, read_body, read_lines


def test_a_line_gives_a_reading_or_an_error_with_its_id() -> None:
    read, blank, wrong = read_lines([
        b'{"description": "You build pipelines.", "id": 7}',
        b'{"description": " ", "id": "b"}',
        b'{"id": 3}',
    ])  # fmt: skip
    assert (read.read, json.loads(read.body)["id"]) == (True, "7")
    assert (blank.read, json.loads(blank.body)["id"]) == (False, "b")
    assert json.loads(wrong.body) == {"id": "3", "error": "description: Field required"}


def test_a_fault_of_the_reader_is_an_error_of_its_posting(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty:
        def read(self, *_: object) -> object:
            raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr(tasks, "default_reader", Faulty)
    assert read_body(b'{"description": "x"}') == Refused(422, "could not be read (ZeroDivisionError: by zero)")
    (answered,) = read_lines([b'{"description": "x", "id": "a"}'])
    assert json.loads(answered.body) == {"id": "a", "error": "could not be read (ZeroDivisionError: by zero)"}
