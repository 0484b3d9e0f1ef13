"""The rules of advice, for random profiles on a made-up market and on the sample that ships with TrueRole.

What the matcher counts by bitmaps is counted again posting by posting.
"""

import random
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from math import ceil

import pytest

from tests.data.market.made_up import entry_of, index_of
from tests.shared import market_sample
from truerole.core.reading import DATA_ROLES
from truerole.core.stored import StoreEntry, list_demands
from truerole.core.taxonomy import load_taxonomy
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.skill_match import LearningStep, SkillMatcher
from truerole.data.market.wishes import Person

TAXONOMY = load_taxonomy()
PROFILES, POSTINGS = 150, 1_500
NEEDS = {"required": 2, "preferred": 1, "context": 0}


class Market:
    """Market of entries for one role, with the same counts as the matcher's, taken posting by posting."""

    def __init__(self, index: BitmapIndex, entries: Sequence[StoreEntry], role: str) -> None:
        self.matcher = SkillMatcher(index, index.bitmap("role", role), TAXONOMY)
        here = [e.reading.skills for e in entries if e.reading.role == role]
        self.named = Counter(demand.skill for skills in here for demand in skills)
        lists = [list_demands(skills) for skills in here]
        self.asked = [[(frozenset(d.skill for d in each), NEEDS[each[0].need]) for each in asked] for asked in lists]

    @cached_property
    def asking(self) -> dict[str, Counter[frozenset[str]]]:
        """Return by skill the lists of alternatives that it is in, with the sum of their parts in what postings ask."""
        found: dict[str, Counter[frozenset[str]]] = {}
        for asked in self.asked:
            total = sum(weight for _, weight in asked)
            for skills, weight in asked:
                for skill in skills:
                    found.setdefault(skill, Counter())[skills] += weight / total  # type: ignore[assignment]
        return found

    def gain(self, skill: str, known: frozenset[str]) -> float:
        """Return the sum, over the postings, of what a skill adds to the part that is known."""
        return sum(part for skills, part in self.asking.get(skill, {}).items() if skills.isdisjoint(known))

    @property
    def fewest(self) -> int:
        return max(30, ceil(0.03 * len(self.asked)))

    def reached(self, skills: frozenset[str]) -> int:
        weights = [[(weight, not each.isdisjoint(skills)) for each, weight in asked] for asked in self.asked]
        known = [(sum(w for w, has in each if has), sum(w for w, _ in each)) for each in weights]
        return sum(2 * have >= total > 0 for have, total in known)


def made_up(seed: int) -> list[StoreEntry]:
    """Return postings of random skills; the commonest have many children, and rare children come with parents."""
    draw = random.Random(seed)
    names = sorted(TAXONOMY.skills, key=lambda skill: (-len(TAXONOMY.children(skill)), skill))
    zipf = list(accumulate(1 / (rank + 3) for rank in range(len(names))))
    found = []
    for n in range(POSTINGS):
        drawn = draw.choices(names, cum_weights=zipf, k=draw.randrange(12))
        asked = dict.fromkeys(s for skill in drawn for s in (skill, *TAXONOMY.ancestors(skill)))
        skills, (first, *_) = [draw.choice(["", "?", "~"]) + skill for skill in asked], [*asked, ""]
        listed = draw.sample(range(len(skills)), draw.randrange(len(skills) + 1) // 2)
        skills = [f"{skill}={first}" if place in listed else skill for place, skill in enumerate(skills)]
        found.append(entry_of(n, draw.choice(DATA_ROLES), skills))
    return found


@pytest.fixture(scope="module", params=["made up", pytest.param("shipped", marks=pytest.mark.slow)])
def markets(request: pytest.FixtureRequest) -> dict[str, Market]:
    entries = made_up(1) if request.param == "made up" else market_sample()[0]
    index = index_of(entries)
    return {role: Market(index, entries, role) for role in DATA_ROLES}


def profiles(markets: dict[str, Market]) -> list[frozenset[str]]:
    """Return random profiles: some of common skills alone, some of any, the first of none."""
    draw = random.Random(7)
    common = [skill for market in markets.values() for skill, _ in market.named.most_common(40)]
    pools = [sorted(set(common)), sorted(TAXONOMY.skills)]
    drawn = (draw.sample(pools[n % 2], draw.randrange(n % 25 + 1)) for n in range(PROFILES))
    return [TAXONOMY.implied_by(skills) for skills in drawn]


@pytest.mark.slow
def test_no_advice_breaks_the_rules(markets: dict[str, Market]) -> None:
    advised = Counter[str]()
    for n, known in enumerate(profiles(markets)):
        for market in markets.values():
            steps = market.matcher.next_skills(Person(known), 6)
            check_next(market, known, steps)
            path = market.matcher.learning_path(Person(known), 3)
            check_path(market, known, path)
            if n % 60 == 0:
                check_reach(market, known, steps, path)
            assert [s.skill for s in path[:1]] == [s.skill for s in steps[:1]]
            advised.update(s.skill for s in steps)
    assert len(advised) > 10


def check_next(market: Market, known: frozenset[str], steps: Sequence[LearningStep]) -> None:
    for step in steps:
        check_step(market, known, step)
    gains = [step.closer for step in steps]
    assert gains == sorted(gains, reverse=True)
    assert not steps or not steps[0].behind
    shown = {step.skill for step in steps}
    least = min(gains, default=0)
    for parent in {p for step in steps for p in TAXONOMY.ancestors(step.skill)} - known - shown:
        if market.named[parent] >= market.fewest and advisable(parent):
            assert market.gain(parent, known) / len(market.asked) <= least + 1e-9


def check_path(market: Market, known: frozenset[str], path: Sequence[LearningStep]) -> None:
    counted = known
    for step in path:
        check_step(market, counted, step)
        assert step.skill not in known
        known |= TAXONOMY.implied_by([step.skill])
        counted |= {step.skill}


def check_reach(
    market: Market, known: frozenset[str], steps: Sequence[LearningStep], path: Sequence[LearningStep]
) -> None:
    before = market.reached(known)
    for step in steps:
        assert before + step.gained == step.reach.count == market.reached(known | {step.skill})
    for step in path:
        known |= {step.skill}
        assert step.reach.count == before + step.gained == market.reached(known)
        before = step.reach.count


def check_step(market: Market, known: frozenset[str], step: LearningStep) -> None:
    """Check that a skill is new, can be learnt, is named often enough, and counts by its own mentions alone."""
    assert step.skill not in known
    assert advisable(step.skill)
    assert (step.named.count, step.named.total) == (market.named[step.skill], len(market.asked))
    assert step.named.count >= market.fewest
    assert step.closer == pytest.approx(market.gain(step.skill, known) / len(market.asked))


def advisable(skill: str) -> bool:
    entry = TAXONOMY.skills[skill]
    return not (entry.broad or entry.practised_in)


def test_a_child_is_not_advised_for_the_sake_of_the_parent() -> None:
    """Who learns Shiny knows R, too, which all postings ask for; but only one in ten names Shiny."""
    asked = [["r", "shiny"] if n % 10 == 0 else ["r", "git"] for n in range(400)]
    entries = [entry_of(n, "data_analyst", skills) for n, skills in enumerate(asked)]
    steps = Market(index_of(entries), entries, "data_analyst").matcher.next_skills(Person(), 3)
    assert [(s.skill, s.named.count) for s in steps] == [("r", 400), ("git", 360), ("shiny", 40)]
