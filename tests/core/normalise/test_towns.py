import pytest

from truerole.core.normalise.country import country_called
from truerole.core.normalise.towns import _countries, country_of_town
from truerole.phrasing.reading import country_name


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Berlin", "de"),
        ("BERLIN", "de"),
        ("münchen", "de"),
        (" new  york ", "us"),
        ("São Paulo", "br"),
        ("Cambridge", None),
        ("Nice", None),
        ("Germany", None),
        ("Berlin, Germany", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_country_of_a_town(name: str, country: str | None) -> None:
    assert country_of_town(name) == country


def test_every_country_of_the_table_is_found_by_its_name() -> None:
    unknown = {code for code in _countries().values() if country_called(country_name(code)) != code}
    assert not unknown


def test_no_town_stands_in_two_countries_or_is_a_country() -> None:
    assert not [town for town in _countries() if country_called(town)]
