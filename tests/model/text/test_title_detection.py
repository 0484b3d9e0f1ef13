import pytest

from truerole.model.text.title_detection import find_title, is_title_line, names_one_job

TEXT = "We keep the books of a chain of bakeries in order. You build reports in SQL and explain them to the shops."

LINKEDIN = f"""Skip to main content
LinkedIn
Home
My Network
Jobs
Messaging
Notifications
2 notifications
Me
For Business
Try Premium for €0
Rye & Sons
Share
Show more options
Senior Data Analyst (Supply)
Leeds, England, United Kingdom · 3 weeks ago · Over 200 applicants
Promoted by hirer · Responses managed off LinkedIn
Hybrid
Full-time
Easy Apply
Save
About the job
{TEXT}
"""
LINKEDIN_SIGNED_OUT = f"""Skip to main content
Join now
Sign in
Machine Learning Engineer
Rye & Sons Leeds, United Kingdom
2 days ago 45 applicants
See who Rye & Sons has hired for this role
Apply
{TEXT}
"""
LINKEDIN_SEARCH = f"""Skip to search results
Home
Data Engineer
Data Engineer with verification
Crumb Labs
Berlin (Remote)
2 days ago
Analytics Engineer
Crust GmbH
Hamburg
5 days ago
Loaf AG
BI Developer
Munich, Germany · 1 week ago · 12 applicants
About the job
{TEXT}
"""
INDEED = f"""Skip to main content
Home
Company reviews
Sign in
Data Engineer
- job post
Rye & Sons
3.9 out of 5 stars
Leeds
£45,000 a year - Permanent, Full-time
Apply now
Full job description
{TEXT}
"""
INDEED_ONE_LINE = f"Data Scientist - job post\nRye & Sons\nYork\n{TEXT}"
GLASSDOOR = f"""Rye & Sons
3.8 ★
BI Analyst
Leeds
£40K - £50K
Easy Apply
{TEXT}
"""
CAREERS_PAGE = f"""Careers
Back to all jobs
Rye & Sons
Lead Data Scientist
Leeds
Apply now
{TEXT}
"""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (LINKEDIN, "Senior Data Analyst (Supply)"),
        (LINKEDIN_SIGNED_OUT, "Machine Learning Engineer"),
        (LINKEDIN_SEARCH, "BI Developer"),
        (INDEED, "Data Engineer"),
        (INDEED_ONE_LINE, "Data Scientist"),
        (GLASSDOOR, "BI Analyst"),
        (CAREERS_PAGE, "Lead Data Scientist"),
        (f"Data Engineer\n{TEXT}", "Data Engineer"),
        (f"\n\n  Data Engineer  \n\n{TEXT}", "Data Engineer"),
        (f"# Data Engineer\n\n{TEXT}", "Data Engineer"),
        (f"**Senior ML Engineer**\n\n{TEXT}", "Senior ML Engineer"),
        (f"<h1>Data Analyst</h1><p>{TEXT}</p>", "Data Analyst"),
        (f"DATA SCIENTIST\n\n{TEXT}", "DATA SCIENTIST"),
        (f"data engineer\n\n{TEXT}", "data engineer"),
        (f"Data Engineer (m/w/d)\n\n{TEXT}", "Data Engineer (m/w/d)"),
        (f"Senior Data Engineer - Payments (Remote)\n\n{TEXT}", "Senior Data Engineer - Payments (Remote)"),
        (f"Head of Data Science\n\n{TEXT}", "Head of Data Science"),
        (f"Manager, Data Science\n\n{TEXT}", "Manager, Data Science"),
        (f"Executive Assistant to the CEO\n\n{TEXT}", "Executive Assistant to the CEO"),
        (f"Data Analyst at Rye & Sons\n\n{TEXT}", "Data Analyst"),
        (f"Data Analyst | Rye & Sons | Leeds\n\n{TEXT}", "Data Analyst"),
        (f"Rye & Sons | Data Analyst | Leeds\n\n{TEXT}", "Data Analyst"),
        (f"Data Analyst - Indeed.com\n\n{TEXT}", "Data Analyst"),
        (f"Rye & Sons hiring Data Analyst in Leeds, England | LinkedIn\n\n{TEXT}", "Data Analyst"),
        (f"Job Description: Data Analyst\n\n{TEXT}", "Data Analyst"),
        (f"Job description\n\nData Analyst\n\n{TEXT}", "Data Analyst"),
        (f"$90,000 - $120,000 a year\nData Analyst\n{TEXT}", "Data Analyst"),
        (f"Rye & Sons\n\nData Analyst\n\n{TEXT}", "Data Analyst"),
        (f"Rye & Sons\nLeeds\nData Analyst\n{TEXT}", "Data Analyst"),
        (f"Job title: Data Analyst\n{TEXT}", "Data Analyst"),
        (f"JOB TITLE - Data Analyst\n{TEXT}", "Data Analyst"),
        (f"Position: Data Analyst II\n{TEXT}", "Data Analyst II"),
        (f"Role: Data Analyst\n{TEXT}", "Data Analyst"),
        (f"Title:\nData Analyst\nLocation:\nLeeds\n{TEXT}", "Data Analyst"),
        (f"Location: Leeds\nJob title: Bread Whisperer\n{TEXT}", "Bread Whisperer"),
        (f"{TEXT}\n\nPosition Title\nData Analyst\n\n{TEXT}", "Data Analyst"),
        (f"We're hiring: Data Analyst (Leeds)\n{TEXT}", "Data Analyst (Leeds)"),
        (f"Now hiring: Data Analyst\n{TEXT}", "Data Analyst"),
    ],
)
def test_a_title_is_found_where_titles_stand(text, title):
    found = find_title(text)
    assert found is not None
    assert found.text == title
    assert title in text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        TEXT,
        f"We are hiring a data engineer.\n{TEXT}",
        f"We are hiring a Data Engineer\n{TEXT}",
        f"Join us as a Data Analyst\n{TEXT}",
        f"Looking for a Data Analyst\n{TEXT}",
        f"Are you a Data Analyst?\n{TEXT}",
        f"Our Data Engineers\n{TEXT}",
        f"Data Engineers\n{TEXT}",
        f"The Data Engineer will\n{TEXT}",
        f"Data Engineer\nto build our pipelines and mend them.\n{TEXT}",
        f"Data Engineer Responsibilities\n{TEXT}",
        f"Data Analyst job description\n{TEXT}",
        f"About the analyst\n{TEXT}",
        f"About us\n\nData Analyst\n\n{TEXT}",
        f"Responsibilities\n\nData Analyst\n\n{TEXT}",
        f"- Data Engineer\n- Data Analyst\n{TEXT}",
        f"1. Data Engineer\n{TEXT}",
        f"Internship\n\n{TEXT}",
        f"Temporary, Internship\n\n{TEXT}",
        f"Job type: Officer\n\n{TEXT}",
        f"Position: full-time\n\n{TEXT}",
        f"Position type: Permanent\n\n{TEXT}",
        f"Role: you keep the books.\n{TEXT}",
        f"Title: TBD\n{TEXT}",
        f"Job title\nJob family\n{TEXT}",
        f"{TEXT}\n\nFor questions:\nName: Ann Rye\nJob title: Head of Bread\n",
        f"Reports to | Controller\n{TEXT}",
        f"Executive summary\n{TEXT}",
        f"Office of the Chief Information Officer\n\n{TEXT}",
        f"Lead the team that keeps our books\n{TEXT}",
        f"Partner with sales and finance\n{TEXT}",
        f"12 Data Analyst jobs in Leeds\n{TEXT}",
        f"Rye & Sons\n3 days ago\n{TEXT}",
        f"{TEXT} Data Engineer",
        "Data Engineer " * 40,
        "x" * 50_000,
        "\n".join(["Home", "Jobs", "Sign in", "Search", "Cookies"]),
    ],
)
def test_where_no_title_surely_stands_there_is_none(text):
    assert find_title(text) is None


