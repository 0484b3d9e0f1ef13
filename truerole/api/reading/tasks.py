"""Tasks of the processes that read: bytes in, bytes out, so that the process of the API only passes them on."""

from collections.abc import Sequence
from typing import NamedTuple

import orjson

from truerole.api.schemas.posting_to_read import EXAMPLE, ID_TOLD, PostingIdAlone, PostingToRead
from truerole.core.schemas.validation import Invalid, validate_json
from truerole.core.text.visible import one_line
from truerole.model.reader import default_reader, try_read


class Answered(NamedTuple):
    """Answer to a posting: a reading in the form of the JSON contract, or the posting's id and the error."""

    read: bool
    body: bytes


class Refused(NamedTuple):
    """Body that holds no posting: the HTTP status, and why in a line."""

    status: int
    error: str


def warm() -> None:
    """Load the model and all that a reading needs, so that the first posting need not wait."""
    default_reader().read(EXAMPLE["description"], EXAMPLE["title"])


def read_body(body: bytes) -> bytes | Refused:
    """Return the reading of the posting in a JSON object, with the champion of the moment."""
    given = _parsed(body)
    if isinstance(given, Refused):
        return given
    reading = try_read(default_reader(), given.description, given.title, _id(given))
    return Refused(422, reading) if isinstance(reading, str) else orjson.dumps(reading.to_dict())


def read_lines(lines: Sequence[bytes]) -> list[Answered]:
    """Return the reading of the posting in each line, in order; a line without a posting gets an error."""
    return [_answered(line) for line in lines]


def _answered(line: bytes) -> Answered:
    given = _parsed(line)
    if isinstance(given, Refused):
        return failed(given.error, id_of(line))
    reading = try_read(default_reader(), given.description, given.title, _id(given))
    return failed(reading, _id(given)) if isinstance(reading, str) else Answered(True, orjson.dumps(reading.to_dict()))


def failed(error: str, id: str | None = None) -> Answered:
    """Return the answer to a posting that was not read."""
    return Answered(False, orjson.dumps({"id": id, "error": error}))


def id_of(line: bytes) -> str | None:
    """Return the id of a posting that may be wrong in all else; None without a valid id."""
    try:
        return _id(validate_json(PostingIdAlone, line))
    except Invalid:
        return None


def _parsed(body: bytes) -> PostingToRead | Refused:
    try:
        return validate_json(PostingToRead, body)
    except Invalid as wrong:
        if wrong.path[:1] == ("id",):
            return Refused(422, f"id: give {ID_TOLD}")
        malformed = wrong.kind == "json_invalid"
        told = "this is not JSON: " if malformed else ""
        return Refused(400 if malformed else 422, one_line(f"{told}{wrong}".replace("the file: ", ""))[:500])


def _id(given: PostingToRead | PostingIdAlone) -> str | None:
    return None if given.id is None else str(given.id)
