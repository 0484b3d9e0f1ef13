"""Answers of the API as pydantic records, for OpenAPI and the tests; answers are sent without them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from truerole.core.reading import Duty, Need, Role, Seniority, Stage


class ApiRecord(BaseModel):
    """Record with no other keys."""

    model_config = ConfigDict(extra="forbid")


class ErrorRecord(ApiRecord):
    """Error, in a line: the fault, where, and the remedy."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"error": "description: Field required"}]})

    error: str


class FailedReading(ErrorRecord):
    """Posting of many that could not be read."""

    id: str | None


class ListedSkill(ApiRecord):
    """Skill of the taxonomy."""

    id: str
    name: str
    category: str
    about: str
    aliases: list[str]
    parents: list[str] = Field(description="Ids of skills that it is a kind or a part of.")


class FoundSkills(ApiRecord):
    """Skills that a query may mean, the best match first; all without a query."""

    total: int
    categories: list[str]
    skills: list[ListedSkill]


class SkillInFull(ListedSkill):
    """Skill with all ancestors, the nearest first, and the skills right below."""

    ancestors: list[str]
    children: list[str]


class ProportionRecord(ApiRecord):
    """Part of the postings: `count` of `total`."""

    name: str
    count: int
    total: int


class SampleRecord(ApiRecord):
    """Sample that an answer stands on; `sampled` of its postings are of the market sample that ships."""

    postings: int
    first: str | None
    last: str | None
    sources: int
    sampled: int
    largest: ProportionRecord | None


class MarketAnswer(ApiRecord):
    """Answer on the market, first in words."""

    about: list[str]


class ShareOfSkill(ApiRecord):
    """Share of the postings that name a skill, 0 to 1, with a 95 % interval."""

    skill: str
    id: str
    share: float
    low: float
    high: float
    postings: int
    of: int


class SkillsAnswer(MarketAnswer):
    """Skills that most postings ask for."""

    sample: SampleRecord
    skills: list[ShareOfSkill]


class SideRecord(ApiRecord):
    """Side of a comparison: postings used, of how many."""

    used: int
    total: int
    median_month: str | None


class DifferenceRecord(BaseModel):
    """Difference of a skill; the shares stand under the names of both sides."""

    model_config = ConfigDict(extra="allow")

    skill: str
    id: str
    difference: float
    low: float
    high: float
    times: float | None
    times_at_least: float | None = Field(alias="times at least")
    times_at_most: float | None = Field(alias="times at most")
    more: str


class ComparisonAnswer(MarketAnswer):
    """Comparison of two sides, by skill; not `comparable` where no year of a source holds enough of both."""

    by: str
    here: str
    there: str
    sides: list[SideRecord]
    comparable: bool
    strata: int | None = None
    skills: list[DifferenceRecord]


class TrendRecord(ApiRecord):
    """Trend of a skill: share points a year with a 95 % interval, null where that cannot be told."""

    skill: str
    id: str
    verdict: str
    slope: float | None
    low: float | None
    high: float | None
    level: float
    sources: int
    first: str | None
    last: str | None
    postings: int
    words: str = Field(alias="in words")


class TrendsAnswer(MarketAnswer):
    """Trends of skills."""

    sample: SampleRecord
    trends: list[TrendRecord]


class PayRecord(BaseModel):
    """Quartiles of pay a year; the name stands under that of the facet.

    Of a skill `more` says by which part like postings that name it pay more, `least` and `most` are the 95 % interval.
    """

    model_config = ConfigDict(extra="allow")

    id: str
    more: float | None = None
    least: float | None = None
    most: float | None = None
    sure: bool | None = None
    median: float
    low: float
    high: float
    quarter: float
    three_quarters: float = Field(alias="three quarters")
    postings: int
    currency: str | None
    source: str
    source_share: float = Field(alias="source share")


class PayAnswer(MarketAnswer):
    """Pay that postings publish."""

    sample: SampleRecord
    published: int
    estimated: int
    of: int
    currency: str | None
    currencies: dict[str, int]
    median: float | None
    low: float | None
    high: float | None
    pay: list[PayRecord]


class MixRecord(BaseModel):
    """Mean share of each kind of work, each with a 95 % interval; the name stands under that of the facet."""

    model_config = ConfigDict(extra="allow")

    id: str
    postings: int
    compared: int | None = Field(
        description="Postings of a role and source that other rows hold, too; null where rows are as they are."
    )


class ApartRecord(BaseModel):
    """Row that is left out: too few of the postings share role and source with other rows."""

    model_config = ConfigDict(extra="allow")

    id: str
    postings: int


class DutiesAnswer(MarketAnswer):
    """How the days are filled."""

    sample: SampleRecord
    known: int
    of: int
    apart: list[ApartRecord]
    duties: list[MixRecord]


class SalaryRecord(ApiRecord):
    """Pay as published."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None
    basis: str | None


class AskedSkill(ApiRecord):
    """Skill that a posting asks for; `one_of` is the first of a list of alternatives that the skill is in."""

    id: str
    need: Need
    years: int | None
    one_of: str | None


class KeptReading(ApiRecord):
    """Reading of a stored posting, without offsets; `duties` in per cent by kind of work."""

    role: Role | None
    roles: dict[Role, float]
    confident: bool
    title_role: Role | None
    agrees: bool | None
    deep_learning: int
    stage: Stage
    seniority: Seniority
    skills: list[AskedSkill]
    duties: dict[Duty, int] | None


class ListedPosting(ApiRecord):
    """Stored posting, without the text."""

    number: int
    source: str
    board: str
    external_id: str
    url: str | None
    title: str
    company: str | None
    location: str | None
    country: str | None
    workplace: Literal["remote", "hybrid", "onsite"] | None
    posted_on: str | None
    month: str | None
    salary: SalaryRecord | None
    employment_type: str | None
    language: str | None
    sample: bool
    closed_on: str | None
    duplicate_of: int | None
    duplicate_kind: str | None
    copies: int
    copied: int
    first_seen: str | None
    last_seen: str | None
    reading: KeptReading | None


class PostingsPage(ApiRecord):
    """Page of found postings, the newest first; `next` is the cursor of the next page, null on the last."""

    total: int
    capped: bool = Field(description="A word stands in very many postings, of which the newest were searched.")
    postings: list[ListedPosting]
    next: str | None


class ModelRecord(ApiRecord):
    """Model; the shipped model has no figures here but in the model card."""

    version: str
    champion: bool
    shipped: bool
    problem: str | None
    made: str | None
    labels: int | None
    accuracy: float | None
    macro_f1: float | None


class ModelsAnswer(ApiRecord):
    """Models; the champion reads."""

    models: list[ModelRecord]


class HealthAnswer(ApiRecord):
    """Health of the API."""

    status: Literal["ok"]
    version: str
    model: str
    postings: int


def answers(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Return the responses of a route that sends such a record, for OpenAPI."""
    return {200: {"model": model}}
