import random
from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.data.market.profiles.offers import offers
from truerole.data.market.bitmap_index import BlockState, refresh
from truerole.data.market.profiles.company_table import CompanyTable, company_key, near_companies, refresh_companies
from truerole.data.store.schema import BLOCK, postings
from truerole.data.store.store import Store, bump_versions


def table(store: Store) -> CompanyTable:
    return refresh_companies(store, refresh(store))


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("DataRobot", "Data Robot, Inc."),
        ("SumUp", "sumup"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("The Acme Group", "acme"),
        ("!!!", "!!!"),
    ],
)
def test_names_of_one_company_have_the_same_key(name: str, same: str) -> None:
    assert company_key(name) == company_key(same) != ""


def test_names_of_two_companies_differ() -> None:
    assert len({company_key(name) for name in ("Acme", "Acme AI", "Acne", "!!!", "???")}) == 5


def test_companies_are_merged_under_their_commonest_name(store: Store) -> None:
    store.add([*offers("ACME Inc.", 2, ["sql"]), *offers("Acme", 3), *offers("Other", 1), *offers(None, 4)], "v1")
    found = table(store)
    assert found.names == ("Acme", "Other")
    acme = found.find("acme gmbh")
    assert acme is not None
    assert found.spellings_of(acme) == ["ACME Inc.", "Acme"]
    assert len(found.postings(acme)) == 5
    assert len(found.held) == 6
    assert found.count(found.held).tolist() == [5, 1]
    assert found.find("Nobody") is None


def test_only_what_has_changed_is_read_again(store: Store) -> None:
    store.add(offers("Acme", 2), "v1")
    index = refresh(store)
    before = refresh_companies(store, index)
    assert refresh_companies(store, index, before) is before
    store.add([*offers("Other", 3), *offers("Acme Ltd", 1)], "v1")
    index = refresh(store, index)
    after = refresh_companies(store, index, before)
    assert after.count(index.all).tolist() == [3, 3]
    assert after.names == table(store).names == ("Acme", "Other")
    assert before.names == ("Acme",)


def test_after_any_changes_it_equals_one_read_anew(store: Store) -> None:
    draw = random.Random(7)
    store.add([*offers("Acme", 30), *offers("Other", 30), *offers(None, 5)], "v1")
    index = refresh(store)
    before = refresh_companies(store, index)
    for _ in range(8):
        changed = draw.sample(range(1, 66), 4)
        with store.write_transaction() as connection:
            name = draw.choice(("Acme", "Newest", " ", None))
            connection.execute(update(postings).where(postings.c.number.in_(changed)).values(company=name))
            bump_versions(connection, changed)
        if draw.random() < 0.5:
            store.add(offers(draw.choice(("Acme", "Third")), 3), "v1")
        index = refresh(store, index)
        before = refresh_companies(store, index, before)
        assert by_posting(before) == by_posting(refresh_companies(store, index))


def test_of_a_block_that_is_gone_no_company_is_known(store: Store) -> None:
    store.add(offers("Acme", 3), "v1")
    index = refresh(store)
    before = refresh_companies(store, index)
    after = refresh_companies(store, replace(index, blocks={1: BlockState(1, BLOCK + 5)}), before)
    assert (len(before.held), len(after.held), len(after.spelling)) == (3, 0, BLOCK + 6)


def by_posting(companies: CompanyTable) -> list[str | None]:
    names = [*companies.places]
    return [names[place] if place >= 0 else None for place in companies.spelling]


def test_a_newer_index_counts_what_the_table_knows(store: Store) -> None:
    store.add(offers("Acme", 2), "v1")
    known = table(store)
    store.add(offers("Acme", 3, ["sql"]), "v1")
    assert known.count(refresh(store).all).tolist() == [2]


def test_an_empty_store_has_no_companies(store: Store) -> None:
    found = table(store)
    assert found.names == ()
    assert found.find("Acme") is None
    assert near_companies(found, "Acme") == []


HOSTILE = ("](javascript:alert(1))", "<script>", "x" * 300, "شركة", "\u202eevil", " \n ", "'; DROP TABLE postings; --")


def test_hostile_names_are_names(store: Store) -> None:
    store.add([posting for name in HOSTILE for posting in offers(name, 1)], "v1")
    found = table(store)
    assert len(found.names) == len(HOSTILE) - 1, "a name of spaces is none"
    assert all(found.find(name) is not None for name in HOSTILE if name.strip())
    assert not [name for name in found.names if "\n" in name or "\u202e" in name]


@pytest.mark.parametrize(
    ("asked", "near"), [("Acm", ["Acme", "Acme AI"]), ("akme", ["Acme", "Acme AI"]), ("", []), ("zzzz", [])]
)
def test_near_names(store: Store, asked: str, near: list[str]) -> None:
    store.add([*offers("Acme", 1), *offers("Acme AI", 1), *offers("Banana", 1)], "v1")
    assert near_companies(table(store), asked) == near
