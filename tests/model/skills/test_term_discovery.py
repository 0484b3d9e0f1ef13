import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.skills.term_discovery import TermDiscovery, listed_terms
from truerole.model.text.document import prepare


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Python, Quxlib, SQL and Spark", "Quxlib"),
        ("Experience with tools such as Quxlib, Tableau", "Quxlib"),
        ("Docker/Quxlib/Kubernetes", "Quxlib"),
        ("cloud (AWS, Qux Runner9, Azure)", "Qux Runner9"),
        ("Spark and other similar tools", ""),
        ("Python, SQL etc.", ""),
        ("Python, a sense of humour that nobody shares, SQL", ""),
        ("You like gardens, Quxlib and tea", ""),
        ("SQL, 2024, Python", ""),
        ("", ""),
    ],
)
def test_unknown_items_beside_skills_are_terms(text: str, terms: str) -> None:
    document = prepare(text)
    assert ", ".join(term for term, _ in listed_terms(document, extract_skills(document))) == terms


def discovery(texts: list[str]) -> TermDiscovery:
    found = TermDiscovery()
    for text in texts:
        found.add(text)
    return found


def test_counts_postings_not_mentions() -> None:
    twice = "Python, Quxlib, SQL. Spark, quxlib, Hive. Java, Quxlib."
    texts = [twice, "SQL, Quxlib", "R, Quxlib, SQL", "Quxlib moves into a new office.", "Go, Rareword, Rust"]
    terms = discovery(texts).terms(2)
    assert [(t.text, t.listed, t.postings) for t in terms] == [("Quxlib", 3, 4)]
    assert terms[0].beside[0] == "SQL"


def test_what_stands_mostly_elsewhere_is_no_term() -> None:
    texts = ["SQL, kindness, Python"] + ["We value kindness in all we do here."] * 9
    assert discovery(texts).terms(1) == []
    assert [term.text for term in discovery(texts[:4]).terms(1)] == ["kindness"], "1 of 4 is enough"
