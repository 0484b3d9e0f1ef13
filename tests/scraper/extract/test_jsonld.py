"""A JobPosting becomes a posting with all that it says, and nothing that it does not."""

import json
from datetime import date

import pytest

from truerole.core.posting import Posting, Salary
from truerole.core.text.html import parse_page
from truerole.scraper.extract.jsonld import find_job_postings, identifier_of, posting_from_item

JOB = {
    "@type": "JobPosting",
    "title": "Data Engineer",
    "description": "<p>You move data.</p>",
    "hiringOrganization": {"@type": "Organization", "name": "Kestrel &amp; Co"},
}


def posting(**fields: object) -> Posting:
    return posting_from_item({**JOB, **fields}, "u")


def place(*parts: object, **more: object) -> dict[str, object]:
    names = ("addressLocality", "addressRegion", "addressCountry")
    return {"@type": "Place", "address": dict(zip(names, parts, strict=True)), **more}


def money(currency: object = "EUR", **value: object) -> dict[str, object]:
    return {"@type": "MonetaryAmount", "currency": currency, "value": value}


@pytest.mark.parametrize(
    ("given", "location", "country"),
    [
        (place("Leeds", "England", "GB"), "Leeds, England, United Kingdom", "gb"),
        ([place("Leeds", None, "GB"), place("York", None, "GB")], "Leeds, United Kingdom; York, United Kingdom", "gb"),
        ([place("Leeds", None, "GB"), place("Lyon", None, "FR")], "Leeds, United Kingdom; Lyon, France", None),
        (place("Lyon", None, {"@type": "Country", "name": "France"}), "Lyon, France", "fr"),
        (place("Reno", "NV", {"name": ["USA", "USA"]}), "Reno, NV, USA", "us"),
        (
            [place("Reno", "NV", "US", name="Reno, NV"), place("Reno", "NV", "US", name="Boise, ID")],
            "Reno, NV; Boise, ID",
            "us",
        ),
        ("Oslo, Norway", "Oslo, Norway", "no"),
        ({"@type": "Place", "address": "Oslo, Norway"}, "Oslo, Norway", "no"),
        ({"@type": "Place", "address": None}, None, None),
        (7, "7", None),
        ([], None, None),
    ],
)
def test_places(given: object, location: str | None, country: str | None) -> None:
    found = posting(jobLocation=given)
    assert (found.location, found.country) == (location, country)


def test_remote_within_countries() -> None:
    found = posting(jobLocationType="TELECOMMUTE", applicantLocationRequirements={"@type": "Country", "name": "Spain"})
    assert (found.location, found.country, found.workplace) == ("Spain", "es", "remote")


@pytest.mark.parametrize(
    ("base", "salary"),
    [
        (money(minValue=50_000, maxValue=60_000, unitText="YEAR"), Salary(50_000, 60_000, "EUR", "year", "published")),
        (money(minValue="60,000", maxValue=50_000, unitText="yr"), Salary(50_000, 60_000, "EUR", "year", "published")),
        (money(value=30, unitText="HOUR"), Salary(30, 30, "EUR", "hour", "published")),
        ({"currency": "GBP", "value": 400, "unitText": "DAY"}, Salary(400, 400, "GBP", "day", "published")),
        (money("USD", value="$50k - $60k"), Salary(50_000, 60_000, "USD", "year", "parsed")),
        ([money(value=30, unitText="HOUR")] * 2, Salary(30, 30, "EUR", "hour", "published")),
        ([money(value=30, unitText="HOUR"), money(value=40, unitText="HOUR")], None),
        ("€50.000 - €60.000", Salary(50_000, 60_000, "EUR", "year", "parsed")),
        (money(minValue=0, maxValue=0), None),
        (money(value="competitive"), None),
        (None, None),
    ],
)  # fmt: skip
def test_pay(base: object, salary: Salary | None) -> None:
    assert posting(baseSalary=base).salary == salary


@pytest.mark.parametrize(
    ("posted", "through", "deadline"),
    [
        ("2026-03-01", "2026-04-01", date(2026, 4, 1)),
        ("2026-03-01T09:00:00+01:00", "2026-04-01T00:00", date(2026, 4, 1)),
        ("2026-03-01", "2036-03-01", None),
        ("2026-03-01", "2025-03-01", None),
        (None, "2026-04-01", date(2026, 4, 1)),
        ("2026-03-01", "soon", None),
    ],
)
def test_deadline(posted: object, through: object, deadline: date | None) -> None:
    assert posting(datePosted=posted, validThrough=through).deadline == deadline


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("FULL_TIME", "full-time"),
        (["FULL_TIME", "CONTRACTOR"], "contract"),
        (["INTERN"], "internship"),
        ("FULL_TIME, PART_TIME", "full time, part time"),
        ({}, None),
    ],
)
def test_employment_type(given: object, kind: str | None) -> None:
    assert posting(employmentType=given).employment_type == kind


