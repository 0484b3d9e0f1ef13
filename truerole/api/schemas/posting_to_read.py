"""Posting as a client sends for reading, with an example."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from truerole.model.reader import MAX_CHARACTERS, MAX_TITLE

_WORK = "You build and run our Spark pipelines and the data warehouse, and keep the nightly loads fast."
_WISH = "You know SQL and Python. Kafka is a plus."
_MOST_ID = 1_000
ID_TOLD = f"a text of at most {_MOST_ID:,} characters, or a whole number of at most 64 bits"
PostingId = Annotated[str, Field(max_length=_MOST_ID)] | Annotated[int, Field(ge=-(2**63), lt=2**63)] | None
EXAMPLE: dict[str, Any] = {"id": "job-1", "title": "Data Scientist", "description": f"{_WORK}\n{_WISH}"}


class PostingToRead(BaseModel):
    """Posting to be read."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [EXAMPLE]})

    # An empty text is refused by the reader, in the words for one of blanks alone.
    description: Annotated[
        str,
        Field(max_length=MAX_CHARACTERS, description="The text of the posting.", json_schema_extra={"minLength": 1}),
    ]
    title: Annotated[
        str | None, Field(max_length=MAX_TITLE, description="To see whether the work agrees; it never votes.")
    ] = None
    id: Annotated[PostingId, Field(description="Comes back with the reading, as a string.")] = None


class PostingIdAlone(BaseModel):
    """Id of a posting, whatever else it holds."""

    model_config = ConfigDict(strict=True)

    id: PostingId = None
