import pytest

from truerole.data.market.search.posting_search import read_search
from truerole.data.market.search.towns import named_towns


@pytest.mark.parametrize(
    ("typed", "towns"),
    [
        ("berlin", [("berlin", "de", "")]),
        ("data engineer new york -senior", [("new york", "us", "data engineer -senior")]),
        ("new york city", [("new york city", "us", "")]),
        ('"San Francisco" spark', [("San Francisco", "us", "spark")]),
        ("Paris London", [("Paris", "fr", "London"), ("London", "gb", "Paris")]),
        ("-berlin spark", []),
        ("germany", []),
        ("new spark york", []),
        ("", []),
        ('"" - -- "', []),
    ],
)
def test_towns_in_a_search(typed: str, towns: list[tuple[str, str, str]]) -> None:
    assert [(town.name, town.country, str(town.rest)) for town in named_towns(read_search(typed))] == towns
