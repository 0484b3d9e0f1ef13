import pytest

from truerole.core.normalise.country import country_of


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Leeds, England, United Kingdom", "gb"),
        ("London, UK", "gb"),
        ("Austin, TX", "us"),
        ("Wilmington, DE", "us"),
        ("San Francisco, CA, US", "us"),
        ("Denver, CO, USA", "us"),
        ("Munich, Bavaria, DE", "de"),
        ("Germany", "de"),
        ("Pune, IND", "in"),
        ("Bratislava, Slovakia", "sk"),
        ("Seoul, South Korea", "kr"),
        ("Toronto, ON, Canada", "ca"),
        ("Toronto, ON", "ca"),
        ("Toronto, Ontario", "ca"),
        ("Bratislava, SK", "sk"),
        ("San Francisco, California", "us"),
        ("New York", "us"),
        ("Austin, TX 78701", "us"),
        ("Boston, Massachusetts 02110-1234", "us"),
        ("Georgia", "ge"),
        ("Ontario, CA", "us"),
        ("Leeds 12345", None),
        ("Berlin", None),
        ("Remote", None),
        ("Anywhere", None),
        ("per", None),
        ("", None),
        (None, None),
        (", ,", None),
        ("<b>\x00" * 1000, None),
    ],
)
def test_country_of_a_place(place: str | None, country: str | None) -> None:
    assert country_of(place) == country
