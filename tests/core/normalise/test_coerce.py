"""Cells become values, and never more than they say."""

from datetime import date
from decimal import Decimal

import pytest

from truerole.core.normalise import coerce
from truerole.core.posting import Salary


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("words", "words"), ("  words\n", "words"), (b"caf\xc3\xa9", "café"), (b"\xff", "\ufffd"), (7, "7"), (7.0, "7"),
        (7.5, "7.5"), (Decimal("7.00"), "7"), (date(2026, 7, 3), "2026-07-03"), (["a", 1, None], "a, 1"),
        ("a\0b", "ab"), ("\ud83d", "\ufffd"), ("Nano", "Nano"), ("0", "0"), (0, "0"),
        *((nothing, None) for nothing in (
            None, "", " ", "nan", "NaN", "None", "null", "N/A", float("nan"), float("inf"), Decimal("NaN"), True, False,
            [], [None], {}, {"a": 1}, object(), "\0",
        )),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_text(value: object, text: str | None) -> None:
    assert coerce.text(value) == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("a\n b\tc", "a b c"),
        ("R&amp;D", "R&D"),
        ("&nbsp;", None),
        ("x" * 600, "x" * 500),
        ("x" * 499 + " y", "x" * 499),
        (None, None),
    ],
)
def test_line(value: object, line: str | None) -> None:
    assert coerce.line(value) == line


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("HTTP://a.example", "HTTP://a.example"),
        *((bad, None) for bad in (
            "javascript:alert(1)", "a.example", "/jobs/1", "ftp://a.example", "https://a b", 'https://a"b', "", None, 5,
            "https://" + "a" * 2_000, "data:text/html,x", "https://a\nb",
        )),
    ],
)  # fmt: skip
def test_link(value: object, link: str | None) -> None:
    assert coerce.link(value) == link


@pytest.mark.parametrize(
    ("named", "location", "country"),
    [
        ("Germany", None, "de"), ("de", None, "de"), ("DEU", "Paris, France", "de"), ("usa", None, "us"),
        ("uk", None, "gb"),
        (None, "Leeds, United Kingdom", "gb"), ("", "Austin, TX", "us"), ("nowhere", "Pune, India", "in"),
        ("xx", None, None), (None, None, None), (5, "Oslo, Norway", "no"), (True, None, None),
    ],
)  # fmt: skip
def test_country(named: object, location: str | None, country: str | None) -> None:
    assert coerce.country(named, location) == country


@pytest.mark.parametrize(
    ("value", "workplace"),
    [
        (True, "remote"), (1, "remote"), (1.0, "remote"), ("true", "remote"), ("Yes", "remote"), ("t", "remote"),
        ("Remote", "remote"), ("Fully remote (EU)", "remote"), ("TELECOMMUTE", "remote"), (100, "remote"),
        (50, "hybrid"),
        ("Hybrid", "hybrid"), ("HYBRID", "hybrid"), ("On-site", "onsite"), ("onsite", "onsite"), ("ON_SITE", "onsite"),
        ("in office", "onsite"), ("not remote", "onsite"), ("Non-remote", "onsite"),
        *((open, None) for open in (
            False, 0, "false", "no", None, "", "Remote or hybrid", "Berlin", "office", [], float("nan"), 2,
        )),
    ],
)  # fmt: skip
def test_workplace(value: object, workplace: str | None) -> None:
    assert coerce.workplace(value) == workplace


