import numpy as np
import pytest
from pyroaring import BitMap

from truerole.core.reading import ROLES
from truerole.data.market.facets.dated import DatedPostings, date_postings
from truerole.data.market.facets.mention_counts import MentionCounts, MentionSnapshot, count_mentions

SKILLS = {"sql": BitMap([1, 2, 3, 9]), "r": BitMap([4]), "go": BitMap([9])}
ALL = BitMap(range(10))


def dated(months: dict[str, BitMap]) -> DatedPostings:
    sources = {"a": BitMap([1, 2, 3]), "b": BitMap([4, 5])}
    return date_postings({"source": sources, "month": months, "role": {ROLES[0]: BitMap([1, 2])}})


MONTHS = {"2025-12": BitMap([1, 2, 4]), "2026-01": BitMap([3, 5])}
DATED = dated(MONTHS)


def snapshot(skills: dict[str, BitMap], counted: BitMap = ALL, postings: DatedPostings = DATED) -> MentionSnapshot:
    return MentionSnapshot(postings, skills, counted & postings.postings)


def by_skill(counts: MentionCounts) -> dict[str, list[int]]:
    """Return the counts of the skills that anyone names."""
    rows = zip(counts.skills, (counts.base + counts.delta).toarray().tolist(), strict=True)
    return {skill: row for skill, row in rows if any(row)}


def test_each_skill_is_counted_by_place_among_dated_postings() -> None:
    counts = count_mentions(snapshot(SKILLS))
    (first, _, third), (r,) = DATED.places(BitMap([1, 2, 3])), DATED.places(BitMap([4]))
    expected = {skill: [0] * DATED.room for skill in ("sql", "r")}
    expected["sql"][first], expected["sql"][third], expected["r"][r] = 2, 1, 1
    assert by_skill(counts) == expected  # 9 has no date


@pytest.mark.parametrize("few", [pytest.param(0.0, id="counted"), pytest.param(9.0, id="sorted")])
def test_of_few_and_of_many_places_it_is_the_same(few: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truerole.data.market.facets.mention_counts._FEW", few)
    counts = count_mentions(snapshot(SKILLS)).base.tocsr()
    assert (counts.data.tolist(), counts.indptr.tolist()) == ([1, 2, 1], [0, 0, 1, 3])


def test_those_that_do_not_count_are_left_out() -> None:
    assert sum(by_skill(count_mentions(snapshot(SKILLS, ALL - BitMap([2, 4]))))["sql"]) == 2


@pytest.mark.parametrize(
    ("source", "expected"), [("a", {"sql": 3, "r": 0, "go": 0}), ("b", {"sql": 0, "r": 1, "go": 0})]
)
def test_sums_by_groups_of_places(source: str, expected: dict[str, int]) -> None:
    counts = count_mentions(snapshot(SKILLS))
    here = DATED.source(np.arange(DATED.room)) == DATED.sources.index(source)
    sums = counts.sums(np.where(here, 1, -1), 2)
    assert dict(zip(counts.skills, sums[:, 1], strict=True)) == expected
    assert not sums[:, 0].any()


@pytest.mark.parametrize("largest", [pytest.param(0.0, id="made one"), pytest.param(99.0, id="kept beside")])
@pytest.mark.parametrize(
    ("now", "changed"),
    [
        pytest.param(snapshot(SKILLS | {"sql": BitMap([1, 3, 9])}), [2], id="one names it no more"),
        pytest.param(snapshot(SKILLS | {"rust": BitMap([2, 5])}), [2, 5], id="a skill that none had named"),
        pytest.param(snapshot({"sql": SKILLS["sql"]}), [4], id="a skill that none names any more"),
        pytest.param(snapshot(SKILLS, ALL - BitMap([1])), [1], id="one is found to be a copy"),
        pytest.param(snapshot(SKILLS, postings=dated(MONTHS | {"2026-02": BitMap([9])})), [9], id="a month later"),
        pytest.param(snapshot({}, BitMap()), range(10), id="all are gone"),
    ],
)
def test_counted_again_after_a_change_they_are_those_counted_anew(
    now: MentionSnapshot, changed: list[int], largest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truerole.data.market.facets.mention_counts._LARGEST_DELTA", largest)
    before = count_mentions(snapshot(SKILLS))
    told = by_skill(before)
    after = before.after(BitMap(changed), now)
    assert by_skill(after) == by_skill(count_mentions(now)) != told
    assert by_skill(before) == told
    by_parity = np.arange(now.dated.room) % 2
    sums = (
        dict(zip(counts.skills, counts.sums(by_parity, 2).tolist(), strict=True))
        for counts in (after, count_mentions(now))
    )
    left, expected = ({skill: of for skill, of in each.items() if any(of)} for each in sums)
    assert left == expected


def test_of_nothing_nothing_is_counted() -> None:
    counts = count_mentions(MentionSnapshot(date_postings({}), {}, BitMap()))
    assert counts.sums(np.zeros(0, np.int64), 3).shape == (0, 3)
