import pytest
from pyroaring import BitMap

from truerole.core.normalise.months import month_of
from truerole.core.reading import ROLES
from truerole.data.market.facets.dated import date_postings
from truerole.data.market.facets.skills import Bitmaps

BITS = {
    "source": {"b": BitMap([4, 5, 6]), "a": BitMap([1, 2, 3])},
    "month": {"2026-01": BitMap([3, 5]), "2025-12": BitMap([1, 2, 4, 9])},
    "role": {ROLES[0]: BitMap([1, 2]), ROLES[2]: BitMap([3, 6])},
}


def test_the_place_of_a_posting_says_source_role_and_month() -> None:
    dated = date_postings(BITS)
    assert dated.postings == BitMap([1, 2, 3, 4, 5])  # 6 has no date, 9 no source
    places = dated.places(dated.postings)
    sources, months = [dated.sources[n] for n in dated.source(places)], [month_of(m) for m in dated.month(places)]
    assert sources == ["a", "a", "a", "b", "b"]
    assert months == ["2025-12", "2025-12", "2026-01", "2025-12", "2026-01"]
    # Three groups: two roles in one source, and those of the other that have no role.
    a, b, c, d, e = dated.group(places)
    assert (a == b, d == e, len({a, c, d})) == (True, True, 3)
    assert places.max() < dated.room


def test_postings_without_a_date_or_unknown_have_no_place() -> None:
    assert len(date_postings(BITS).places(BitMap([6, 9, 700]))) == 0
    assert (len(date_postings({}).places(BitMap([1]))), date_postings({}).room) == (0, 0)


def changed_to(facet: str, value: str, numbers: list[int]) -> Bitmaps:
    """Return the bitmaps where postings have another value of a facet."""
    others = {other: bits - BitMap(numbers) for other, bits in BITS[facet].items()}
    return BITS | {facet: others | {value: others.get(value, BitMap()) | BitMap(numbers)}}


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        pytest.param(BITS, [], id="nothing"),
        pytest.param(BITS, [1, 5, 6, 9, 700], id="nothing, but read again"),
        pytest.param(changed_to("month", "2026-01", [1, 2]), [1, 2], id="another month"),
        pytest.param(changed_to("month", "2026-01", [6]), [6], id="a date at last"),
        pytest.param(changed_to("month", "2026-01", [7, 8]), [7, 8], id="new ones without a source"),
        pytest.param(changed_to("source", "b", [1, 9, 11]), [1, 9, 11], id="another source"),
        pytest.param(changed_to("source", "c", [1]), [1], id="a source more"),
        pytest.param(changed_to("month", "2026-02", [4]), [4], id="a month more"),
        pytest.param(changed_to("role", ROLES[0], [4, 5]), [4, 5], id="another role"),
        pytest.param(BITS | {"month": {month: bits - BitMap([5, 4]) for month, bits in BITS["month"].items()}}, [4, 5],
                     id="the last have no date any more"),
        pytest.param({}, [1, 2, 3, 4, 5], id="none left"),
    ],
)  # fmt: skip
def test_after_a_change_places_are_those_made_anew(now: Bitmaps, changed: list[int]) -> None:
    after, anew = date_postings(now, date_postings(BITS), BitMap(changed)), date_postings(now)
    assert (after.sources, after.months.tolist(), after.postings) == (anew.sources, anew.months.tolist(), anew.postings)
    assert after.place.tolist() == anew.place.tolist()
