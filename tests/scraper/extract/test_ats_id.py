"""An aggregator's copy and the employer's own posting have one origin."""

import pytest

from truerole.scraper.extract.ats_id import origin_of
from truerole.scraper.extract.url import parse_url

UUID = "0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://boards.greenhouse.io/acme/jobs/4100001?gh_src=x", "greenhouse:4100001"),
        ("https://job-boards.eu.greenhouse.io/acme/jobs/4100001", "greenhouse:4100001"),
        ("https://boards.greenhouse.io/embed/job_app?for=acme&token=4100001", "greenhouse:4100001"),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs/4100001", "greenhouse:4100001"),
        ("https://acme.example/careers/data?GH_JID=4100001&lang=en", "greenhouse:4100001"),
        (f"https://jobs.lever.co/acme/{UUID.upper()}/apply", f"lever:{UUID}"),
        (f"https://jobs.eu.lever.co/acme/{UUID}", f"lever:{UUID}"),
        (f"https://jobs.ashbyhq.com/acme/{UUID}/application", f"ashby:{UUID}"),
        (f"https://acme.example/jobs?ashby_jid={UUID}", f"ashby:{UUID}"),
        ("https://apply.workable.com/j/a1b2c3d4e5", "workable:A1B2C3D4E5"),
        ("https://apply.workable.com/acme/j/A1B2C3D4E5/apply/", "workable:A1B2C3D4E5"),
        ("https://apply.workable.com/acme/jobs/view/A1B2C3D4E5.md", "workable:A1B2C3D4E5"),
        ("https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/Oslo/Data-Analyst_JR354232", "workday:acme/JR354232"),
        ("https://ACME.wd5.myworkdayjobs.com/Other/job/Oslo/Data-Analyst_jr354232-2/apply", "workday:acme/JR354232"),
        ("https://acme.wd5.myworkdayjobs.com/Careers/job/Oslo/Data-Analyst_R-2024-12", "workday:acme/R-2024-12"),
        (
            "https://wd5.myworkdaysite.com/recruiting/acme/Careers/job/Oslo/Data-Analyst_JR354232",
            "workday:acme/JR354232",
        ),
        ("https://acme.recruitee.com/l/en/o/Data-Engineer/c/new", "recruitee:acme/data-engineer"),
        ("https://acme.jobs.personio.de/job/991?language=de", "personio:acme/991"),
        ("https://acme.jobs.personio.com/job/991-data", "personio:acme/991"),
        ("https://acme.teamtailor.com/jobs/7167985-data-analyst/applications/new", "teamtailor:7167985"),
        ("https://jobs.smartrecruiters.com/Acme1/744000133907678-data-analyst", "smartrecruiters:744000133907678"),
        (f"https://track.example/c?u=https%3A%2F%2Fjobs.lever.co%2Facme%2F{UUID}", f"lever:{UUID}"),
        ("https://boards.greenhouse.io/acme", None),
        ("https://jobs.lever.co/acme", None),
        ("https://acme.example/careers?gh_jid=all", None),
        ("https://acme.wd5.myworkdayjobs.com/Careers", None),
        ("https://notlever.co/acme/" + UUID, None),
        (f"https://acme.example/{UUID}", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_origin(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin


def test_the_first_address_that_names_one_counts() -> None:
    assert origin_of(
        None, "https://acme.example/1", "https://acme.example/?gh_jid=1", f"https://jobs.lever.co/a/{UUID}"
    ) == ("greenhouse:1")
    assert origin_of() is None


def test_addresses() -> None:
    address = parse_url(" HTTPS://Jobs.Acme.example./a%20b//C/?X=1&y=2&x=3 ")
    assert (address.host, address.parts, dict(address.query)) == (
        "jobs.acme.example",
        ("a b", "C"),
        {"x": "1", "y": "2"},
    )
    assert address.below("acme.example") == "jobs"
    assert address.below("jobs.acme.example") == ""
    assert address.below("cme.example") is None
    assert (address.after("a b"), address.after("c"), address.part(5)) == ("C", None, None)
    assert parse_url("acme.example/x").parts == ("x",)
