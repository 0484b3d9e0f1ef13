"""Remote OK: terms first, junk among the postings, a line against robots, broken encodings."""

from datetime import date

import pytest

from tests.scraper.sources.feed_responses import LINES, REMOTEOK
from tests.scraper.sources.responses import changed, parse, parse_one
from truerole.core.posting import Posting, Salary
from truerole.scraper.sources.remoteok import is_job_title

JOB = REMOTEOK[1]


def job(**fields: object) -> Posting:
    return parse_one("remoteok", [changed(JOB, **fields)], "")


def test_a_posting() -> None:
    assert parse_one("remoteok", REMOTEOK, "") == Posting(
        source="remoteok",
        external_id="5001",
        title="Data Engineer",
        description=f"{LINES}\n\nIt is the baker’s own data, and there is plenty of it.",
        url="https://remoteOK.com/remote-jobs/5001",
        company="Kestrel",
        location="Leeds, England, United Kingdom",
        country="gb",
        posted_on=date(2026, 5, 4),
        posted_basis="published",
        salary=Salary(None, 90_000, "USD", "year", "published"),
        origin="greenhouse:4100001",
    )


@pytest.mark.parametrize(
    ("given", "location", "workplace"),
    [
        ("", None, "remote"), (None, None, "remote"), ("Remote", None, "remote"), ("Reno, ", "Reno", None),
        ("Reno, NV", "Reno, NV", None),
    ],
)  # fmt: skip
def test_work_of_a_named_town_may_not_be_remote(given: object, location: str | None, workplace: str | None) -> None:
    made = job(location=given)
    assert (made.location, made.workplace) == (location, workplace)


@pytest.mark.parametrize(
    ("title", "a_job"),
    [
        *((title, True) for title in (
            "Data Engineer", "Handyman", "Group leader", "Head of Data", "Warehouse Clerk", "VP Sales",
            "Desarrollador Web",
            "Registered Nurse", "Data Entry", "CTO", "Customer Success Manager", "Software Engineering Internship",
            "Senior Analytics (Remote)", "Ingénieur données", "Sales Representatives",
        )),
        *((title, False) for title in (
            "Menu", "Our story", "How to become a manager", "Newsletter", "Offers", "", "Compatibility",
            "Career Center",
            "What you are is what an engineer is", "Customer Stories", "1234", "Word " * 20 + "Engineer",
        )),
    ],
)  # fmt: skip
def test_titles_of_jobs(title: str, a_job: bool) -> None:
    assert is_job_title(title) is a_job


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"position": "Menu"}, "'Menu' is not the title of a job"),
        ({"company": ""}, "there is no company"),
        (
            {"description": "Please mention the word **A** and tag B when applying to"},
            "its text is too short for a posting",
        ),
        ({"id": None}, "there is no id"),
    ],
)
def test_junk_is_a_problem(fields: dict[str, object], why: str) -> None:
    parsed = parse("remoteok", [REMOTEOK[0], changed(JOB, **fields), changed(JOB, id="2")], "")
    assert [problem.why for problem in parsed.problems] == [why]
    assert [posting.external_id for posting in parsed.postings] == ["2"]
