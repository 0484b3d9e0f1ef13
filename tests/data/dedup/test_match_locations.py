import pytest

from truerole.data.dedup.match_locations import may_share_place, parse_localities, place_words


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("Berlin", "Berlin, Germany", True),
        ("Berlin, Germany", "Berlin, DE", True),  # DE is Delaware, too
        ("Munich", "München", True),
        ("Munich, Bavaria, Germany", "Muenchen", True),
        ("New York, NY", "New York City", True),
        ("New York, NY", "New York, New York, United States", True),
        ("Austin, TX", "Austin, Texas, United States", True),
        ("London, UK", "London Area, United Kingdom", True),
        ("London, England", "London, GB", True),
        ("Bangalore, IN", "Bengaluru, Karnataka, India", True),
        ("Highlands House, Tunbridge Wells", "Tunbridge Wells", True),
        # Some of several
        ("Berlin; Munich", "Munich", True),
        ("Berlin, Germany / Hamburg, Germany", "Hamburg", True),
        ("Berlin or Hamburg", "Hamburg", True),
        ("Berlin; Munich", "Hamburg; Cologne", False),
        # What contains it
        ("Germany", "Berlin, Germany", True),
        ("Texas", "Austin, TX", True),
        ("Bavaria, Germany", "Munich, Bavaria, Germany", True),
        ("Remote", "Berlin", True),
        ("Remote - US", "Austin, TX", True),
        ("US-Remote", "Austin, TX", True),
        ("Remote (Germany)", "Berlin", True),
        ("Europe", "Berlin, Germany", True),
        ("Remote, EU", "Lisbon, Portugal", True),
        ("Anywhere", "Berlin", True),
        ("United States (+10 others)", "Austin, TX", True),
        ("", "Berlin", True),
        ("Home office", "", True),
        # Others
        ("Berlin", "Munich", False),
        ("Berlin, Germany", "Munich, Germany", False),
        ("Portland, OR", "Portland, ME", False),
        ("Cambridge, MA", "Cambridge, UK", False),
        ("Springfield, Illinois", "Springfield, MA", False),
        ("Germany", "Paris, France", False),
        ("Germany", "France", False),
        ("Remote - US", "Berlin, Germany", False),
        ("Remote (Germany)", "Austin, TX", False),
        ("Europe", "Austin, TX", False),
        ("DACH", "Warsaw, Poland", False),
        ("Texas", "Denver, CO", False),
        ("Bavaria, Germany", "Berlin, Germany", False),
    ],
)
def test_places(one: str, other: str, may_be: bool) -> None:
    assert may_share_place(parse_localities(one), parse_localities(other)) == may_be
    assert may_share_place(parse_localities(other), parse_localities(one)) == may_be


@pytest.mark.parametrize(
    ("one", "country", "other", "of_other", "may_be"),
    [
        (None, "de", "Berlin", None, True),
        (None, "de", "Paris, France", None, False),
        ("Cambridge", "gb", "Cambridge", "us", False),
        ("Cambridge", "gb", "Cambridge", None, True),
        ("Bangalore, IN", "in", "Bengaluru", "in", True),
        ("Remote", "us", "Austin, TX", "us", True),
        ("Remote", "us", "Berlin", "de", False),
        (None, "us", None, "us", True),
    ],
)
def test_countries(one: str | None, country: str | None, other: str | None, of_other: str | None, may_be: bool) -> None:
    assert may_share_place(parse_localities(one, country), parse_localities(other, of_other)) == may_be


@pytest.mark.parametrize("odd", ["🙂", ";;;", "a;" * 100_000, "((((", "\ud800", ", , ,", "-" * 1_000, "<b>x</b>"])
def test_odd_places(odd: str) -> None:
    assert may_share_place(parse_localities(odd), parse_localities(odd))


def test_words_of_a_place_in_both_its_languages() -> None:
    assert {"munich", "munchen", "germany"} <= place_words("München, Germany")
    assert place_words(None) == frozenset()
