from datetime import date

import pytest
from pyroaring import BitMap
from sqlalchemy import update

from tests.data.market.profiles.offers import offers
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.profiles.company_profile import (
    CompanyProfile,
    MonthOfPostings,
    company_profile,
    postings_by_month,
)
from truerole.data.market.profiles.company_table import refresh_companies
from truerole.data.store.schema import postings
from truerole.data.store.store import Store, bump_versions


def profile_of(store: Store, name: str, index: BitmapIndex | None = None) -> CompanyProfile:
    index = index or refresh(store)
    found = company_profile(index, refresh_companies(store, index), name)
    assert found is not None
    return found


@pytest.fixture
def filled(store: Store) -> Store:
    store.add(offers("Acme AI", 8, ["sql", "python"], role="data_analyst", deep_learning=0), "v1")
    store.add(offers("ACME AI GmbH", 4, ["pytorch"], role="ml_engineer", deep_learning=3, stage="enterprise"), "v1")
    store.add(offers("Other", 3, ["sql"]), "v1")
    return store


def close(store: Store, day: date, *numbers: int) -> None:
    with store.write_transaction() as connection:
        connection.execute(update(postings).where(postings.c.number.in_(numbers)).values(closed_on=day))
        bump_versions(connection, numbers)


def test_what_a_company_hires_for(filled: Store) -> None:
    found = profile_of(filled, "acme ai")
    assert (found.name, found.spellings, len(found.postings), found.tells) == ("Acme AI", ("ACME AI GmbH",), 12, True)
    assert [(share.name, share.count, share.total) for share in found.roles] == [
        ("data_analyst", 8, 12),
        ("ml_engineer", 4, 12),
    ]
    assert [(share.name, share.count) for share in found.titled] == [("data_scientist", 12)]
    assert (found.mistitled.count, found.mistitled.total) == (12, 12)
    assert [share.count for share in found.deep_learning] == [8, 0, 0, 4]
    assert (found.deep.count, found.deep.total) == (4, 12)
    assert {share.name: share.count for share in found.stages} == {"startup": 8, "enterprise": 4}
    assert {share.name: share.count for share in found.skills} == {"python": 8, "sql": 8, "pytorch": 4}


def test_few_postings_tell_no_shares(filled: Store) -> None:
    assert not profile_of(filled, "Other").tells


def test_a_profile_is_of_a_selection(filled: Store) -> None:
    index = refresh(filled)
    found = company_profile(index, refresh_companies(filled, index), "Acme AI", index.bitmap("role", "ml_engineer"))
    assert found is not None
    assert len(found.postings) == 4


@pytest.mark.parametrize("name", ["Nobody", "", "x" * 10_000, "](javascript:alert(1))"])
def test_an_unknown_company_has_no_profile(filled: Store, name: str) -> None:
    index = refresh(filled)
    assert company_profile(index, refresh_companies(filled, index), name) is None


def test_how_postings_come_and_go(filled: Store) -> None:
    close(filled, date(2026, 5, 2), 1, 2)
    close(filled, date(2026, 2, 28), 3, 13)
    index = refresh(filled)
    found = profile_of(filled, "Acme AI", index)
    assert len(found.open) == 9
    assert postings_by_month(filled, index, found.postings) == [
        MonthOfPostings("2026-01", 5, 0),
        MonthOfPostings("2026-02", 4, 1),
        MonthOfPostings("2026-03", 3, 0),
        MonthOfPostings("2026-04", 0, 0),
        MonthOfPostings("2026-05", 0, 2),
    ]
    assert postings_by_month(filled, index, BitMap()) == []


def test_months_that_no_posting_is_of_make_no_long_row(filled: Store) -> None:
    close(filled, date(9999, 12, 31), 1)
    close(filled, date(1, 1, 1), 2)
    close(filled, date(2026, 5, 2), 3)
    index = refresh(filled)
    months = postings_by_month(filled, index, profile_of(filled, "Acme AI", index).postings)
    assert [month.month for month in months] == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
