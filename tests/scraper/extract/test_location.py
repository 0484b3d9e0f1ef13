"""Places in parts or as text, the country that all are in, and the workplace that a source means."""

import pytest

from truerole.scraper.extract.location import (
    Place,
    WorkLocation,
    find_country,
    is_workplace_term,
    parse_place,
    parse_places,
    place_from_parts,
    work_location,
)


@pytest.mark.parametrize(
    ("parts", "code", "place"),
    [
        (("Lyon", "Rhône", "France"), None, Place("Lyon, Rhône, France", "fr")),
        (("Austin", "TX", "us"), None, Place("Austin, TX, United States", "us")),
        (("Dubai", "Dubai", "United Arab Emirates"), None, Place("Dubai, United Arab Emirates", "ae")),
        (("Seoul", "", None), "KR", Place("Seoul, South Korea", "kr")),
        (("Oslo", None, "Norge"), "NO", Place("Oslo, Norge", "no")),
        (("Springfield", "", ""), None, Place("Springfield", None)),
        (("  ", None, 7), None, Place("7", None)),
        ((None, None, None), None, Place(None, None)),
        (("R&amp;D Park", "Leeds", "UK"), None, Place("R&D Park, Leeds, United Kingdom", "gb")),
    ],
)
def test_places_in_parts(parts: tuple[object, ...], code: str | None, place: Place) -> None:
    assert place_from_parts(*parts, code=code) == place


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Remote, Italy", "it"),
        ("Remote - United States", "us"),
        ("United States - Remote", "us"),
        ("Remote (US)", "us"),
        ("Remote: Canada", "ca"),
        ("New York, NY (HQ)", "us"),
        ("Bangalore, India - Remote", "in"),
        ("Remote in Poland", "pl"),
        ("US Remote", "us"),
        ("Remote-Germany", "de"),
        ("Remote within the United States", "us"),
        ("Guinea-Bissau", "gw"),
        ("Ontario, CAN", "ca"),
        ("Remote-Friendly, United States", "us"),
        ("Europe", None),
        ("Sydney", None),
        ("", None),
    ],
)
def test_countries(text: str, country: str | None) -> None:
    assert find_country(text) == country


@pytest.mark.parametrize(
    ("text", "is_workplace"),
    [
        ("Hybrid", True),
        ("REMOTE", True),
        ("Fully Remote", True),
        ("(Remote)", True),
        ("On-Site", True),
        ("Remote job", True),
        ("Work from home", True),
        ("Remote, Italy", False),
        ("Hybridge", False),
        ("Anywhere", False),
    ],
)
def test_workplaces_are_no_places(text: str, is_workplace: bool) -> None:
    assert is_workplace_term(text) is is_workplace


def test_a_workplace_is_no_place() -> None:
    assert parse_place("Hybrid", "DE") == Place(None, "de", "hybrid")
    assert parse_place("Remote, Hybrid") == Place(None, None, "hybrid")
    assert parse_place("Remote / On-site") == Place(None, None, None)
    assert parse_place("(Remote)") == Place(None, None, "remote")
    assert parse_place("-") == Place(None)
    assert parse_place(None) == Place(None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("US, TX, Remote", Place("Texas, United States", "us", "remote")),
        ("US-TX-Remote", Place("Texas, United States", "us", "remote")),
        ("US, TX", Place("Texas, United States", "us")),
        ("US, CA, San Francisco", Place("San Francisco, California, United States", "us")),
        ("USA - NY - New York - Hybrid", Place("New York, New York, United States", "us", "hybrid")),
        ("United States, TX, Austin, Remote", Place("Austin, Texas, United States", "us", "remote")),
        ("CA, ON, Toronto", Place("Toronto, Ontario, Canada", "ca")),
        # Neither a state nor a province, or another form
        ("US, XX, Remote", Place("US, XX, Remote", None, "remote")),
        ("US, Texas", Place("US, Texas", "us")),
        ("USTX", Place("USTX")),
        ("Remote, TX, US", Place("Remote, TX, US", "us", "remote")),
    ],
)
def test_a_country_that_comes_first_is_put_last(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    "text",
    ["53 Locations", "2 locations", "Multiple Locations", "various sites", "12 Standorte", "Mehrere Standorte",
     "+3 more", "53 more locations", "+ 4", "7 weitere Standorte"],
)  # fmt: skip
def test_a_number_of_places_is_no_place(text: str) -> None:
    assert parse_places(text) in ((), (Place(None),))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Berlin +2 more", "Berlin"),
        ("Austin, TX and 12 other locations", "Austin, TX"),
        ("Köln und 3 weitere Standorte", "Köln"),
        ("Leeds, UK, +4", "Leeds, UK"),
        ("Leeds & 1 more", "Leeds"),
        ("More, Shropshire", "More, Shropshire"),
        ("Route 66", "Route 66"),
        ("1 Infinite Loop, Cupertino", "1 Infinite Loop, Cupertino"),
    ],
)
def test_how_many_more_places_there_are_is_left_out(text: str, place: str) -> None:
    assert parse_place(text).text == place


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Leeds; York", ["Leeds", "York"]),
        ("Paris | Lyon", ["Paris", "Lyon"]),
        ("Rome or Milan", ["Rome", "Milan"]),
        ("Cork / Remote", ["Cork", None]),
        ("Portland, OR", ["Portland, OR"]),
        ("Leeds\nYork", ["Leeds", "York"]),
        ("24/7 Street", ["24/7 Street"]),
        (None, []),
    ],
)
def test_several_places_in_a_text(text: str | None, names: list[str | None]) -> None:
    assert [place.text for place in parse_places(text)] == names


@pytest.mark.parametrize(
    ("places", "hints", "where"),
    [
        ("Lyon, France; Nice, France", (), WorkLocation("Lyon, France; Nice, France", "fr", None)),
        ("Lyon, France; Oslo, Norway", (), WorkLocation("Lyon, France; Oslo, Norway", None, None)),
        ("Lyon, France; Springfield", (), WorkLocation("Lyon, France; Springfield", None, None)),
        ("Remote, US; Remote, US", (), WorkLocation("Remote, US", "us", "remote")),
        ("Remote, US; Austin, TX", (), WorkLocation("Remote, US; Austin, TX", "us", None)),
        ("Remote, US", ("unspecified", False), WorkLocation("Remote, US", "us", "remote")),
        ("Remote, US", ("OnSite", True), WorkLocation("Remote, US", "us", "onsite")),
        ("Remote, US", (None, "on_site"), WorkLocation("Remote, US", "us", "onsite")),
        ("Leeds, UK", (None, True), WorkLocation("Leeds, UK", "gb", "remote")),
        ("", (), WorkLocation(None, None, None)),
    ],
)
def test_work_locations(places: str, hints: tuple[object, ...], where: WorkLocation) -> None:
    assert work_location(parse_places(places), *hints) == where