@pytest.mark.parametrize(
    ("line", "title", "one_job"),
    [
        ("Data Engineer", True, True),
        ("Data Engineer II", True, True),
        ("Data Engineer, Payments", True, True),
        ("Platform & Developer Enablement", True, False),
        ("Assistant Vice President Expectations", True, False),
        ("Easy Apply", False, False),
        ("Data Engineers", False, False),
        ("The engineer is on call.", False, False),
    ],
)
def test_a_line_is_told_to_be_a_title(line, title, one_job):
    assert is_title_line(line) is title
    assert names_one_job(line) is one_job


def test_markup_and_invisible_characters_move_no_offset():
    text = f"<p>&nbsp;</p>\u200b<h2>Data&nbsp;Analyst</h2>\n<p>{TEXT}</p>"
    found = find_title(text)
    assert found is not None
    assert text[found.start : found.end].startswith("Data&nbsp;Analyst")


@pytest.mark.parametrize(
    "head",
    [
        "Contact person\nJane Roe\nHead of Data",
        "Posted by\nMaria Lopez\nTalent Acquisition Partner",
        "Job poster\nJane Roe\nTalent Acquisition Specialist",
        "Line manager: Director of Analytics",
        "Supervisor: Professor of Statistics",
        "Hiring manager\nData Engineering Manager",
        "Dear Data Engineer",
        "Hi Data Scientist",
        "Data Scientist vs Data Engineer",
        "Data Scientist Interview Questions",
        "Data Engineer Academy",
    ],
)
def test_a_person_a_greeting_or_an_article_gives_no_title(head: str) -> None:
    assert find_title(f"{head}\n\nYou build data pipelines in Python and look after tables.\n") is None


