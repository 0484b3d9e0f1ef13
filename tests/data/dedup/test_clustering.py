import random
from dataclasses import replace
from itertools import permutations

import pytest

from tests.data.dedup.jobs import ABOUT, MODELS, cut
from tests.data.dedup.jobs import shown as jobs_shown
from tests.data.dedup.test_match_rules import AGAIN, ENGINEER, FEED, WHOLE
from tests.data.dedup.test_minhash import changed, text
from truerole.core.posting import Posting
from truerole.data.dedup.clustering import Clusters, blocking_keys
from truerole.data.dedup.match_rules import Fingerprint, fingerprint, signatures
from truerole.data.dedup.minhash import SAME_TEXT_THRESHOLD, jaccard_estimate, minhash_signature

RANKS = {"greenhouse": 0, "arbeitnow": 1}


def firsts(*added: Fingerprint | Posting) -> dict[int, int]:
    """Return the first posting of each that is not one, all numbered from 1."""
    clusters = Clusters(RANKS)
    for number, one in enumerate(added, 1):
        add(clusters, one if isinstance(one, Fingerprint) else shown(number, one))
    return {n: clusters.canonical(n) for n in range(1, len(added) + 1) if clusters.canonical(n) != n}


def add(clusters: Clusters, one: Fingerprint) -> int:
    return clusters.add(one, blocking_keys(one))


def shown(number: int, posting: Posting) -> Fingerprint:
    return fingerprint(number, posting, *signatures(posting, None), posting.description)


def test_a_group_has_one_first_and_does_not_drift() -> None:
    texts = [text(1), text(2), changed(text(1), 0.01), changed(text(1), 0.01, 4), text(1).title()]
    assert firsts(*(Fingerprint(n, minhash_signature(t)) for n, t in enumerate(texts, 1))) == {3: 1, 4: 1, 5: 1}
    drifting = {
        n: minhash_signature(" ".join(text(1).split()[n * 6 :] + [f"new{i}" for i in range(n * 6)])) for n in range(12)
    }
    found = firsts(*(Fingerprint(n + 1, kept) for n, kept in drifting.items()))
    assert not found.keys() & set(found.values())
    assert all(
        jaccard_estimate(drifting[n - 1], drifting[first - 1]) >= SAME_TEXT_THRESHOLD for n, first in found.items()
    )
    assert len(set(found.values())) > 1


def test_of_several_the_likest_is_taken() -> None:
    clusters = Clusters(RANKS)
    for number, share in ((4, 0.02), (9, 0.0), (7, 0.0)):
        known = Fingerprint(number, minhash_signature(changed(text(1), share)))
        clusters.load(known, None, blocking_keys(known))
    assert add(clusters, Fingerprint(10, minhash_signature(text(1)))) == 7


BERLIN, MUNICH, BREMEN = (replace(ENGINEER, location=f"{city}, Germany") for city in ("Berlin", "Munich", "Bremen"))
ORIGIN = replace(ENGINEER, origin="greenhouse:1")
CUT = replace(FEED, description="", origin="greenhouse:1")
TABLE = replace(FEED, source="my table")


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ([ENGINEER, FEED, AGAIN], {2: 1, 3: 1}),
        # The employer's own board comes before who shows its postings, and that before a table; then the earlier
        ([FEED, ENGINEER], {1: 2}),
        ([TABLE, FEED, ENGINEER, AGAIN], {1: 3, 2: 3, 4: 3}),
        ([TABLE, ENGINEER, FEED], {1: 2, 3: 2}),
        ([TABLE, FEED, TABLE], {1: 2, 3: 2}),
        # Who names no city does not bring two together, nor who names several
        ([replace(ENGINEER, location="Germany"), BERLIN, MUNICH], {2: 1}),
        ([replace(ENGINEER, location=None), BERLIN, MUNICH, BERLIN], {2: 1, 4: 1}),
        ([replace(ENGINEER, location="Berlin; Munich"), MUNICH, BERLIN, BREMEN], {2: 1}),
        ([replace(FEED, location="Remote"), BERLIN, MUNICH], {1: 2}),
        # Two clusters become one where a posting is of both
        ([CUT, FEED, ORIGIN], {1: 3, 2: 3}),
        ([FEED, CUT, ORIGIN, AGAIN], {1: 3, 2: 3, 4: 3}),
        ([CUT, replace(FEED, location="Bremen"), ORIGIN], {1: 3}),
        ([CUT, replace(FEED, company="Talent Pool"), ORIGIN], {1: 3}),
        # What is said in other words is found by either
        ([CUT, replace(CUT, description=text(5)), ORIGIN, replace(FEED, description=text(5))], {1: 3, 2: 3, 4: 3}),
    ],
)
def test_groups(added: list[Posting], expected: dict[int, int]) -> None:
    assert firsts(*added) == expected


