from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select, update

from tests.data.market.conftest import TEXTS
from tests.data.store.test_store import FACTS
from truerole.core.posting import Posting, Salary
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.market.listing import list_duplicates, list_postings, posting_text
from truerole.data.store import schema
from truerole.data.store.store import Store, switch_model_version


def test_a_listing_tells_what_the_store_knows(store: Store) -> None:
    salary = Salary(50_000, None, "EUR", "year", "published")
    posting = Posting("site", "x", "<b>Analyst</b>", "A text", board="acme", url="https://e.org", salary=salary)
    posting = replace(posting, company="Acme", country="de", workplace="remote", posted_on=date(2026, 3, 1))
    store.add(
        [StoreEntry(posting, FACTS), StoreEntry(Posting("site", "y", "Analyst", ""), FACTS, "2025-07", True)], "v1"
    )
    first, second = list_postings(store, [1, 2])
    assert (first.title, first.board, first.salary, first.month) == ("<b>Analyst</b>", "acme", salary, "2026-03")
    assert (first.posted_on, first.workplace, first.has_text, first.sample) == (date(2026, 3, 1), "remote", True, False)
    assert first.reading == FACTS
    assert (second.board, second.salary, second.month, second.has_text, second.sample) == (
        "",
        None,
        "2025-07",
        False,
        True,
    )
    assert (posting_text(store, 1), posting_text(store, 2), posting_text(store, 3)) == ("A text", None, None)
    assert (first.first_seen, first.last_seen, first.closed_on, first.duplicate_of) == (None, None, None, None)


def test_a_listing_keeps_the_order_and_leaves_out_what_there_is_not(found_in: Store) -> None:
    assert [shown.number for shown in list_postings(found_in, [4, 99, 2, 6, 2])] == [4, 2, 6, 2]
    assert list_postings(found_in, []) == []
    assert len(list_postings(found_in, list(range(1, 5_000)))) == len(TEXTS)


def test_a_listing_has_what_the_current_reader_read(found_in: Store) -> None:
    switch_model_version(found_in, "v2")
    assert [shown.reading for shown in list_postings(found_in, [1])] == [None]


def test_skills_come_by_name(store: Store) -> None:
    asked = (SkillDemand("spark", "preferred"), SkillDemand("airflow", "required", 2), SkillDemand("sql", "context"))
    store.add([StoreEntry(Posting("s", "1", "t", ""), replace(FACTS, skills=asked))], "v1")
    assert [a.skill for a in list_postings(store, [1])[0].reading.skills] == ["airflow", "spark", "sql"]


def test_when_a_posting_was_seen(found_in: Store) -> None:
    last, table = datetime(2026, 5, 15), schema.postings
    with found_in.write_transaction() as connection:
        connection.execute(update(table).values(added_at=datetime(2026, 5, 1)).where(table.c.number < 3))
        connection.execute(update(table).values(last_seen=last).where(table.c.number == 2))
    seen = {shown.number: (shown.first_seen, shown.last_seen) for shown in list_postings(found_in, [1, 2])}
    assert seen == {1: (None, None), 2: (datetime(2026, 5, 1), last)}


def test_a_copy_by_another_company(store: Store) -> None:
    given = " ".join(f"word{n}" for n in range(60))
    store.add(
        [StoreEntry(Posting("s", name, "t", given, company=name), FACTS) for name in ("Acme", "Apex", "Acme Inc")], "v1"
    )
    (first,) = list_postings(store, [1])
    assert (first.copies, first.copied, first.duplicate_kind) == (2, 1, None)
    assert [(shown.number, shown.duplicate_kind) for shown in list_duplicates(store, 1)] == [(3, None), (2, "copy")]


def test_copies_of_a_posting(store: Store) -> None:
    texts = [" ".join(f"{word}{n}" for n in range(60)) for word in ("even", "odd")]
    store.add([StoreEntry(Posting("s", str(n), "t", texts[n % 2]), FACTS) for n in range(6)], "v1")
    assert [shown.number for shown in list_duplicates(store, 2)] == [6, 4]
    assert list_duplicates(store, 4) == []
    with store.read_transaction() as connection:
        assert connection.scalar(select(schema.postings.c.alike).where(schema.postings.c.number == 6)) == 2
