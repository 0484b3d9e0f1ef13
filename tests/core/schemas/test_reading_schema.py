"""The JSON contract: the schema in docs/ is the code's, and real readings keep to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from truerole.core.schemas.reading_schema import ReadingRecord, reading_schema
from truerole.data.labels.examples import load_examples
from truerole.model.reader import default_reader

EXAMPLES = load_examples()
FILE = Path(__file__).parents[3] / "docs" / "reading.schema.json"
GERMAN = "Wir suchen einen Entwickler, der mit uns die Daten der Firma in Tabellen ordnet und pflegt. " * 5
VALIDATOR = Draft202012Validator(reading_schema())


def test_the_file_is_what_the_code_gives() -> None:
    written = json.loads(FILE.read_text("utf-8"))
    assert written == reading_schema(), "python -m truerole.core.schemas.reading_schema > docs/reading.schema.json"
    Draft202012Validator.check_schema(written)


@pytest.mark.parametrize("title", [None, "Data Scientist", "Gardener"])
@pytest.mark.parametrize("text", [*[e.description for e in EXAMPLES[:6]], GERMAN, "?", "SQL\n" * 30])
def test_readings_are_valid(text: str, title: str | None) -> None:
    reading = json.loads(json.dumps(default_reader().read(text, title, "a").to_dict()))
    assert [error.message for error in VALIDATOR.iter_errors(reading)] == []
    assert ReadingRecord.model_validate_json(json.dumps(reading), strict=True).model_dump(mode="json") == reading


def reading() -> dict[str, Any]:
    return json.loads(json.dumps(default_reader().read(EXAMPLES[0].description, "Data Scientist").to_dict()))


@pytest.mark.parametrize(
    "change",
    [
        {"role": "gardener"},
        {"roles": {}},
        {"deep_learning": 4},
        {"evidence": [{"start": -1, "end": 2, "role": "other", "weight": 0.5}]},
        {"skills": [{"id": "sql", "name": "SQL", "category": "x", "need": "perhaps", "years": None, "mentions": []}]},
        {"title": "Data Scientist"},
        {"language": None},
        {"more": 1},
    ],
    ids=str,
)
def test_what_breaks_the_contract_is_invalid(change: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(reading())
    assert not VALIDATOR.is_valid(reading() | change)


@pytest.mark.parametrize("field", ReadingRecord.model_fields)
def test_every_field_is_required(field: str) -> None:
    lacking = reading()
    del lacking[field]
    assert not VALIDATOR.is_valid(lacking)