# Two jobs of which a cut text shows only what the company says of itself.
BEGUN = replace(FEED, source="reed", description=cut(ABOUT, 50))
OTHER = replace(ENGINEER, external_id="9", description=jobs_shown(ABOUT, MODELS))
# Nearer to the employer than the table, which has the whole text.
CUT_BOARD = replace(ENGINEER, external_id="8", description=cut(WHOLE))


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ([ENGINEER, BEGUN], {2: 1}),
        # The whole text stands for the group, whoever came first and whoever is nearer to the employer
        ([BEGUN, ENGINEER], {1: 2}),
        ([CUT_BOARD, TABLE], {1: 2}),
        ([TABLE, CUT_BOARD], {2: 1}),
        ([TABLE, CUT_BOARD, replace(CUT_BOARD, external_id="7"), FEED, ENGINEER], {1: 5, 2: 5, 3: 5, 4: 5}),
        ([BEGUN, CUT_BOARD, TABLE], {1: 3, 2: 3}),
        # A cut text brings no two jobs together that begin alike
        ([BEGUN, ENGINEER, OTHER], {1: 2}),
        ([ENGINEER, BEGUN, OTHER], {2: 1}),
        ([ENGINEER, OTHER, BEGUN], {3: 1}),
        (
            [BEGUN, replace(BEGUN, external_id="b"), OTHER, ENGINEER, replace(BEGUN, external_id="c")],
            {1: 3, 2: 3, 5: 3},
        ),
        # Nor two cities
        ([replace(BEGUN, location="Germany"), BERLIN, MUNICH], {1: 2}),
        ([BERLIN, MUNICH, replace(BEGUN, location="Munich")], {3: 2}),
    ],
)
def test_a_cut_text_groups_with_the_whole(added: list[Posting], expected: dict[int, int]) -> None:
    assert firsts(*added) == expected


def test_the_first_one_is_the_same_in_any_order() -> None:
    for order in permutations([("table", TABLE), ("feed", FEED), ("own", ENGINEER), ("cut", CUT), ("origin", ORIGIN)]):
        names = [name for name, _ in order]
        found = firsts(*(posting for _, posting in order))
        assert {names[first - 1] for first in found.values()} == {next(n for n in names if n in ("own", "origin"))}
        assert len(found) == 4


def test_how_a_posting_stands_follows_the_first_one() -> None:
    clusters, agency = Clusters(RANKS), replace(FEED, company="Talent Pool", origin="lever:7")
    assert [add(clusters, shown(1, agency)), add(clusters, shown(2, replace(agency, external_id="z")))] == [1, 1]
    assert clusters.kind(2) == "same"
    assert add(clusters, shown(3, ENGINEER)) == 3
    assert [clusters.kind(1), clusters.kind(2), clusters.superseded] == ["copy", "copy", {1: 3}]
    # By its origin it is no agency's.
    assert add(clusters, shown(4, replace(ORIGIN, origin="greenhouse:9"))) == 3
    assert add(clusters, shown(5, replace(CUT, company="Talent Pool", origin="greenhouse:9"))) == 3
    assert [clusters.kind(4), clusters.kind(5)] == ["same", "same"]


def test_one_that_repeats_another_is_not_looked_for() -> None:
    clusters = Clusters(RANKS)
    for number in range(1, 50):
        add(clusters, shown(number, replace(FEED, external_id=str(number))))
    assert list(clusters.new_keys) == [1]


@pytest.mark.parametrize("company", ["Acme", None])
def test_a_text_that_is_shown_in_hundreds_of_towns(company: str | None) -> None:
    clusters, towns = (
        Clusters(RANKS),
        [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}ton" for n in range(900)],
    )
    for number in range(1_800):
        posting = replace(ENGINEER, company=company, location=towns[number % 900], country=None)
        add(clusters, shown(number + 1, posting))
    repeated = sum(clusters.canonical(number) != number for number in range(1, 1_801))
    # Without a company, only so many of them are found by their text.
    assert repeated == (900 if company else 50)


def test_thousands_in_any_order_have_no_chains() -> None:
    choose, clusters = random.Random(3), Clusters(RANKS)
    some = [ENGINEER, FEED, AGAIN, TABLE, CUT, ORIGIN, BERLIN, MUNICH, replace(FEED, company="Talent Pool")]
    for number in range(1, 1_500):
        posting = choose.choice(some)
        team = replace(posting, description=posting.description and text(number % 40), title=f"Title {number % 40}")
        add(clusters, shown(number, replace(team, origin=posting.origin and f"lever:{number % 40}")))
    found = {number: clusters.canonical(number) for number in range(1, 1_500)}
    assert all(found[first] == first for first in found.values())
    assert {clusters.kind(number) for number in found} == {"same", "copy"}