def test_sections_beside_the_description() -> None:
    found = posting(
        responsibilities="<ul><li>Build loads</li></ul>",
        qualifications=["SQL", "Python"],
        experienceRequirements={"monthsOfExperience": 24, "description": "Two years"},
        jobBenefits="A garden",
    )
    assert found.description.splitlines() == [
        "You move data.", "", "Responsibilities", "• Build loads", "", "Qualifications", "• SQL", "• Python", "",
        "Experience", "Two years", "", "Benefits", "A garden",
    ]  # fmt: skip
    assert found.company == "Kestrel & Co"


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("Build&nbsp;Run&nbsp;5 tests\u00a0Ask", ["• Build", "• Run", "• 5 tests", "• Ask"]),
        ("Build &nbsp;Run it", ["Build Run it"]),
        ("<p>Build&nbsp;Run&nbsp;Test&nbsp;Ask</p>", ["Build Run Test Ask"]),
    ],
)
def test_points_that_are_run_together(given: str, lines: list[str]) -> None:
    assert posting(qualifications=given).description.splitlines()[3:] == lines


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("R-7", "R-7"),
        (7, "7"),
        ({"@type": "PropertyValue", "name": "Kestrel", "value": "R-7"}, "R-7"),
        ([{"value": 7}], "7"),
        (None, None),
        ({}, None),
    ],
)
def test_identifier(given: object, named: str | None) -> None:
    assert identifier_of({"identifier": given}) == named


def page_with(*blocks: object) -> str:
    written = (block if isinstance(block, str) else json.dumps(block) for block in blocks)
    return "".join(f'<script type="application/ld+json">{block}</script>' for block in written)


@pytest.mark.parametrize(
    ("blocks", "many"),
    [
        ((JOB, JOB), 2),
        (([JOB, {**JOB, "title": "Analyst"}],), 2),
        (({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": JOB}]},), 1),
        (({**JOB, "@type": "http://schema.org/JobPosting"},), 1),
        (("", "{", "[]", "[[[]]]", '"JobPosting"'), 0),
        (({"@type": "Organization", "name": "Kestrel"},), 0),
    ],
)
def test_all_postings_of_a_page(blocks: tuple[object, ...], many: int) -> None:
    assert len(list(find_job_postings(parse_page(page_with(*blocks))))) == many


WRITTEN = json.dumps({**JOB, "url": "https://a.example/1", "note": "/* no comment */ // none, ] "})


@pytest.mark.parametrize(
    "block",
    [
        WRITTEN + ";",
        WRITTEN + " ; ",
        "\ufeff" + WRITTEN,
        f"//<![CDATA[\n{WRITTEN}\n//]]>",
        f"/*<![CDATA[*/\n{WRITTEN}\n/*]]>*/",
        f"<![CDATA[{WRITTEN}]]>",
        f"<!--\n{WRITTEN}\n-->",
        f"<!-- the job -->\n{WRITTEN}",
        f"<!-- a --><!-- b --> {WRITTEN} <!-- c -->",
        f"/* the job */ {WRITTEN}",
        WRITTEN[:-1] + ",}",
        "[" + WRITTEN + ",\n]",
        WRITTEN.replace('"note"', '/* said, too */ "note"'),
        WRITTEN.replace('"note"', '// said, too\n"note"'),
        WRITTEN.replace("move data", r"move data at A\&B, \- \( \'"),
        WRITTEN.replace("move data", "move\ndata"),
        "\ufeff<!--\n//<![CDATA[\n" + WRITTEN.replace("move", r"\move")[:-1] + ",};\n//]]>\n-->",
    ],
)
def test_what_browsers_forgive(block: str) -> None:
    (item,) = find_job_postings(parse_page(page_with(block)))
    found = posting_from_item(item, "u")
    assert (found.title, found.company, item["note"]) == (JOB["title"], "Kestrel & Co", "/* no comment */ // none, ] ")
    assert "data" in found.description


@pytest.mark.parametrize(
    "block", ["<!--" * 100_000, "/*" * 100_000 + "{", '{"a": "' * 20_000, "{," * 100_000, "\\" * 99]
)
def test_what_nobody_can_read_is_left_at_once(block: str) -> None:
    assert list(find_job_postings(parse_page(page_with(block)))) == []
