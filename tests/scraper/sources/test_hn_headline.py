"""First lines of offers are told apart by what their parts say, in whatever order."""

import time

import pytest

from truerole.scraper.sources.hn_headline import parse_headline, role_of_bullet, truncate_title


@pytest.mark.parametrize(
    ("line", "company", "roles", "location", "workplace"),
    [
        ("Kestrel | Data Engineer | NYC | Onsite | $150k-$180k", "Kestrel", ("Data Engineer",), "NYC", "onsite"),
        ("Data Engineer | Kestrel | Remote (EU) | Full-time", "Kestrel", ("Data Engineer",), "EU", "remote"),
        ("REMOTE | Kestrel | Engineer", "Kestrel", ("Engineer",), None, "remote"),
        ("Kestrel (Remote US) — Data Engineer — Python / SQL", "Kestrel", ("Data Engineer",), "US", "remote"),
        ("Kestrel - Data Analyst - Boston, MA - Hybrid", "Kestrel", ("Data Analyst",), "Boston, MA", "hybrid"),
        ("Kestrel | Multiple roles | London, UK or Remote", "Kestrel", ("Multiple roles",), "London, UK", "remote"),
        ("Kestrel | A Engineer, B Lead | Rome or Milan", "Kestrel", ("A Engineer", "B Lead"), "Rome; Milan", None),
        ("Kestrel | Engineer / Developer | Lyon", "Kestrel", ("Engineer / Developer",), "Lyon", None),
        ("Kestrel | Back-end Engineer | Front-end Engineer | US, Canada", "Kestrel",
         ("Back-end Engineer", "Front-end Engineer"), "US; Canada", None),
        ("Kestrel | ML Engineer (Remote, $120-150k) | Denver", "Kestrel", ("ML Engineer",), "Denver", "remote"),
        ("Kestrel (https://kestrel.example) | Baker | Remote or Onsite", "Kestrel", (), None, None),
        ("Kestrel AI | Remote | https://kestrel.ai", "Kestrel AI", (), None, "remote"),
        ("*Kestrel | Chief Data Officer | NYC (HQ) | Full-time*", "Kestrel", ("Chief Data Officer",), "NYC", None),
        ("kestrel.ai | Hiring in Lyon and REMOTE | Senior SWE", "kestrel.ai", ("Senior SWE",), "Lyon", "remote"),
        ("https://k.example Kestrel | Engineer (AI) | USA/Canada", "Kestrel", ("Engineer",), "USA; Canada", None),
        ("Kestrel | Engineer | Reno, NV & Lyon, France", "Kestrel", ("Engineer",), "Reno, NV; Lyon, France", None),
        ("Kestrel | Engineer | U.S. only, Remote", "Kestrel", ("Engineer",), "US", "remote"),
        ("Kestrel | Engineer | Node.js, SQL, AWS | Interns, Hybrid, Leeds, UK", "Kestrel", ("Engineer",), "Leeds, UK",
         "hybrid"),
        ("Kestrel | Engineer | Visa | Series B | YC W21 | 40 people", "Kestrel", ("Engineer",), None, None),
    ],
)  # fmt: skip
def test_parts(line: str, company: str, roles: tuple[str, ...], location: str | None, workplace: str | None) -> None:
    found = parse_headline(line)
    assert found is not None
    assert (found.company, found.roles) == (company, roles)
    assert (found.where.location, found.where.workplace) == (location, workplace)


@pytest.mark.parametrize(
    "line", ["", "|", "| | |", "Kestrel |", "We are hiring", "We bake - and we move data - at last"]
)
def test_no_parts(line: str) -> None:
    assert parse_headline(line) is None


@pytest.mark.parametrize(
    ("line", "dollars"),
    [
        ("K | Engineer | Remote (US) | $90k", "USD"),
        ("K | Engineer | Remote | $90k", None),
        ("K | Engineer | $90k | $80k", ...),
    ],
)
def test_pay(line: str, dollars: object) -> None:
    found = parse_headline(line)
    assert found is not None
    assert (found.salary.currency if found.salary else ...) == dollars


@pytest.mark.parametrize(
    ("point", "role"),
    [
        ("Data Engineer — you move loaves", "Data Engineer"),
        ("Senior Data Engineer (Remote)", "Senior Data Engineer"),
        ("Head of Data: you lead", "Head of Data"),
        ("Engineer II", "Engineer II"),
        ("Experience as a data engineer", None),
        ("Work with designers", None),
        ("you are an engineer", None),
        ("SQL", None),
        ("", None),
    ],
)
def test_role_of_a_point(point: str, role: str | None) -> None:
    assert role_of_bullet(point) == role


def test_cut_keeps_whole_words() -> None:
    assert truncate_title("short") == "short"
    assert truncate_title("word " * 40) == "word " * 23 + "word …"


@pytest.mark.parametrize("attack", ["a|" * 50_000, "(" * 100_000, "remote " * 50_000, "a - " * 50_000, "a.a" * 50_000])
def test_time(attack: str) -> None:
    begun = time.process_time()
    parse_headline(attack)
    role_of_bullet(attack)
    assert time.process_time() - begun < 1
