"""States and provinces: names and codes of ISO 3166-2, without what is a country's too."""

from truerole.core.normalise.subdivisions import (
    canadian_province_codes,
    canadian_provinces,
    us_state_codes,
    us_states,
)


def test_fifty_states_and_the_district() -> None:
    assert len(us_states()) == len(us_state_codes()) == 51
    assert (us_states()["georgia"], us_states()["district of columbia"]) == ("GA", "DC")
    assert "puerto rico" not in us_states()


def test_ten_provinces_of_which_three_have_the_code_of_a_country() -> None:
    assert len(canadian_provinces()) == 10
    assert canadian_province_codes() == frozenset("AB BC MB NB NS ON QC".split())
    assert "yukon" not in canadian_provinces()
