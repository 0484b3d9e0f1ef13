"""A person's search: its place may be a city, a city with a country, or a country."""

import pytest

from truerole.core.search import Search


@pytest.mark.parametrize(
    ("place", "country", "whole"),
    [("Berlin", "de", False), ("Berlin, Germany", "de", False), ("Germany", "de", True), ("", None, False)],
)
def test_places(place: str, country: str | None, whole: bool) -> None:
    search = Search("data", place)
    assert (search.country, search.is_country) == (country, whole)
