"""Places in parts or as text, the country that all are in, and the workplace that a source means."""

import pytest

from truerole.scraper.extract.location import (
    Place,
    Whereabouts,
    country_in,
    is_model,
    place_named,
    place_of,
    places_named,
    whereabouts,
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
    assert place_of(*parts, code=code) == place


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
    assert country_in(text) == country


@pytest.mark.parametrize(
    ("text", "model"),
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
def test_what_is_no_place(text: str, model: bool) -> None:
    assert is_model(text) is model


def test_a_workplace_is_no_place() -> None:
    assert place_named("Hybrid", "DE") == Place(None, "de", "hybrid")
    assert place_named("-") == Place(None)
    assert place_named(None) == Place(None)


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
    assert [place.text for place in places_named(text)] == names


@pytest.mark.parametrize(
    ("places", "said", "where"),
    [
        ("Lyon, France; Nice, France", (), Whereabouts("Lyon, France; Nice, France", "fr", None)),
        ("Lyon, France; Oslo, Norway", (), Whereabouts("Lyon, France; Oslo, Norway", None, None)),
        ("Lyon, France; Springfield", (), Whereabouts("Lyon, France; Springfield", None, None)),
        ("Remote, US; Remote, US", (), Whereabouts("Remote, US", "us", "remote")),
        ("Remote, US; Austin, TX", (), Whereabouts("Remote, US; Austin, TX", "us", None)),
        ("Remote, US", ("unspecified", False), Whereabouts("Remote, US", "us", "remote")),
        ("Remote, US", ("OnSite", True), Whereabouts("Remote, US", "us", "onsite")),
        ("Remote, US", (None, "on_site"), Whereabouts("Remote, US", "us", "onsite")),
        ("Leeds, UK", (None, True), Whereabouts("Leeds, UK", "gb", "remote")),
        ("", (), Whereabouts(None, None, None)),
    ],
)
def test_whereabouts(places: str, said: tuple[object, ...], where: Whereabouts) -> None:
    assert whereabouts(places_named(places), *said) == where
