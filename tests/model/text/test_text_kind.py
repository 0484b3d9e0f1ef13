"""The kind of pasted texts: own cases by kind, then how often real postings are called something else."""

import gzip
import json
import os
from itertools import islice, pairwise
from pathlib import Path

import pytest

from truerole.data.labels.examples import load_examples
from truerole.model.text.text_kind import kind_of_text

ANALYST = """Data Analyst
Rye & Sons, Leeds

About us
We at Rye & Sons bake bread for two hundred shops in the north, and the shops of Rye & Sons grow every year.

What you'll do
- Build dashboards in Tableau that the shops of Rye & Sons open every morning.
- Write SQL queries to answer questions from buying and finance, and present a weekly report to the board.
- Find out why some shops throw away more bread than others, and tell Anna Crumb's team what to do about it.

What we ask
- Three years of work with SQL, Excel and a dashboard tool, and a hand for clear charts.
- Patience with people who have no time for numbers.

Benefits
- Bread for the whole family, thirty days of leave, a pension from Rye & Sons and a train ticket to Leeds.
"""
ENGINEER = """Data Engineer
Odeon Reel, Bristol

About us
The cinemas of Odeon Reel have shown films since 1931, and today Odeon Reel sells its tickets on every phone.

What you'll do
- Build and run pipelines in Airflow that bring ticket sales into our Snowflake warehouse every hour.
- Design tables, watch the quality of our data and mend what breaks in the night.
- Move ingestion from nightly batches to Kafka together with Bill Frame and the platform people in Bristol.

What we ask
- Python and SQL in daily work for three years, and a warehouse that you have run yourself.
- Experience with Docker and Terraform, and with being woken up.

Benefits
- Free films at Odeon Reel, popcorn without end, and twenty-eight days of leave in Bristol.
"""
SCIENTIST = """Data Scientist
Marlin Freight, Hull

About us
Marlin Freight ships goods over the North Sea, and every ship of Marlin Freight sends its place once a minute.

What you'll do
- Forecast how many containers each port of Marlin Freight will need, with models in Python.
- Run experiments with prices together with Clara Keel, and explain the outcome to the captains.

What we ask
- A degree in statistics or physics, and five years with pandas, scikit-learn and SQL.
- Work on time series, and the courage to say that a model is not good enough.

Benefits
- A berth on the ferry from Hull, a share of the profit, and thirty days of leave.
"""

CV = """Jane Miller
Leeds · jane.miller@mail.example · +44 7700 900123 · linkedin.com/in/jane

Professional summary
Analyst with six years in retail. I turn numbers into decisions.

Work experience
Rye & Sons, Data Analyst, Jan 2020 - Present
- Built dashboards in Tableau for 200 shops
- Wrote SQL for the weekly report
Crumb Labs, Junior Analyst, 2017 - 2019
- Cleaned survey data in Excel and R

Education
BSc Mathematics, University of York, 2014 - 2017

Skills
SQL, Python, Tableau, Excel
"""


def lines(text: str) -> str:
    """Return a text written on few lines, with " / " where a line ends and " // " where an empty line follows."""
    return " ".join(text.split()).replace(" // ", "\n\n").replace(" / ", "\n")


