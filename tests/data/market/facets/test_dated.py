from pyroaring import BitMap

from truerole.core.normalise.months import month_of
from truerole.core.reading import ROLES
from truerole.data.market.facets.dated import date_postings

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
