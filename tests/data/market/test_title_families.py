import pytest

from truerole.data.market.title_families import title_family


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Data Analyst", "Data analyst"),
        ("Sr. AI/ML Engineer II (Remote)", "AI/ML engineer"),
        ("Senior Machine Learning Engineer - Ads", "ML engineer"),
        ("Business Data Analyst", "Business data analyst"),
        ("Data Analyst, Marketing", "Data analyst"),
        ("Head of Data Science", "Data science manager"),
        ("Software Engineers, Data", "Software engineer"),
        ("Machine Learning Platform Engineer", "MLOps engineer"),
        ("Full-Stack Developer (m/f/d)", "Full-stack engineer"),
        ("BUSINESS INTELLIGENCE ANALYST", "BI analyst"),
        ("Staff Nurse", None),
        ("", None),
        ("Analyst", None),
        ("データサイエンティスト", None),
        ("x" * 10_000 + " data analyst", None),
    ],
)
def test_families(title: str, family: str | None) -> None:
    assert title_family(title) == family
