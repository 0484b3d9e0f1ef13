"""Schema of a taxonomy file: the tables of skills, and errors in words for the author."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from truerole.core.errors import TaxonomyError
from truerole.core.schemas.validation import Invalid, validate_tables

Text = Annotated[str, Field(pattern=r"\S")]
Texts = tuple[Text, ...]


class ContextTable(BaseModel):
    """Rule for the names of a skill that are also plain words; see `truerole.core.taxonomy`."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[Texts, Field(min_length=1)]
    case: bool = False
    near: bool = False
    cues: Texts = ()


class SkillTable(BaseModel):
    """Table of a skill; see `truerole.core.taxonomy`."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    about: Text
    aliases: Texts = ()
    parents: Texts = ()
    context: ContextTable | None = None
    practised_in: Texts = ()
    broad: bool = False
    field: bool = False


def parse_skills(file: str, tables: Mapping[str, object]) -> dict[str, SkillTable]:
    """Validate the tables of a file by the ids of the skills; raises TaxonomyError, naming file, skill and remedy."""
    try:
        return validate_tables(dict[str, SkillTable], tables)
    except Invalid as error:
        raise TaxonomyError(f"{file}, [{error.path[0]}]: {_explain(error)}") from error


def parse_decoys(file: str, tables: Mapping[str, object]) -> Texts:
    """Validate the file of decoys; raises TaxonomyError."""
    try:
        return validate_tables(dict[str, Texts], tables).get("phrases", ())
    except Invalid as error:
        raise TaxonomyError(f"{file}: not a list of texts; write phrases = [...]") from error


def _explain(error: Invalid) -> str:
    match error.path[1:]:
        case ("name" | "about" as key,):
            return f"no {key}; add one"
        case ("context",) | ("context", "words"):
            return "the context names no words; add words = [...]"
        case ("context", key, *_):
            return f"the context cannot have {key} = {error.value!r}; see the head of taxonomy.py"
    if len(error.path) == 1:
        return "not a table; write the skill under its own [id]"
    key = error.path[1]
    if error.kind == "extra_forbidden":
        return f"unknown key {key!r}; the head of taxonomy.py says which there are"
    flag, texts = f"neither true nor false; write {key} = true", f"not a list of texts; write {key} = [...]"
    return f"{key} is {flag if error.kind == 'bool_type' else texts}"
