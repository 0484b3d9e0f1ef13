"""What rows or sides are asked for by goes by the words of the pages, the single words and the names of JSON."""

from collections.abc import Sequence

import pytest

from truerole.core.errors import DataError
from truerole.data.market.duties import MIX_FACETS
from truerole.phrasing.answers.filters import COMPARED, parse_by
from truerole.phrasing.duties.mix import FACET_TITLES
from truerole.phrasing.facets import FACET_LABELS
from truerole.phrasing.pay import PAY_VIEWS, VIEW_TITLES


@pytest.mark.parametrize(
    ("facets", "facet", "words"),
    [
        (COMPARED, "stage", ("stage", "company", "Kind of company")),
        (COMPARED, "seniority", ("seniority", "level", "Level")),
        (COMPARED, "role", ("role", "Role")),
        (PAY_VIEWS, "seniority", ("seniority", "level", "LEVEL")),
        (PAY_VIEWS, "skill", ("skill", "Skill")),
        (MIX_FACETS, "level", ("seniority", "level", "Level")),
        (MIX_FACETS, "company", ("stage", "company", "kind of company")),
        (MIX_FACETS, "title", ("title", "Title")),
    ],
)
def test_a_facet_goes_by_each_of_its_names(facets: Sequence[str], facet: str, words: tuple[str, ...]) -> None:
    assert [parse_by(word, facets) for word in words] == [facet] * len(words)


@pytest.mark.parametrize("word", ["", "weather", "source", "deep learning"])
def test_another_word_is_told_the_plain_names(word: str) -> None:
    with pytest.raises(DataError, match=f"--by: '{word}' is none of role, country, company, level"):
        parse_by(word, COMPARED)


def test_the_views_call_what_they_share_the_same() -> None:
    assert VIEW_TITLES["seniority"] == FACET_TITLES["level"] == FACET_LABELS["seniority"] == "Level"
    assert FACET_TITLES["company"] == FACET_LABELS["stage"] == "Kind of company"
    for shared in ("role", "country", "year"):
        assert VIEW_TITLES[shared] == FACET_TITLES[shared] == FACET_LABELS[shared]