CVS = {
    "plain": CV,
    "headed": """Curriculum Vitae // Tom Baker / Hull // Education / 2012 - 2016 BSc Physics // Work history /
        2016 - 2020 Cook""",
    "resume": """RESUME / Tom Baker, tom@mail.example // Experience / Analyst, Mar 2019 to present / Education /
        MSc 2018""",
    "linkedin profile": """Jane Miller / Data Analyst at Rye & Sons / Leeds / Contact info / 500+ connections //
        About / I like data. // Experience / Data Analyst / Rye & Sons / Jan 2020 - Present · 5 yrs / Junior
        Analyst / Crumb Labs / May 2017 - Dec 2019 · 2 yrs // Education / University of York / BSc, Mathematics
        / 2014 - 2017 // Skills / SQL // Recommendations / Nothing to see yet""",
    "first person": """Tom Baker / tom@mail.example | 07700 900456 // Personal profile / I have built pipelines
        for ten years and I love it. My last project moved my team to Spark. // Employment history / Data
        engineer, Odeon Reel, 2018 – now / Developer, Marlin, 2014 – 2018 // References / On request""",
    "no contact": """Employment history // 03/2019 - 06/2023 Analyst, Rye & Sons / 01/2016 - 02/2019 Clerk,
        Crumb Labs // Education // 2012 - 2015 BA Economics // Languages / English, Polish // Hobbies /
        Chess""",
    "name and cv": """Jane Miller - CV // Education / PhD Statistics, 2015 - 2019 // Publications / On bread,
        2018 // Projects / Forecasts of loaves in R""",
}
LISTINGS = {
    "linkedin": """Data analyst in United Kingdom / 1,204 results / Data Analyst / Data Analyst with
        verification / Rye / Leeds (Hybrid) / Promoted / 2 days ago / Easy Apply / BI Analyst / Crumb / Leeds /
        3 days ago / Senior Analyst / Loaf / York / 1 week ago / Insight Manager / Oven / Hull / 2 weeks ago""",
    "indeed": """data engineer jobs in Leeds / Sort by: relevance - date / Data Engineer / new / Rye / £40,000 a
        year / Posted 1 day ago / ETL Developer / Crumb / Leeds LS1 / 2 days ago / Cloud Engineer / Loaf / 3
        days ago / DBA Manager / Oven""",
    "company": """Open positions // Data / Data Analyst / Leeds / Data Engineer / Remote / Head of Data / Leeds
        // Engineering / Backend Developer / Leeds / Site Manager / Hull / Product Designer / Remote""",
    "all jobs": """All jobs / Search / Data Analyst / Leeds / Apply / ML Engineer / York / Apply / Sous Chef /
        Hull / Apply / Bus Driver / Leeds / Apply""",
}
ARTICLES = {
    "recipe": "Mix the flour with the sugar, add four eggs and bake the cake for forty minutes. " * 6,
    "weather": "It rained over the hills in the morning, and by noon the sun had dried the roads again. " * 6,
    "match": "The home side scored twice before the break, and the goalkeeper held a late penalty in the rain. " * 6,
    "poem": "The river runs below the trees and carries leaves and little bees to where the water meets the seas. " * 5,
    "manual": "Turn the screw to the left, lift the lid, clean the filter under the tap and let it dry. " * 5,
}
SINGLES = {
    "analyst": ANALYST,
    "engineer": ENGINEER,
    "scientist": SCIENTIST,
    "short": "Data analyst wanted. You know SQL and Excel. Leeds, full-time.",
    "empty": "",
    "one word": "Analyst",
    "a chief named": ANALYST.replace("What you'll do", "Reports to\n\nHead of Analytics\n\nWhat you'll do"),
    "two levels": ANALYST.replace("What we ask", "Senior Data Analyst\n\nWhat we ask"),
    "the title again": ANALYST.replace("What we ask", "Data Analyst\n\nWhat we ask"),
    "with contact": ANALYST + "\nContact: Anna Crumb, anna@rye.example, 0113 496 0000.",
    "with years": ANALYST + "\nWe won prizes in 2016 - 2018 and 2019 - 2021. Education: BSc. Skills: SQL.",
    "with similar jobs": ANALYST + "\nSimilar jobs\nData Engineer\nLeeds\nBI Analyst\nHull\n",
    "copied from a board": "Home\nJobs\nData Analyst\nRye & Sons\nLeeds · 3 weeks ago · 40 applicants\n" + ANALYST,
    "an engineer's day": "Engineers of Rye mend ovens all day, and nobody in the town bakes bread as they do. " * 5,
}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[pytest.param("cv", lines(text) if " / " in text else text, id=f"cv, {name}") for name, text in CVS.items()],
        *[
            pytest.param("listing", lines(text) if " / " in text else text, id=f"listing, {name}")
            for name, text in LISTINGS.items()
        ],
        *[
            pytest.param("article", lines(text) if " / " in text else text, id=f"article, {name}")
            for name, text in ARTICLES.items()
        ],
        *[
            pytest.param("posting", lines(text) if " / " in text else text, id=f"posting, {name}")
            for name, text in SINGLES.items()
        ],
    ],
)
def test_a_text_is_of_its_kind(kind, text):
    assert kind_of_text(text).kind == kind


PAIRS = [(a, b) for a in (ANALYST, ENGINEER, SCIENTIST) for b in (ANALYST, ENGINEER, SCIENTIST) if a != b]


@pytest.mark.parametrize("parts", [*PAIRS, (ANALYST, ENGINEER, SCIENTIST)])
def test_several_postings_are_told_apart_where_each_begins(parts):
    text = "\n\n".join(parts)
    found = kind_of_text(text)
    assert found.kind == "several"
    assert [text[start:end].strip() for start, end in found.parts] == [part.strip() for part in parts]


def test_every_authored_posting_is_a_posting():
    others = {e.id: kind_of_text(e.description).kind for e in load_examples()}
    assert {id for id, kind in others.items() if kind != "posting"} == set()


