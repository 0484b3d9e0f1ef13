"""Addresses and words tell whether a page offers a job."""

import time

import pytest

from truerole.scraper.extract.job_links import (
    extract_links,
    is_posting_url,
    posting_urls,
    same_site,
    says_closed,
    strip_tracking,
    title_from_url,
)


@pytest.mark.parametrize(
    ("url", "is_posting"),
    [
        ("https://a.example/jobs/data-engineer", True),
        ("https://a.example/jobs/1234", True),
        ("https://A.example/Careers/Job/1234?x=1#top", True),
        ("https://careers.a.example/1234-data", True),
        ("https://a.example/jobs?gh_jid=1234", True),
        ("https://a.example/jobs/search?gh_jid=1234", True),
        ("https://a.example/positions/view/9f8e7d6c-1111-2222-3333-444455556666", True),
        ("https://a.example/de/karriere/stellenangebote/data-engineer-m-w-d", True),
        ("https://a.example/job-1234", True),
        ("https://a.example/careers", False),
        ("https://a.example/careers/", False),
        ("https://a.example/jobs/search", False),
        ("https://a.example/careers/teams/data-science", False),
        ("https://a.example/blog/jobs/how-to-1234", False),
        ("https://a.example/careers/life-at-kestrel", False),
        ("https://careers.a.example/about-us", False),
        ("https://a.example/products/1234", False),
        ("https://a.example/jobs?page=2", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_urls_of_postings(url: str, is_posting: bool) -> None:
    assert is_posting_url(url) is is_posting


def test_where_most_have_numbers_the_others_are_pages_of_another_kind() -> None:
    numbered = [f"https://a.example/jobs/{n}" for n in (1001, 1002)]
    named = "https://a.example/jobs/our-values-and-us"
    assert posting_urls([*numbered, named, numbered[0] + "#apply"], "https://a.example") == numbered
    assert posting_urls([named, numbered[0], "https://a.example/jobs/data-engineer", "https://a.example/jobs/an-analyst"],
                     "https://a.example") == [named, numbered[0], "https://a.example/jobs/data-engineer",
                                              "https://a.example/jobs/an-analyst"]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.a.example/x", "https://careers.a.example", True),
        ("https://a.example", "https://eu.a.example/y", True),
        ("https://a.example", "https://b.example", False),
        ("https://nota.example", "https://a.example", False),
        ("https://a.example.evil.example", "https://a.example", False),
        ("", "https://a.example", False),
    ],
)
def test_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/jobs/senior-data-engineer-1234", "Senior Data Engineer"),
        ("https://a.example/jobs/data_analyst.html", "Data Analyst"),
        ("https://a.example/jobs/data-engineer/1234", "Data Engineer"),
        ("https://a.example/jobs/1234", "1234"),
        ("https://a.example", "https://a.example"),
    ],
)
def test_names(url: str, name: str) -> None:
    assert title_from_url(url) == name


def test_what_tells_where_somebody_came_from_is_left_out() -> None:
    given = "HTTPS://A.example/jobs/1?utm_source=x&gh_jid=5&ref=y#apply"
    assert strip_tracking(given) == "https://a.example/jobs/1?gh_jid=5"


def test_links() -> None:
    page = """<a href="/jobs/1">x</a><A class=b HREF='https://b.example/2?a=1&amp;b=2'>y</A><a href=jobs/3>z</a>
    <a href="javascript:x">n</a><a href="mailto:a@b.example">m</a><a>nothing</a><a href="http://[">bad</a>
    <link href="/l">"""
    assert list(extract_links(page, "https://a.example/careers/")) == [
        "https://a.example/jobs/1", "https://b.example/2?a=1&b=2", "https://a.example/careers/jobs/3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("No longer accepting applications", True),
        ("Sorry, this position has been filled.", True),
        ("The job you are looking for is no longer available", True),
        ("Job not found", True),
        ("Diese Stelle ist leider bereits besetzt", True),
        ("We stop when the position has been filled.", False),
        ("You made sure that no job is lost", False),
        ("We are no longer a start-up", False),
        ("This position has been filled " + "with joy " * 40, False),
        ("", False),
    ],
)
def test_signs_that_a_job_is_closed(line: str, closed: bool) -> None:
    assert says_closed(["Kestrel", line]) is closed


@pytest.mark.slow
@pytest.mark.parametrize(
    "attack", ["<a " * 200_000, '<a href="' * 200_000, "<a href=x " * 100_000, "<a " + "b " * 500_000]
)
def test_time(attack: str) -> None:
    begun = time.process_time()
    list(extract_links(attack, "https://a.example"))
    assert time.process_time() - begun < 5
