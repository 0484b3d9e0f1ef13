"""JobPostings as attributes of a page's elements are read as those of JSON-LD are."""

import time
from datetime import date

import pytest

from tests.scraper.sources.responses import parse_one
from truerole.core.posting import Salary
from truerole.scraper.extract.jsonld import posting_from_item, posting_from_page
from truerole.scraper.extract.microdata import find_microdata

PAGE = """<!doctype html><html><body><h1>Kestrel Bakery</h1>
<div itemscope itemtype="https://schema.org/JobPosting">
  <h2 itemprop="title">Data <em>Engineer</em> &amp; Baker</h2>
  <div itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization">
    <a itemprop="url" href="https://kestrel.example"><span itemprop="name"><b>Kestrel</b></span></a></div>
  <div itemprop="jobLocation" itemscope itemtype="http://schema.org/Place">
    <p itemprop="address" itemscope itemtype="http://schema.org/PostalAddress">
      <span itemprop="addressLocality">Leeds</span>, <span itemprop="addressCountry">GB</span></p></div>
  <div itemprop="baseSalary" itemscope itemtype="http://schema.org/MonetaryAmount">
    <meta itemprop="currency" content="GBP"><div itemprop="value" itemscope><meta itemprop="minValue" content="41000"/>
    <meta itemprop="maxValue" content="47000"><meta itemprop="unitText" content="YEAR"></div></div>
  <div itemprop="description"><p>You build pipelines of dough.
    <ul><li>Python<li>SQL &lt; 3</ul><script>no()</script></div>
  <time itemprop="datePosted" datetime="2026-10-01">yesterday</time> <span itemprop="employmentType">Full-time</span>
</div><p itemprop="title">Of no item</p></body></html>"""


def test_every_field() -> None:
    (item,) = find_microdata(PAGE)
    found = posting_from_item(item, "u")
    assert (found.title, found.company, found.location, found.country) == (
        "Data Engineer & Baker", "Kestrel", "Leeds, United Kingdom", "gb",
    )  # fmt: skip
    assert found.description == "You build pipelines of dough.\n\n• Python\n• SQL < 3"
    assert (found.posted_on, found.employment_type) == (date(2026, 10, 1), "full-time")
    assert found.salary == Salary(41_000, 47_000, "GBP", "year", "published")


def test_careers_pages_and_single_pages_read_it() -> None:
    assert parse_one("careers", PAGE, "https://kestrel.example/careers").title == "Data Engineer & Baker"
    assert posting_from_page(PAGE, "u").company == "Kestrel"


@pytest.mark.parametrize(
    ("page", "titles"),
    [
        ("<p>schema.org/JobPosting without an item</p>", []),
        ('<p itemscope itemtype="http://schema.org/Person"><b itemprop="name">schema.org/JobPosting</b></p>', []),
        ('<p itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title">Never closed', ["Never closed"]),
        ('<i itemscope itemtype="http://schema.org/JobPosting"><meta itemprop=title content="A"></i>' * 2, ["A", "A"]),
        ('<i itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title name">A</b></i></i></b>', ["A"]),
    ],
)
def test_titles(page: str, titles: list[str]) -> None:
    assert [item["title"] for item in find_microdata(page)] == titles


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "<p>",
        "</p>",
        "<b itemprop=title>",
        "<b itemprop=title>x</b>",
        "<i itemscope itemprop=a>",
        "<",
        "<!--",
        "&",
        "<a b='",
    ],
)
def test_a_hostile_page_takes_no_time(unit: str) -> None:
    page = '<div itemscope itemtype="http://schema.org/JobPosting">' + unit * (200_000 // len(unit))
    begun = time.process_time()
    find_microdata(page + "itemprop")
    assert time.process_time() - begun < 2
