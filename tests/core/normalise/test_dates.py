"""Days are told from what people and programs write; what could be two days is none."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from truerole.core.normalise.dates import ParsedDate, parse_date, parse_month

JULY_3 = ParsedDate(date(2026, 7, 3))


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 7, 3),
        datetime(2026, 7, 3, 23, 59),
        datetime(2026, 7, 3, 23, 59, tzinfo=timezone(timedelta(hours=-8))),
        datetime(2026, 7, 3, tzinfo=UTC).timestamp(),
        1783036800,
        1783036800000,
        1783036800000000,
        1783036800000000000,
        "1783036800",
        "1783036800.5",
        20260703,
        "20260703",
        "2026-07-03",
        " 2026-07-03 ",
        "2026-7-3",
        "2026/07/03",
        "2026.07.03",
        "2026-07-03T23:30:00-08:00",
        "2026-07-03 09:30:00.123456",
        "July 3, 2026",
        "Jul 3 2026",
        "JULY 3RD, 2026",
        "3 July 2026",
        "3rd of July, 2026",
        "03-Jul-2026",
        "03/Jul/2026",
        "Friday, July 3, 2026",
        "Fri, 03 Jul 2026 09:30:00 GMT",
        b"2026-07-03",
    ],
    ids=str,
)
def test_a_day(value: object) -> None:
    assert parse_date(value) == JULY_3


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("25/12/2025", ParsedDate(date(2025, 12, 25))),
        ("12/25/2025", ParsedDate(date(2025, 12, 25))),
        ("25.12.2025", ParsedDate(date(2025, 12, 25))),
        ("03/03/2026", ParsedDate(date(2026, 3, 3))),
        ("12/25/2025 10:00 PM", ParsedDate(date(2025, 12, 25))),
        ("03/04/2026", ParsedDate(unsure=True)),
        ("3.4.2026", ParsedDate(date(2026, 4, 3))),
        ("12-11-2026", ParsedDate(unsure=True)),
        ("2026/03/04", ParsedDate(date(2026, 3, 4))),
        ("13/13/2026", ParsedDate()),
        ("2024-02-29", ParsedDate(date(2024, 2, 29))),
        ("Sept. 5, 2025", ParsedDate(date(2025, 9, 5))),
        ("May 1, 2025", ParsedDate(date(2025, 5, 1))),
    ],
)
def test_days_and_months_are_never_guessed(value: str, meant: ParsedDate) -> None:
    assert parse_date(value) == meant


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2026-07", "2026-07"),
        ("2026/7", "2026-07"),
        ("July 2026", "2026-07"),
        ("Jul, 2026", "2026-07"),
        ("2026-13", None),
    ],
)
def test_a_month(value: str, month: str | None) -> None:
    assert parse_date(value) == ParsedDate(month=month)


@pytest.mark.parametrize(
    "value",
    [
        None, "", " ", "yesterday", "3 days ago", "Just posted", "2026", 2026, 0, -1783036800, 5, 1e300, float("nan"),
        float("inf"), True, "2026-02-30", "30 February 2026", "Juli 3, 2026", "July 32, 2026", "1066-10-14",
        "9999-12-31",
        "2026-01..03", "2018-07..2019-01", "12/25/25", "2026-07-03x", "99999999", 10**30, [], {},
        "2026-07/03", "٢٠٢٦-٠٧-٠٣", "July" * 100_000, "1" * 1_000_000,
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_no_day(value: object) -> None:
    assert parse_date(value) == ParsedDate()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2024", "2024-01", "2024-12"),
        (" 2024 ", "2024-01", "2024-12"),
        ("2024-05", "2024-05", "2024-05"),
        ("2024-5", "2024-05", "2024-05"),
        ("May 2024", "2024-05", "2024-05"),
        ("may, 2024", "2024-05", "2024-05"),
        ("Sept. 2024", "2024-09", "2024-09"),
        ("3 May 2024", "2024-05", "2024-05"),
        ("2024-05-03", "2024-05", "2024-05"),
        ("2024-13", None, None),
        ("24", None, None),
        ("20240", None, None),
        ("May", None, None),
        ("Maytember 2024", None, None),
        ("03/04/2024", None, None),
        ("٢٠٢٤", None, None),
        ("<b>2024</b>", None, None),
        ("", None, None),
    ],
)
def test_a_month_or_a_year_as_it_is_typed(typed: str, first: str | None, last: str | None) -> None:
    assert (parse_month(typed, "01"), parse_month(typed, "12")) == (first, last)
