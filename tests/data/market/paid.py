"""Entries of made-up postings that publish their pay, for tests of the pages and of the command."""

from dataclasses import replace

from tests.data.market.made_up import entry_of
from truerole.core.posting import Posting, Salary
from truerole.core.reading import Role
from truerole.core.stored import StoreEntry


def paid_market() -> list[StoreEntry]:
    """Return 25 analysts of 60,000 to 84,000 USD, 22 engineers of 100,000 to 121,000, and 10 that publish nothing.

    All name SQL, every other one names Python, too, which changes nothing.
    """
    analysts = [_entry(n, "data_analyst", 60_000 + 1_000 * n) for n in range(25)]
    engineers = [_entry(100 + n, "data_engineer", 100_000 + 1_000 * n) for n in range(22)]
    return [*analysts, *engineers, *(_entry(200 + n, "data_analyst", None) for n in range(10))]


def _entry(number: int, role: Role, amount: int | None) -> StoreEntry:
    salary = Salary(amount, amount, "USD", "year", "published") if amount else None
    posting = Posting("lever", str(number), "Title", f"{number} text", country="us", salary=salary)
    return replace(
        entry_of(number, role, ["sql", "python"] if number % 2 else ["sql"]), posting=posting, month="2026-03"
    )
