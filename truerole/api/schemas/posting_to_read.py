"""Posting as a client sends for reading, with an example."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from truerole.model.reader import MAX_CHARACTERS, MAX_TITLE

_WORK = "You build and run our Spark pipelines and the data warehouse, and keep the nightly loads fast."
_WISH = "You know SQL and Python. Kafka is a plus."
EXAMPLE: dict[str, Any] = {"id": "job-1", "title": "Data Scientist", "description": f"{_WORK}\n{_WISH}"}


class PostingToRead(BaseModel):
    """Posting to be read."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [EXAMPLE]})

    description: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS, description="The text of the posting.")]
    title: Annotated[
        str | None, Field(max_length=MAX_TITLE, description="To see whether the work agrees; it never votes.")
    ] = None
    id: Annotated[
        Annotated[str, Field(max_length=1_000)] | Annotated[int, Field(ge=-(2**63), lt=2**63)] | None,
        Field(description="Comes back with the reading, as a string."),
    ] = None
