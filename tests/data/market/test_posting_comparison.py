import pytest

from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoredReading, StoreEntry
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.market.posting_comparison import USUAL, compare_with_role
from truerole.data.store.store import open_store

# month, role, how many postings, and what each of them names
POSTINGS = """
2026-06 data_engineer 60 sql python airflow
2026-06 data_engineer 38 sql spark
2026-06 data_engineer 2 sql neo4j
2023-01 data_engineer 90 hadoop
2026-06 data_analyst 50 excel tableau
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> BitmapIndex:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('market') / 'a.db'}") as store:
        lines = [line.split() for line in POSTINGS.strip().splitlines()]
        store.add([_entry(i, n, line) for i, line in enumerate(lines) for n in range(int(line[2]))], "v1")
        return refresh(store)


def _entry(i: int, n: int, line: list[str]) -> StoreEntry:
    month, role, _, *skills = line
    shares = (1.0, 0.0, 0.0, 0.0, 0.0)
    asked = tuple(SkillDemand(skill, "required") for skill in skills)
    reading = StoredReading(role, shares, True, None, None, 0, "unknown", "unknown", asked)  # type: ignore[arg-type]
    return StoreEntry(Posting("board", f"{i}-{n}", f"Job {i}-{n}", f"text {i} {n}"), reading, month)


def test_a_posting_is_compared_with_its_role_in_the_newest_24_months(index: BitmapIndex) -> None:
    found = compare_with_role(index, "data_engineer", ["sql", "spark", "neo4j", "hadoop"])
    assert found.period == ("2024-07", "2026-06")
    assert len(found.postings) == 100
    assert [(s.name, s.count) for s in found.usual] == [
        ("sql", 100), ("airflow", 60), ("python", 60), ("spark", 38), ("neo4j", 2),
    ]  # fmt: skip
    assert found.shared == 3
    assert [(s.name, s.count, s.total) for s in found.unusual] == [("hadoop", 0, 100), ("neo4j", 2, 100)]


def test_a_period_may_be_given(index: BitmapIndex) -> None:
    found = compare_with_role(index, "data_engineer", ["hadoop"], (None, None))
    assert len(found.postings) == 190
    assert found.unusual == ()
    assert found.shared == 1


@pytest.mark.parametrize("role", ["ml_engineer", "no such role"])
def test_a_role_without_postings_has_nothing_usual(index: BitmapIndex, role: str) -> None:
    found = compare_with_role(index, role, ["sql"])
    assert (len(found.postings), found.usual, found.shared) == (0, (), 0)


def test_no_more_than_ten_skills_are_usual(index: BitmapIndex) -> None:
    assert len(compare_with_role(index, "data_engineer", []).usual) <= USUAL
