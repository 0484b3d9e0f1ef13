"""Filters and sources in words."""

import pytest

from tests.shared import market_sample
from truerole.core.reading import DATA_ROLES
from truerole.data.market.aggregates import Filters
from truerole.phrasing.facets import SAMPLE_SOURCES, filter_words, role_words, value_name


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
            [
                "all time",
                "Germany, France",
                "titled data analyst",
                "kind of company: Not said",
                "repeats counted each time",
            ],
        ),
        (Filters({"sample": ("no",), "source": ("lever",)}), ["all time", "my own postings", "lever"]),
        (Filters({"sample": ("yes",)}), ["all time", "the market sample"]),
    ],
)
def test_filters_in_words(filters: Filters, words: list[str]) -> None:
    assert list(filter_words(filters)) == words


def test_each_source_of_the_sample_has_a_name_of_its_own() -> None:
    assert {entry.posting.source for entry in market_sample()[0]} == set(SAMPLE_SOURCES)
    assert len(set(SAMPLE_SOURCES.values())) == len(SAMPLE_SOURCES)
    assert all(len(name) <= 60 and "_" not in name for name in SAMPLE_SOURCES.values())


def test_other_sources_keep_their_ids() -> None:
    assert value_name("source", "greenhouse") == "greenhouse"
    assert value_name("source", "nhs_uk_2020_stochastictalk") == "NHS Jobs, United Kingdom 2020"
