"""The posting record: one job advertisement as its source published it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Workplace = Literal["remote", "hybrid", "onsite"]


@dataclass(frozen=True, slots=True)
class Salary:
    """Hold pay as published, never guessed; amounts in units of `currency` per `period`."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """Hold one posting; (source, board, external_id) is its identity."""

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