HELD_BACK = {
    "list beside it": lines("""Data Analyst / Rye / 2 hours ago / Data Engineer / Rye / 3 hours ago /
        Sales Manager / Rye / 4 hours ago / Store Manager / Rye / 5 hours ago / About the job""")
    + f"\n{ANALYST}",
    "list below it": "Data Analyst / Rye / 2 days ago\nAbout the job\n"
    + ANALYST
    + "\n"
    + lines("""More jobs like this / Data Analyst / Hull / 2 days ago / BI Analyst / Leeds / 3 days ago /
        Data Engineer / York / 4 days ago / Report Analyst / Rye / 5 days ago"""),
    "person specification": lines("""Senior Information Analyst / Person specification / Education and training /
        A degree or the same by experience / Experience / Reports on SQL Server 2016 - 2022, essential /
        The contract runs April 2026 - March 2028, a fixed-term post / Personal statement / References /
        Applicants should show how they meet each point"""),
    "funded post": lines("""Research Assistant in Statistics / The post is funded 2024 - 2028, part-time / Education /
        A master's degree / Experience / Work on surveys 2018 - 2023 is desirable / Languages / English / Publications /
        References / Contact: jobs@university.example / The closing date is in May, the postholder starts in June"""),
}


@pytest.mark.parametrize("text", HELD_BACK.values(), ids=HELD_BACK)
def test_a_posting_is_not_held_back_for_what_stands_beside_it(text):
    assert kind_of_text(text).kind == "posting"


DUTIES = {
    "Senior": """What you'll do
- Lead the design of the pipelines that bring sales into Snowflake, and review what Anna Crumb's people write.
- Decide with finance what Odeon needs next, and teach Airflow to those who are new to it every week.

What we ask
- Seven years with Python and SQL, two of them with Spark, and a calm hand when the Bristol cluster fails.
- You have led people before and know how Kafka behaves on a bad day in December.
""",
    "Junior": """What you'll do
- Mend small tables in Postgres and write tests for them, with Tom Kettle from York beside you on Mondays.
- Document what you find in Confluence, and keep the reports of Hull and Leeds free of doubled rows.

What we ask
- A first year with Python or R, and the wish to learn Docker and Git from people with patience.
- A degree is welcome, as is a course at Coventry or work on a project of your own.
""",
}
ABOUT = "About us\nThe cinemas of Odeon Reel have shown films since 1931, and sell tickets on every phone today.\n"


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        ("Senior/Junior Data Engineer", "Senior Data Engineer", "Junior Data Engineer"),
        ("Data Engineer (Senior or Junior)", "Senior Data Engineer", "Junior Data Engineer"),
        ("Data Engineer", "Senior Data Engineer:", "Junior Data Engineer"),
        ("Senior Data Engineer / Junior Data Engineer", "Data Engineer II", "Data Engineer I"),
        ("Data Engineer (m/f/d)", "Lead Data Engineer", "Data Engineer"),
        ("Data Engineer", "Sr. Data Engineer", "Jr. Data Engineer"),
        ("Data Engineer, all levels", "Principal Data Engineer", "Staff Data Engineer"),
        ("Data Engineer", "Data Engineer - Level 3", "Data Engineer - Level 1"),
        ("Data Engineer", "Mid-level Data Engineer", "Entry-level Data Engineer"),
        ("Join Odeon Reel", "Senior Data Engineer", "Graduate Data Engineer"),
    ],
)
def test_levels_of_one_job_are_one_posting(title: str, first: str, second: str) -> None:
    text = "\n".join([title, "", ABOUT, first, "", DUTIES["Senior"], second, "", DUTIES["Junior"]])
    assert kind_of_text(text).kind == "posting"


def test_a_level_with_a_company_of_its_own_is_another_posting() -> None:
    other = "Rye & Sons\n\nAbout us\n" + "We at Rye & Sons bake bread for shops in the north, and they grow. " * 4
    text = "\n".join(
        ["Senior Data Engineer", "", ABOUT, DUTIES["Senior"], "Junior Data Engineer", "", other, "", DUTIES["Junior"]]
    )
    assert kind_of_text(text).kind == "several"


@pytest.fixture(scope="module")
def corpus():
    path = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared")) / "corpus" / "postings.jsonl.gz"
    if not path.exists():
        pytest.skip("no read postings here")
    with gzip.open(path) as lines:
        rows = [json.loads(line) for line in islice(lines, 0, None, 20)]
    return [row for row in rows if len(row["description"]) > 600]


@pytest.mark.slow
def test_a_real_posting_is_hardly_ever_called_something_else(corpus):
    others = [row["id"] for row in corpus if kind_of_text(row["description"]).kind != "posting"]
    assert len(others) <= 0.005 * len(corpus), others


@pytest.mark.slow
def test_most_pairs_of_real_postings_are_told_apart(corpus):
    pairs = list(pairwise(corpus))[::4]
    joined = ("\n\n".join(f"{row['title']}\n\n{row['description']}" for row in pair) for pair in pairs)
    found = sum(kind_of_text(text).kind == "several" for text in joined)
    assert found >= 0.7 * len(pairs), (found, len(pairs))
