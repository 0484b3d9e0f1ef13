from io import StringIO

import pytest

from truerole.cli.render.skills import MOST, show_categories, show_skills, show_terms
from truerole.core.taxonomy import load_taxonomy
from truerole.model.skills.term_discovery import DiscoveredTerm

TAXONOMY = load_taxonomy()


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def skills(query: str) -> str:
    out = StringIO()
    show_skills(TAXONOMY, query, out)
    return out.getvalue()


def test_every_category_is_shown() -> None:
    out = StringIO()
    show_categories(TAXONOMY, out)
    assert all(category in out.getvalue() for category in TAXONOMY.categories)
    assert f"{len(TAXONOMY.skills):,} skills" in out.getvalue()


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("pytorch", ("PyTorch  pytorch", "Belongs to", "Deep learning")),
        ("k8s", ("Kubernetes  kubernetes", "k8s")),
        ("R", ("R  r", "only written so and in a list with a sure skill or close to")),
        ("data science", ("only in a list with other skills, or asked for in so many words",)),
        ("mathematics", ("not where it names what a degree is in",)),
        ("hadoop", ("Has", "Apache Hive")),
    ],
)
def test_a_skill_by_any_name_is_shown_whole(query: str, parts: tuple[str, ...]) -> None:
    shown = " ".join(skills(query).split())
    assert all(" ".join(part.split()) in shown for part in parts)


def test_a_part_of_a_name_shows_a_line_each() -> None:
    lines = skills("kube").splitlines()
    assert lines[0].startswith("Kubernetes")
    assert len(lines) > 2


def test_all_of_a_category_and_a_page_of_the_rest() -> None:
    databases = [e.name for e in TAXONOMY.skills.values() if e.category == "databases"]
    all_shown, page = skills("databases"), skills("data")
    assert all(name in all_shown for name in databases)
    assert "more" in page
    assert len(page.splitlines()) <= 4 * MOST


@pytest.mark.parametrize(
    ("terms", "limit", "parts"),
    [
        ([], 5, ("No word that the taxonomy lacks",)),
        ([DiscoveredTerm("Qux\x1b[31m", 9, 12, ("SQL",))], 5, ("Qux", "9", "12", "SQL", "data/taxonomy")),
        ([DiscoveredTerm(f"T{i}", 9, 9, ()) for i in range(8)], 5, ("3 more; --limit",)),
    ],
)
def test_terms(terms: list[DiscoveredTerm], limit: int, parts: tuple[str, ...]) -> None:
    out = StringIO()
    show_terms(terms, limit, out)
    assert all(part in out.getvalue() for part in parts)
    assert "\x1b" not in out.getvalue()
