"""Places as people name them: in several languages, with a country or without."""

import pytest

from truerole.core.normalise.place_match import fold_place, place_country, place_matches


@pytest.mark.parametrize(
    ("wanted", "location", "country", "found"),
    [
        ("Potsdam", "Potsdam, Germany", "de", True),
        ("potsdam, germany", "Potsdam", "de", True),
        ("Munich", "München, Bayern", "de", True),
        ("MUENCHEN", "Remote - Munich", "de", True),
        ("Köln", "Cologne; Bonn", "de", True),
        ("Łódź", "Lodz, Poland", "pl", True),
        ("New York", "New York, NY", "us", True),
        ("NYC", "New York, NY", "us", True),
        ("Germany", None, "de", True),
        ("UK", "Leeds", "gb", True),
        ("US", "Austin, TX", "us", True),
        ("Berlin", "Berlingen", "ch", False),
        ("Potsdam, US", "Potsdam", "de", False),
        ("Berlin", None, "de", False),
        ("", "Oslo", "no", True),
    ],
)
def test_places(wanted: str, location: str | None, country: str | None, found: bool) -> None:
    assert place_matches(wanted, location, country) is found


@pytest.mark.parametrize(
    ("place", "country"),
    [("Munich", "de"), ("Leeds, UK", "gb"), ("Japan", "jp"), ("Potsdam, Germany", "de"), ("Ebeltoft", None)],
)
def test_countries(place: str, country: str | None) -> None:
    assert place_country(place) == country


def test_folded() -> None:
    assert fold_place("  São-Paulo (SP) ") == "sao paulo sp"
    assert fold_place("Straße") == "strasse"
