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
    assert parse_place("-") == Place(None)
    assert parse_place(None) == Place(None)


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