@pytest.mark.parametrize(
    ("cells", "salary"),
    [
        ((50_000, 60_000.5, "EUR", "year", "published"), Salary(50_000, 60_000.5, "EUR", "year", "published")),
        (("50,000", "$60,000.50", "usd", "YEARLY", None), Salary(50_000, 60_000.5, "USD", "year")),
        (("50k", "60 K", None, "per annum", None), Salary(50_000, 60_000, None, "year")),
        (("€50", "£60", None, "hourly", None), Salary(50, 60, None, "hour")),
        (("€50", None, None, "/hour", None), Salary(50, None, "EUR", "hour")),
        (("$50", None, "$", "per hour", None), Salary(50, None, None, "hour")),
        ((None, Decimal("1234.5"), "GBP", "Month", None), Salary(None, 1234.5, "GBP", "month")),
        ((30, 40, "euros", "fortnightly, more or less", "a\nb"), Salary(30, 40, None, "fortnightly,", "a b")),
        # A dot may part thousands; the time that it is paid for tells.
        (("50.000", None, "EUR", None, None), Salary(50_000, None, "EUR", None)),
        (("50.125", None, "EUR", None, None), None),
        (("50.125", None, "EUR", "hour", None), None),
        (("50.125", None, "EUR", "year", None), Salary(50_125, None, "EUR", "year")),
        (("4.250", "5.100", "EUR", "month", None), Salary(4_250, 5_100, "EUR", "month")),
        (("55.000,00", "65.000,50 €", None, "year", None), Salary(55_000, 65_000.5, None, "year")),
        (("1.200.000", None, "INR", "year", None), Salary(1_200_000, None, "INR", "year")),
        (("8,00,000", "₹12,50,000", None, "year", None), Salary(800_000, 1_250_000, "INR", "year")),
        (("1,20,00,000", None, "INR", "year", None), Salary(12_000_000, None, "INR", "year")),
        (("55 000", "65\u00a0000,75 zł", "PLN", "month", None), Salary(55_000, None, "PLN", "month")),
        (("120'000", "150’000", "CHF", "year", None), Salary(120_000, 150_000, "CHF", "year")),
        (("EUR 48.500,5", "48500,50", "EUR", "year", None), Salary(48_500.5, 48_500.5, "EUR", "year")),
        (("60,000 USD", None, None, "year", None), Salary(60_000, None, None, "year")),
        ((50.125, None, "EUR", None, None), Salary(50.125, None, "EUR", None)),
        *(((bad, None, "EUR", "year", None), None) for bad in (
            None, "", 0, "0", -5, "-5", "50-60", "50 to 60", "1,23", "negotiable", float("nan"), float("inf"), True, [],
            "5e9", "9" * 400,
        )),
    ],
)  # fmt: skip
def test_salary(cells: tuple[object, ...], salary: Salary | None) -> None:
    assert coerce.salary(*cells) == salary


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-US", "en"),
        ("eng", "eng"),
        ("pt_BR", "pt"),
        ("English", None),
        ("", None),
        (5, None),
    ],
)
def test_language(value: object, language: str | None) -> None:
    assert coerce.language(value) == language


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("b'You bake.'", "You bake."),
        ('b"You\'re baking"', "You're baking"),
        ("b'caf\\xc3\\xa9'", "café"),
        ("b'a\\nb'", "a\nb"),
        ("b'\\xff'", "\ufffd"),
        ("Weâ€™re baking â€“ daily", "We’re baking – daily"),
        ("cafÃ©", "café"),
        ("MÃ¼nchen", "München"),
        ("Â£50", "£50"),
        ("â€œbakedâ€\x9d", "“baked”"),
        # What only looks like it stays.
        ("b'You bake", "b'You bake"),
        ("b'a' + b'b'", "b'a' + b'b'"),
        ("São Paulo, PÃO", "São Paulo, PÃO"),
        ("bâtiment â", "bâtiment â"),
    ],
)
def test_text_that_a_program_has_spoilt(written: str, meant: str) -> None:
    assert coerce.text(written) == meant


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("['FULL_TIME', 'CONTRACTOR']", ["FULL_TIME", "CONTRACTOR"]),
        ('["FULL_TIME"]', ["FULL_TIME"]),
        ("[FULL_TIME, CONTRACTOR]", ["FULL_TIME", "CONTRACTOR"]),
        ("[]", []),
        ("Full-time", "Full-time"),
        (["a"], ["a"]),
        (None, None),
    ],
)
def test_listed(value: object, words: object) -> None:
    assert coerce.listed(value) == words