@pytest.mark.parametrize(
    "head",
    [
        "Jane Roe / CTO",
        "Jane Roe, CTO",
        "Jane Roe (CTO)",
        "Jane Roe - Head of Data",
        "Jane Roe, VP of Engineering, Rye & Sons",
        "Jane Roe | Talent Partner",
        "Maria Lopez, Head of Data",
        "Anna Crumb – Recruiter",
        "Peter Loaf, Data Engineer",
        "Oyelaran Adewale, Chief Data Officer",
        "Xiomara Brot / Founder",
        "Dr. Oyelaran Brot, Research Scientist",
        "Prof. Dr. Ines Teig, Director of Analytics",
        "Maria de la Cruz - Talent Acquisition Specialist",
        "Jean-Pierre Laib, Managing Director",
        "CTO: Jane Roe",
        "Head of Data: Maria Lopez",
        "Founder & CEO, Jane Roe",
        "Microsoft Partner",
        "Microsoft Gold Partner",
        "Microsoft (Gold) Partner",
        "AWS Advanced Consulting Partner",
        "Google Cloud Premier Partner",
        "Snowflake Elite Services Partner",
        "Official Salesforce Partner",
        "Certified Databricks Partner",
        "Tableau Gold Partner",
        "Platinum Partner",
    ],
)
def test_a_contact_or_the_badge_of_a_partner_is_no_title(head: str) -> None:
    assert find_title(f"{head}\n\n{TEXT}") is None
    assert not is_title_line(head)


@pytest.mark.parametrize(
    "title",
    [
        "Machine Learning, Lead Engineer",
        "Data Science, Director",
        "Data Science - Head of Pricing",
        "Customer Success, Director",
        "Power BI, Developer",
        "Payments, Data Engineer",
        "HR Business Partner",
        "Finance Partner",
        "Data Partner",
        "AWS Partner Solutions Architect",
        "Microsoft Partner Manager",
        "Head of Data, New York",
        "Director, Data Science",
        "Vice President, Machine Learning",
        "Recruiter, Berlin",
        "Lead Data Engineer, Head Office",
        "Data Engineer / Data Analyst",
        "Managing Director, Private Equity",
    ],
)
def test_a_title_beside_a_field_or_a_place_is_one(title: str) -> None:
    assert is_title_line(title)
