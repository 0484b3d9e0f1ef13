import pytest

from truerole.core.posting import Salary
from truerole.workflows.reading.posting_facts import find_facts


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Salary: £45,000 - £55,000 per year.", Salary(45_000, 55_000, "GBP", "year", "published")),
        ("We pay €60.000–75.000 per year, and more.", Salary(60_000, 75_000, "EUR", "year", "published")),
        ("- Pay rate: $57.30 per hour, bread included", Salary(57.3, 57.3, "USD", "hour", "published")),
        ("$120,000—$180,000 USD", Salary(120_000, 180_000, "USD", "year", "published")),
        ("The base salary is USD 120k to 150k a year.", Salary(120_000, 150_000, "USD", "year", "published")),
        ("We raised $45,000,000 in funding.", None),
        ("A signing bonus of $10,000 awaits you.", None),
        ("You own a budget of $200,000 a year.", None),
        ("Competitive salary.", None),
        (
            "Leeds salary: £45,000 a year.\nYork salary: £70,000 a year.",
            Salary(45_000, 70_000, "GBP", "year", "published"),
        ),
        ("The salary is $3 a year.", None),
    ],
)
def test_pay(text, pay):
    found = find_facts(f"Some job.\n{text}\nSome more.").pay
    assert (found.value if found else None) == pay


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Location: Leeds, UK", "Leeds, UK"),
        ("**Job location** - Hull", "Hull"),
        ("Bristol, England · 3 weeks ago · Over 200 applicants", "Bristol, England"),
        ("This role is based in Leeds.", "Leeds"),
        ("The position will be located in our Berlin, Germany office.", "Berlin, Germany"),
        ("This role is based in Leeds or Hull.", None),
        ("Rye & Sons is based in Leeds.", None),
        ("Location: Remote", None),
        ("Location: various", None),
        ("Location: we are where our customers are.", None),
        ("Location", None),
        ("- Location: Berlin", "Berlin"),
        ("📍 Berlin", "Berlin"),
        ("Location: Berlin | Full-time", "Berlin"),
        ("Location: Berlin, hybrid (two days in the office)", "Berlin"),
        ("Location: Berlin, Germany. Hybrid.", "Berlin, Germany"),
        ("Location: Remote, UK", "UK"),
        ("Location: Leeds; York", "Leeds; York"),
        ("Location: St. Louis, MO", "St. Louis, MO"),
        ("We bake. Location: Berlin. Pay: good.", "Berlin"),
        ("You will be based in Leeds.", "Leeds"),
        ("Location: Full-time", None),
        ("Location: offices in London and Paris", None),
        ("Location-based marketing is our trade", None),
    ],
)
def test_place(text, place):
    found = find_facts(f"Some job.\n{text}\nSome more.").place
    assert (found.value if found else None) == place


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Fennwick Cycles, Dayton, Ohio", "Dayton, Ohio"),
        ("Fennwick Cycles, Dallas, TX", "Dallas, TX"),
        ("Data Analyst - Berlin, Germany", "Berlin, Germany"),
        ("Data Analyst, Berlin, Germany", "Berlin, Germany"),
        ("Data Analyst (Austin, TX)", "Austin, TX"),
        ("Rye GmbH, Berlin, Germany", "Berlin, Germany"),
        ("Berlin, Germany · Hybrid · Full-time", "Berlin, Germany"),
        ("**Hamburg, Germany (Hybrid) | Full-time**", "Hamburg, Germany"),
        ("Munich, Bavaria, Germany", "Munich, Bavaria, Germany"),
        ("Frankfurt am Main, Germany", "Frankfurt am Main, Germany"),
        ("Rye, a Berlin-based company", None),
        ("Rye is a Berlin-based company in Berlin, Germany.", None),
        ("We have offices in London and Paris", None),
        ("Our offices: London, UK", None),
        ("Offices in London, UK", None),
        ("Headquarters: Berlin, Germany", None),
        ("London, UK | Paris, France", None),
        ("Sales Manager, Germany", None),
        ("Rye, Inc, USA", None),
        ("Statistics, AI, ML", None),
        ("SQL, Python, Go", None),
    ],
)
def test_place_in_a_heading(heading, place):
    found = find_facts(f"Data Analyst\n{heading}\nYou make reports for all who bake with us.").place
    assert (found.value if found else None) == place
    text = f"Data Analyst\nYou make reports for all who bake with us.\n{heading}"
    assert find_facts(text).place is None, "below the first sentence it may be anybody's seat"


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("Hybrid", "hybrid"),
        ("Workplace: On-site", "onsite"),
        ("Location type: Remote", "remote"),
        ("- Workplace: Hybrid", "hybrid"),
        ("• Work type: Remote", "remote"),
        ("Full-time, hybrid", "hybrid"),
        ("Full-time | Remote", "remote"),
        ("Location: Berlin (Hybrid)", "hybrid"),
        ("Remote, hybrid", None),
        ("Remote, Berlin", None),
        ("This is a remote position.", "remote"),
        ("This role is fully remote.", "remote"),
        ("Three days a week in the office.", "hybrid"),
        ("We work three days a week in the office.", "hybrid"),
        ("A hybrid role, in Leeds.", "hybrid"),
        ("This job is office-based.", "onsite"),
        ("This is a remote role with two days a week in our office.", "hybrid"),
        ("This is not a remote position.", None),
        ("Remote sensing of glaciers.", None),
        ("Our hybrid cloud platform.", None),
        ("Experience with remote teams.", None),
        ("Remote role.\nOn-site role.", None),
    ],
)
def test_workplace(text, workplace):
    found = find_facts(f"Some job.\n{text}\nSome more.").workplace
    assert (found.value if found else None) == workplace


@pytest.mark.parametrize(
    ("text", "employment"),
    [
        ("Full-time", "full-time"),
        ("Employment type: Part-time", "part-time"),
        ("Job Type: Contract", "contract"),
        ("- Employment type: Part-time", "part-time"),
        ("Full-time, hybrid", "full-time"),
        ("Full-time | Remote", "full-time"),
        ("This is a full-time position.", "full-time"),
        ("A 6-month contract.", "contract"),
        ("This internship lasts all summer.", "internship"),
        ("Insurance for full-time employees.", None),
        ("Prior internship is a plus.", None),
        ("This is not a full-time position.", None),
        ("You negotiate contracts.", None),
    ],
)
def test_employment(text, employment):
    found = find_facts(f"Some job.\n{text}\nSome more.").employment
    assert (found.value if found else None) == employment


def test_each_fact_has_the_words_that_state_it():
    text = (
        "<p>Reports &amp; charts.</p><p>Location: Leeds</p><p>We pay £45,000 a year. Good people.</p><p>Full-time</p>"
    )
    facts = find_facts(text)
    assert facts.place and text[facts.place.start : facts.place.end] == "Location: Leeds"
    assert facts.pay and text[facts.pay.start : facts.pay.end] == "We pay £45,000 a year."
    assert facts.employment and text[facts.employment.start : facts.employment.end] == "Full-time"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 100_000,
        "$" * 50_000,
        "a. " * 30_000,
        "Location: " * 9_000,
        "\n" * 99_999,
        "A, " * 30_000,
        "Location: " + "; " * 40_000,
        "Aa am " * 16_000,
    ],
)
def test_hostile_texts_state_nothing(text):
    facts = find_facts(text)
    assert (facts.pay, facts.place, facts.workplace, facts.employment) == (None,) * 4
