from datetime import date, datetime

import pytest

from truerole.core.posting import Salary
from truerole.core.stored import SkillDemand, StoredReading
from truerole.dashboard.components.links import company_link_html, skill_link_html
from truerole.dashboard.components.posting_cards import (
    card_html,
    details_line,
    missing_line,
    pay_range,
    posting_count,
    repost_count,
    repost_line,
    safe_link,
    verdict_html,
)
from truerole.data.market.listing import Listing

FACTS = StoredReading(
    "data_engineer", (0.1, 0.8, 0.05, 0.03, 0.02), True, "data_analyst", False, 0, "startup", "senior",
    (SkillDemand("sql", "required"), SkillDemand("tableau", "preferred"), SkillDemand("python", "context")),
)  # fmt: skip


def listing(**more: object) -> Listing:
    plain = dict.fromkeys(Listing.__dataclass_fields__)
    given = {"number": 1, "source": "board", "board": "", "external_id": "1", "title": "Data Analyst", "sample": False}
    return Listing(**{**plain, **given, "copies": 0, "copied": 0, "has_text": False, "reading": FACTS, **more})


def test_a_card_says_what_the_job_is() -> None:
    shown = card_html(listing(company="Acme", country="de", posted_on=date(2026, 7, 3)))
    assert "Data Analyst" in shown
    assert f"{company_link_html('Acme')} · Germany · 3 July 2026 · from board" in shown
    assert 'Reads as <b class="tr-de">data engineer</b> (80 %) · senior · the title says otherwise' in shown
    assert f"<span>Asks for</span><span>{skill_link_html('sql')}</span>" in shown
    assert f"<span>Nice to have</span><span>{skill_link_html('tableau')}</span>" in shown
    assert "Python" not in shown


def test_a_card_of_a_gathered_job_says_when_it_was_seen_and_how_long_such_jobs_are_open() -> None:
    seen = {"first_seen": datetime(2026, 10, 3), "last_seen": datetime(2026, 11, 28), "copies": 2}
    shown = card_html(listing(**seen), usually_open="31 days for <data engineers>")
    assert "<span>Seen</span><span><bdi>First 3 October 2026, last 28 November 2026, posted 2 more times" in shown
    assert "<span>Usually open</span><span><bdi>31 days for &lt;data engineers&gt;</bdi></span>" in shown
    plain = card_html(listing())
    assert "Seen" not in plain
    assert "Usually open" not in plain


def test_what_is_missing_names_what_would_do_instead() -> None:
    r, python, sql = (
        SkillDemand("r", "required", one_of="r"), SkillDemand("python", "required", one_of="r"),
        SkillDemand("sql", "preferred"),
    )  # fmt: skip
    names = [skill_link_html(skill) for skill in ("r", "python", "sql")]
    line = "<span>Missing</span><span>{} (or {}), {} (nice to have)</span>"
    assert line.format(*names) in missing_line([(r, python), (sql,)])
    assert missing_line([]) == ""


HOSTILE = "<script>alert(1)</script>\u202e[x](javascript:1) $1$"


def test_hostile_words_do_nothing() -> None:
    shown = card_html(listing(title=HOSTILE, company=HOSTILE, location=HOSTILE, source=HOSTILE))
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 4
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("salary", "told"),
    [
        (None, None),
        (Salary(None, None, "EUR", "year"), None),
        (Salary(50_000, 60_000.4, "EUR", "year"), "50,000 to 60,000 EUR a year"),
        (Salary(40, 40, "USD", "hour"), "40 USD an hour"),
        (Salary(None, 9_000, None, None), "up to 9,000"),
    ],
)
def test_pay(salary: Salary | None, told: str | None) -> None:
    assert pay_range(listing(salary=salary)) == told


@pytest.mark.parametrize(
    ("copies", "copied", "told"),
    [(1, 0, "Posted 2 times"), (4, 1, "Posted 5 times, 1 of them by other companies")],
)
def test_repetitions(copies: int, copied: int, told: str) -> None:
    assert repost_count(listing(copies=copies, copied=copied)) == told


def test_a_copy_by_another_company_says_so() -> None:
    shown = [repost_line(listing(company="Acme", duplicate_kind=kind)) for kind in (None, "copy")]
    assert shown == [
        "Data Analyst · Acme · from board",
        "Data Analyst · Acme · from board · the same text by another company",
    ]


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://example.org/jobs?id=1", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("https://[", False),
        ("https://example.org/\u202e", False),
        ("", False),
        (None, False),
    ],
)
def test_only_links_of_the_web_lead_anywhere(url: str | None, leads: bool) -> None:
    assert safe_link(url) == (url if leads else None)


def test_what_is_not_sure_or_not_read() -> None:
    assert "Not read" in verdict_html(StoredReading(None, (0.2,) * 5, False, None, None, 0, "unknown", "unknown", ()))
    unsure = StoredReading("other", (0.1, 0.1, 0.1, 0.1, 0.6), False, None, None, 0, "unknown", "unknown", ())
    assert "Leans to" in verdict_html(unsure)
    assert "other work" in verdict_html(unsure)
    assert "too short" not in verdict_html(unsure)
    short = StoredReading("other", (0.0, 0.0, 0.0, 0.05, 0.95), False, None, None, 0, "unknown", "unknown", ())
    assert "(95 %) · too short to be sure" in verdict_html(short)


def test_where_and_when() -> None:
    closed = details_line(
        listing(location="Leeds", month="2026-06", workplace="remote", closed_on=date(2026, 7, 1), sample=True)
    )
    assert closed == "Leeds · Remote · June 2026 · closed 01 July 2026 · from board (market sample)"
    assert len(details_line(listing(company="x" * 5_000))) < 200


@pytest.mark.parametrize(
    ("number", "capped", "told"), [(1, False, "1 posting"), (12_345, True, "At least 12,345 postings")]
)
def test_how_many(number: int, capped: bool, told: str) -> None:
    assert posting_count(number, capped) == told
