import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare


def found(text: str) -> set[str]:
    return {skill.id for skill in extract_skills(prepare(text))}


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("GCP (Good Clinical Practice)", "gcp"),
        ("GCP (good clinical practices) training", "gcp"),
        ("Good Clinical Practice (GCP)", "gcp"),
        ("EMR (electronic medical record), kept by nurses", "emr"),
        ("Report RAG (red, amber and green) to the board", "rag"),
        ("DBT (Dialectical Behavior Therapy)", "dbt"),
        ("Dialectical behaviour therapy (DBT)", "dbt"),
        ("API (active pharmaceutical ingredients)", "apis"),
        ("MCP (master control panel) wiring", "mcp"),
        ("MCP (Microsoft Certified Professional). The MCP is paid for", "mcp"),
    ],
)
def test_an_acronym_that_is_explained_otherwise_is_no_skill(text: str, without: str) -> None:
    assert without not in found(f"Requirements:\n- {text}\n- Python")


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("GCP (Google Cloud Platform)", "gcp"),
        ("GCP (BigQuery, Dataflow)", "gcp"),
        ("RAG (retrieval-augmented generation)", "rag"),
        ("DBT (data build tool)", "dbt"),
        ("API (application programming interface)", "apis"),
        ("Model Context Protocol (MCP)", "mcp"),
        ("NLP (spaCy)", "nlp"),
        ("ETL (extract, transform, load)", "etl"),
    ],
)
def test_an_acronym_that_is_explained_as_the_skill_is_one(text: str, skill: str) -> None:
    assert skill in found(f"Requirements:\n- {text}\n- Python")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("python, r, sql", "python r sql"),
        ("sql, r, python", "python r sql"),
        ("python/r", "python r"),
        ("r/python", "python r"),
        ("<Python,R>", "python r"),
        ("python, go, java", "python go java"),
        ("java, python, c", "java python c"),
        ("c, c++, rust", "c cpp rust"),
        ("PYTHON, R, SQL", "python r sql"),
        ("python|r|sas", "python r sas"),
        ("ready to go, Python", "python"),
        ("Python, and off we go", "python"),
    ],
)
def test_short_names_in_lower_case_are_items_of_lists(text: str, ids: str) -> None:
    assert found(f"Requirements:\n- {text}") == set(ids.split())
