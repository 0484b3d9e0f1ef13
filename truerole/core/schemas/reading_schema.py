"""JSON Schema of a reading, as `truerole read --json`, `truerole score` and `Reading.to_dict` give.

`python -m truerole.core.schemas.reading_schema > docs/reading.schema.json` writes it anew; a test holds file and code
together.
"""

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from truerole.core.reading import Duty, Need, OtherKind, Role, SectionKind, Seniority, Stage

Offset = Annotated[int, Field(ge=0, description="Code points into the description exactly as it was given.")]
Probability = Annotated[float, Field(ge=0, le=1)]


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoleProbabilities(_StrictModel):
    """Probability of each role; they add up to 1."""

    data_analyst: Probability
    data_engineer: Probability
    data_scientist: Probability
    ml_engineer: Probability
    other: Probability


class TitleRecord(_StrictModel):
    """Title as given, the role named (null: none of the four), and whether the work agrees (null: unclear)."""

    text: str
    role: Role | None
    agrees: bool | None


class EvidenceRecord(_StrictModel):
    """Span that moves the log-odds of a role by `weight`, up or down."""

    start: Offset
    end: Offset
    role: Role
    weight: float


class SkillRecord(_StrictModel):
    """Skill of the taxonomy, the need, the years asked for, and the spans that name it."""

    id: str
    name: str
    category: str
    need: Need
    years: Annotated[int, Field(ge=0)] | None
    mentions: list[Annotated[list[Offset], Field(min_length=2, max_length=2)]]
    alternatives: Annotated[list[str], Field(description="Ids of skills of which any would do instead.")] = []


class DutyRecord(_StrictModel):
    """Sentence, the kind of work that it speaks of, and a second kind where one is clearly there too."""

    start: Offset
    end: Offset
    kind: Duty
    second: Duty | None


class SectionRecord(_StrictModel):
    """Section of the text, from `start` to before `end`."""

    kind: SectionKind
    start: Offset
    end: Offset


class ReadingRecord(_StrictModel):
    """Reading of a job posting by TrueRole."""

    model_config = ConfigDict(extra="forbid", title="Reading")

    id: Annotated[str | None, Field(description="As given with the posting.")]
    role: Annotated[Role | None, Field(description="Real role of the job; null where the text is not English.")]
    roles: RoleProbabilities
    confident: Annotated[bool, Field(description="False where a person should look.")]
    other_kind: Annotated[OtherKind | None, Field(description="Trade, where the role is other and it is clear.")]
    title: Annotated[TitleRecord | None, Field(description="Null without a title.")]
    evidence: list[EvidenceRecord]
    skills: list[SkillRecord]
    duties: Annotated[list[DutyRecord], Field(description="Sentences in order; none where the text is not English.")]
    deep_learning: Annotated[int, Field(ge=0, le=3, description="How much deep learning: 0 (none) to 3 (the core).")]
    stage: Annotated[Stage, Field(description="Kind of company.")]
    seniority: Annotated[Seniority, Field(description="Level of the job; mid is some years of experience.")]
    sections: list[SectionRecord]
    language: Annotated[str, Field(description="ISO 639-1 code, or `und` where there is too little to tell.")]
    model: Annotated[str, Field(description="Version of the model that read the posting.")]


def reading_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a reading."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ReadingRecord.model_json_schema()}


def main() -> None:
    """Print the schema."""
    print(json.dumps(reading_schema(), indent=2))


if __name__ == "__main__":
    main()
