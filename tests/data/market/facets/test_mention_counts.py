import numpy as np
import pytest
from pyroaring import BitMap

from truerole.core.reading import ROLES
from truerole.data.market.facets.dated import DatedPostings, date_postings
from truerole.data.market.facets.mention_counts import MentionCounts, Mentions, count_mentions

SKILLS = {"sql": BitMap([1, 2, 3, 9]), "r": BitMap([4]), "go": BitMap([9])}
ALL = BitMap(range(10))


def dated(months: dict[str, BitMap]) -> DatedPostings:
    sources = {"a": BitMap([1, 2, 3]), "b": BitMap([4, 5])}
    return date_postings({"source": sources, "month": months, "role": {ROLES[0]: BitMap([1, 2])}})


MONTHS = {"2025-12": BitMap([1, 2, 4]), "2026-01": BitMap([3, 5])}
DATED = dated(MONTHS)


def mentions(skills: dict[str, BitMap], counted: BitMap = ALL, postings: DatedPostings = DATED) -> Mentions:
    return Mentions(postings, skills, counted & postings.postings)


def by_skill(counts: MentionCounts) -> dict[str, list[int]]:
    """Return the counts of the skills that anyone names."""
    rows = zip(counts.skills, (counts.first + counts.since).toarray().tolist(), strict=True)
    return {skill: row for skill, row in rows if any(row)}


def test_each_skill_is_counted_by_place_among_dated_postings() -> None:
    counts = count_mentions(mentions(SKILLS))
    (first, _, third), (r,) = DATED.places(BitMap([1, 2, 3])), DATED.places(BitMap([4]))
    expected = {skill: [0] * DATED.room for skill in ("sql", "r")}
    expected["sql"][first], expected["sql"][third], expected["r"][r] = 2, 1, 1
    assert by_skill(counts) == expected  # 9 has no date


def test_those_that_do_not_count_are_left_out() -> None:
    assert sum(by_skill(count_mentions(mentions(SKILLS, ALL - BitMap([2, 4]))))["sql"]) == 2


@pytest.mark.parametrize(
    ("source", "expected"), [("a", {"sql": 3, "r": 0, "go": 0}), ("b", {"sql": 0, "r": 1, "go": 0})]
)
def test_sums_by_groups_of_places(source: str, expected: dict[str, int]) -> None:
    counts = count_mentions(mentions(SKILLS))
    here = DATED.source(np.arange(DATED.room)) == DATED.sources.index(source)
    sums = counts.sums(np.where(here, 1, -1), 2)
    assert dict(zip(counts.skills, sums[:, 1], strict=True)) == expected
    assert not sums[:, 0].any()


@pytest.mark.parametrize("many", [pytest.param(8, id="made one"), pytest.param(0.01, id="kept beside")])
@pytest.mark.parametrize(
    ("now", "changed"),
    [
        pytest.param(mentions(SKILLS | {"sql": BitMap([1, 3, 9])}), [2], id="one names it no more"),
        pytest.param(mentions(SKILLS | {"rust": BitMap([2, 5])}), [2, 5], id="a skill that none had named"),
        pytest.param(mentions({"sql": SKILLS["sql"]}), [4], id="a skill that none names any more"),
        pytest.param(mentions(SKILLS, ALL - BitMap([1])), [1], id="one is found to be a copy"),
        pytest.param(mentions(SKILLS, postings=dated(MONTHS | {"2026-02": BitMap([9])})), [9], id="a month later"),
        pytest.param(mentions({}, BitMap()), range(10), id="all are gone"),
    ],
)
def test_counted_again_after_a_change_they_are_those_counted_anew(
    now: Mentions, changed: list[int], many: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truerole.data.market.facets.mention_counts._MANY", many)
    before = count_mentions(mentions(SKILLS))
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
    counts = count_mentions(Mentions(date_postings({}), {}, BitMap()))
    assert counts.sums(np.zeros(0, np.int64), 3).shape == (0, 3)
