"""The posting record, a job advertisement as the source published the text, and the row of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Literal

Workplace = Literal["remote", "hybrid", "onsite"]
# What the day of a posting is: of its first publication, its last one, its making, its last change; or counted back
# from "3 days ago".
DayBasis = Literal["published", "republished", "created", "updated", "relative"]
# What an import mends: a day that is none of a posting, pay that is none, and amounts in the wrong order; and what it
# cannot read.
Oddity = Literal["date", "pay", "reversed pay", "unread date", "unread pay"]
Identity = tuple[str, str, str]
# Distance of sources to the employer, by name: 0 the employer's own board, 1 a feed that republishes; files have none.
SourceRanks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as published, never guessed; amounts in units of `currency` per `period`."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A job posting; (source, board, external_id) is the identity.

    `location` has several places apart by "; ". `origin` is what an employer's own board calls it ("lever:" and its
    id there), wherever it is shown. `deadline` is the last day on which one may apply.
    """

    source: str
    external_id: str
    title: str
    description: str
    board: str | None = None
    url: str | None = None
    company: str | None = None
    location: str | None = None
    country: str | None = None
    workplace: Workplace | None = None
    posted_on: date | None = None
    salary: Salary | None = None
    employment_type: str | None = None
    language: str | None = None
    posted_basis: DayBasis | None = None
    deadline: date | None = None
    origin: str | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Return the places of work as written, split at ";"."""
        return tuple(filter(None, (place.strip() for place in (self.location or "").split(";"))))

    @property
    def identity(self) -> Identity:
        """Return the key of a posting: source, board ("" for none) and external id."""
        return self.source, self.board or "", self.external_id

    @property
    def content(self) -> str:
        """Return a hash of the published fields, by which a change is noticed; the detected language is left out."""
        return blake2b(repr(_published(self)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_published = attrgetter(*(each.name for each in fields(Posting) if each.name != "language"))


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of an import: a posting, or the `problem` that makes the row none; `month` where the day is unknown.

    `unsure_day` says that no day is known because what is written could be two: 03/04/2026. `oddities` has by kind
    what was left out or put in order because no real posting has it, as written.
    `number` and `fields` are those of the row that it was made of, so that a person can mend it.
    """

    number: int
    fields: Mapping[str, object]
    posting: Posting | None = None
    month: str | None = None
    problem: str | None = None
    unsure_day: bool = False
    oddities: Mapping[Oddity, str] = field(default_factory=dict)


# As the store has room for; what tells a posting from others is never cut.
LONGEST = {"source": 80, "board": 200, "external_id": 300}
LONGEST_EMPLOYMENT = 40
