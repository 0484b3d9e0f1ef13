"""Made-up postings of companies, for the tests of profiles."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry


def offers(company: str | None, count: int, skills: Iterable[str] = (), **facts: object) -> list[StoreEntry]:
    """Return postings of a company that all require the same skills."""
    asked = tuple(SkillDemand(skill, "required") for skill in skills)
    reading: StoredReading = replace(FACTS, skills=asked, **facts)
    name = str(company)[:100]
    return [
        StoreEntry(
            Posting(
                "board",
                f"{name} {n} {sorted(skills)}",
                "Data Scientist",
                f"{name} {n}",
                company=company,
                posted_on=date(2026, 1 + n % 3, 1),
            ),
            reading,
        )
        for n in range(count)
    ]
