"""Parameters of addresses: the filters of the pages, under the names of the command's options."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

_Text = Annotated[str, Field(max_length=200)]
_Many = list[_Text]
_Whole = Annotated[int, Field(ge=1, le=1_000)]
# What pages call a filter that has another name in JSON.
_NAMES_BY_PAGES = {"level": "seniority", "kind_of_company": "stage"}


def _named(told: str) -> list[str]:
    """Return a field of names, which may be given several times or with commas between."""
    found: list[str] = Field([], max_length=50, description=told)
    return found


class PostingFilters(BaseModel):
    """Filters of postings; an unknown parameter is refused."""

    model_config = ConfigDict(extra="forbid")

    role: _Many = _named("Real role, such as data_engineer.")
    title_role: _Many = _named("Role in the title.")
    country: _Many = _named("Country, by name or code.")
    stage: _Many = _named("Kind of company: startup, enterprise (large organisation); also kind_of_company.")
    seniority: _Many = _named("Level: intern, junior, mid (some years), senior, lead; also level.")
    workplace: _Many = _named("Workplace: remote, hybrid, onsite.")
    source: _Many = _named("Source, such as greenhouse.")
    skill: _Many = _named("A skill that all postings name.")
    any_skill: _Many = _named("Skills of which they name one or more.")
    no_skill: _Many = _named("A skill that no posting names.")
    since: Annotated[_Text | None, Field(description="First month, as 2025-01, or year.")] = None
    until: Annotated[_Text | None, Field(description="Last month, or year.")] = None
    own: Annotated[bool, Field(description="Your own postings alone.")] = False
    sample: Annotated[bool, Field(description="The market sample alone.")] = False
    copies: Annotated[bool, Field(description="Count repeated postings each time.")] = False

    @model_validator(mode="before")
    @classmethod
    def take_the_words_of_pages(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take a filter by the name that it has on pages, too; by both names, the values of both are meant."""
        named = dict(given)
        for word, name in _NAMES_BY_PAGES.items():
            if word in named:
                more = named.pop(word)
                named[name] = [*named.get(name, ()), *([more] if isinstance(more, str) else more)]
        return named


class MarketFilters(PostingFilters):
    """Filters of an answer on the market: by default the four data roles and the newest 24 months."""

    all_time: Annotated[bool, Field(description="Not only the newest 24 months.")] = False
    top: Annotated[_Whole, Field(description="Return this many rows at most.")] = 20


class SkillFilters(MarketFilters):
    """Filters of an answer on skills."""

    required: Annotated[bool, Field(description="Count a skill only where it is required.")] = False


class ComparisonFilters(SkillFilters):
    """Filters and the sides of a comparison."""

    a: Annotated[_Text, Field(description="A role, a country, a kind of company or a level.")]
    b: Annotated[_Text, Field(description="Another of the same kind.")]
    by: Annotated[_Text | None, Field(description="role, country, company or level, where that is not plain.")] = None


class TrendFilters(SkillFilters):
    """Filters and skills of trends."""

    of: _Many = _named("The skills; else the most frequent.")


class PayFilters(MarketFilters):
    """Filters and facet of pay."""

    by: Annotated[_Text, Field(description="role, level, country, year or skill.")] = "role"
    currency: Annotated[_Text | None, Field(description="By default the commonest.")] = None
    estimated: Annotated[bool, Field(description="What job boards estimate instead.")] = False


class DutyFilters(MarketFilters):
    """Filters and facet of duties."""

    by: Annotated[_Text, Field(description="role, title, country, year, level or company.")] = "role"


class PostingSearchFilters(PostingFilters):
    """Filters, words and place of a page of postings; without filters, all of them."""

    q: Annotated[
        str | None, Field(max_length=300, description='Words that must be there; "in quotes" together; -word must not.')
    ] = None
    place: Annotated[_Text | None, Field(description="Words of the place, or a country; -word must not.")] = None
    closed: Annotated[bool, Field(description="Closed postings, too.")] = False
    limit: Annotated[int, Field(ge=1, le=100, description="Postings a page.")] = 20
    cursor: Annotated[str | None, Field(pattern="^[0-9]{1,15}$", description="`next` of the page before.")] = None


class TaxonomyQuery(BaseModel):
    """Query for skills of the taxonomy."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[_Text | None, Field(description="A name, a part of one, or a category.")] = None
