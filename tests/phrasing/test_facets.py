"""Filters in words."""

import pytest

from truerole.core.reading import DATA_ROLES
from truerole.data.market.aggregates import Filters
from truerole.phrasing.facets import filter_words, role_words


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ((), "All work"),
        (DATA_ROLES, "All four data roles"),
        (("ml_engineer",), "ML engineer"),
        (("data_engineer", "other"), "Data engineer, other work"),
    ],
)
def test_roles_in_words(roles: tuple[str, ...], words: str) -> None:
    assert role_words(roles) == words


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), ["all time"]),
        (Filters({"role": ("other",), "country": ()}), ["all time"]),
        (Filters(period=("2024-08", "2026-07")), ["August 2024 to July 2026"]),
        (Filters(period=("2024-08", "2024-08")), ["August 2024"]),
        (Filters(period=("2024-08", None)), ["from August 2024 on"]),
        (Filters(period=(None, "2026-07")), ["until July 2026"]),
        (
            Filters({"country": ("de", "fr"), "title_role": ("data_analyst",), "stage": ("unknown",)}, copies=True),
            ["all time", "Germany, France", "titled data analyst", "company: Not said", "repeats counted each time"],
        ),
        (Filters({"sample": ("no",), "source": ("lever",)}), ["all time", "my own postings", "lever"]),
        (Filters({"sample": ("yes",)}), ["all time", "the market sample"]),
    ],
)
def test_filters_in_words(filters: Filters, words: list[str]) -> None:
    assert list(filter_words(filters)) == words
