"""Titles and the role that each names."""

import pytest

from truerole.core.reading import Role
from truerole.model.role.title import classify_title

NAMED: list[tuple[str, Role]] = [
    ("Senior Data Analyst (m/w/d)", "data_analyst"),
    ("BI Analyst", "data_analyst"),
    ("Business Intelligence Analyst II", "data_analyst"),
    ("Reporting Analyst", "data_analyst"),
    ("Data & Reporting Analyst", "data_analyst"),
    ("Analyst, Data - Nordics", "data_analyst"),
    ("Marketing Data Analyst, Berlin", "data_analyst"),
    ("Data Visualisation Specialist", "data_analyst"),
    ("Manager, Data Analytics", "data_analyst"),
    ("Datenanalystin (Teilzeit)", "data_analyst"),
    ("Analyste de données", "data_analyst"),
    ("Analista de Datos Sénior", "data_analyst"),
    ("DATA ENGINEER", "data_engineer"),
    ("Sr Data Engineer - Kafka", "data_engineer"),
    ("Analytics Engineer", "data_engineer"),
    ("ETL Developer", "data_engineer"),
    ("BI Developer", "data_engineer"),
    ("Big Data Engineer", "data_engineer"),
    ("Data Architect", "data_engineer"),
    ("Data Platform Engineer", "data_engineer"),
    ("Data Modeller", "data_engineer"),
    ("Software Engineer, Data Infrastructure", "data_engineer"),
    ("Head of Data Engineering", "data_engineer"),
    ("Data Engineer Intern", "data_engineer"),
    ("Ingénieur Data H/F", "data_engineer"),
    ("Data Scientist:in", "data_scientist"),
    ("Data Scientist/in (80 %)", "data_scientist"),
    ("DataScientist", "data_scientist"),
    ("Data\u00a0Scientist", "data_scientist"),
    ("Ｄａｔａ Scientist", "data_scientist"),
    ("Applied Scientist II", "data_scientist"),
    ("Research Scientist, ML", "data_scientist"),
    ("Machine Learning Scientist", "data_scientist"),
    ("Statistician", "data_scientist"),
    ("Quantitative Researcher", "data_scientist"),
    ("Data Science Manager", "data_scientist"),
    ("Director of Data Science", "data_scientist"),
    ("Intern - Data Science", "data_scientist"),
    ("Machine Learning Engineer", "ml_engineer"),
    ("Machine Learning (ML) Engineer", "ml_engineer"),
    ("AI Engineer", "ml_engineer"),
    ("AI/ML Engineer", "ml_engineer"),
    ("GenAI Engineer", "ml_engineer"),
    ("Gen AI Developer", "ml_engineer"),
    ("MLOps Engineer", "ml_engineer"),
    ("Computer Vision Engineer", "ml_engineer"),
    ("Software Engineer, Machine Learning", "ml_engineer"),
    ("Software Engineer II - AI/ML", "ml_engineer"),
    ("Staff ML Platform Engineer", "ml_engineer"),
    ("Research Engineer, AI", "ml_engineer"),
    ("Full Stack AI Engineer", "ml_engineer"),
]

# The nearest field names the work; of two roles, the first.
MIXED: list[tuple[str, Role]] = [
    ("AI Data Engineer", "data_engineer"),
    ("Machine Learning Data Scientist", "data_scientist"),
    ("Data Scientist / Data Engineer", "data_scientist"),
    ("Data Engineer/Analyst", "data_engineer"),
    ("Big Data Analyst", "data_analyst"),
    ("Data Scientist - Machine Learning", "data_scientist"),
    ("Data Analyst, Sales", "data_analyst"),
]

NAMELESS = [
    "",
    " ",
    "Data Entry Analyst",
    "Business Analyst",
    "Business Systems Analyst",
    "Financial Analyst",
    "Data Governance Analyst",
    "Master Data Specialist",
    "Product Manager - Data Science platform",
    "Product Manager (Data Analyst)",
    "Data Engineering Recruiter",
    "Data Analyst Trainer",
    "Data Science Instructor",
    "AI Sales Engineer",
    "Data Center Engineer",
    "Software Engineer",
    "Software Engineer, AI",
    "Data Science Engineer",
    "Data Science Analyst",
    "Research Scientist",
    "Computer Scientist",
    "Database Administrator",
    "Nurse",
    "日本語",
    "<script>alert(1)</script>",
    "\x00\ud800",
    "(" * 5000,
]


@pytest.mark.parametrize(("title", "role"), NAMED + MIXED)
def test_role_named(title: str, role: Role) -> None:
    assert classify_title(title) == role


@pytest.mark.parametrize("title", NAMELESS)
def test_no_role_named(title: str) -> None:
    assert classify_title(title) is None


@pytest.mark.parametrize(
    "title", ["senior data analyst", "SENIOR DATA ANALYST", "Senior  Data\tAnalyst\n", "Senior Data-Analyst"]
)
def test_case_and_white_space_do_not_matter(title: str) -> None:
    assert classify_title(title) == "data_analyst"
