"""Draw the next posting to be labelled (active learning), out of a million in a fraction of a second.

Which postings may be asked about is an intersection of bitmaps of the index; of these a pool is drawn at random, whose
readings alone are fetched by number, and the order of `query_strategies.py` ranks the pool. So the answer takes as long
for a million postings as for a thousand, and the least sure of the pool are among the least sure of all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap
from sqlalchemy import Row, func, select

from truerole.core.labels import LabelOrigin, QueryStrategy, QueueOrder
from truerole.core.reading import FEWEST_WORDS, ROLES, Role
from truerole.data.dedup.minhash import N_HASHES, SAME_TEXT_THRESHOLD, minhash_signature
from truerole.data.labels.labels import normalise_annotator
from truerole.data.labels.query_strategies import STRATEGIES, CandidatePool, choose_strategy, is_company_streak
from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.bitmap_index import COPY, NO, YES, BitmapIndex
from truerole.data.market.facets.skills import SKILL
from truerole.data.store.engine import batched
from truerole.data.store.schema import labels, postings, readers, readings, sketches
from truerole.data.store.store import Store

# So many postings are ranked in one turn, and of so many what is known is taken.
POOLS: dict[QueryStrategy, int] = {"uncertain": 2_000, "title": 2_000, "novel": 400, "random": 100}
_KNOWN = 400
_LOOKED_AT = 20
# The texts of so many postings are not asked about once more, nearly the same.
_REMEMBERED = 1_000
# What every order takes its pool from: the values of the index that a posting must have.
_FIRST: dict[QueryStrategy, tuple[str, str] | None] = {
    "uncertain": ("confident", NO),
    "title": ("agrees", NO),
    "novel": None,
    "random": None,
}
# Of the random checks of others, so many are put to a second labeller: only so can one tell how far they agree.
_SECOND_LOOK = 1 / 3


@dataclass(frozen=True, slots=True)
class QueueTurn:
    """Turn of an annotator in the queue: the order, the skipped postings, and the companies of recent postings."""

    annotator: str
    order: QueueOrder = "mix"
    skipped: Collection[int] = ()
    companies: Sequence[str | None] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Posting to be labelled, the reason for the draw, and the prediction of the current model version.

    `number` is None for a text that is no posting of the store.
    """

    number: int | None
    why: LabelOrigin
    title: str | None
    company: str | None
    text: str
    model: str | None
    read_role: Role | None
    read_share: float | None


def labellable(index: BitmapIndex) -> BitMap:
    """Return the postings that can be labelled: read as English, with a text in the store, no duplicates."""
    return index.having("role") - index.bitmap("sample", YES) - index.bitmap(COPY, YES)


def draw_question(store: Store, index: BitmapIndex, turn: QueueTurn) -> Question | None:
    """Draw the next posting to be labelled; None where no posting is left."""
    done = _LabelHistory.of(store, turn)
    chance = Random(f"{normalise_annotator(turn.annotator)} {done.steps + len(turn.skipped)}")
    everything = labellable(index) - BitMap(turn.skipped)
    fresh, again = everything - done.labelled, everything & done.to_check
    reason = choose_strategy(turn.order, chance)
    if reason == "random" and again and chance.random() < _SECOND_LOOK:
        fresh = again
    # Where an order has no posting left, chance has; where that has none, what others labelled is left. Rather one
    # more of the same company than nothing.
    for companies in (turn.companies, ()) if turn.companies else ((),):
        drawing = _QueueDraw(store, index, replace(turn, companies=companies), done, chance)
        for why, among in ((reason, fresh), ("random", fresh), ("random", again)):
            if found := drawing.first(why, among):
                return found
    return None


def questions_of(store: Store, numbers: Sequence[int], why: LabelOrigin = "read") -> list[Question]:
    """Return postings by number, in this order, without postings that have no text or no current reading."""
    return [_question(row, why) for some in batched(numbers) for row in _rows(store, some) if row.description]


@dataclass(frozen=True, slots=True)
class _LabelHistory:
    """Labels so far: postings labelled by anybody, random checks of others open to this annotator, and the step count.

    `known` are the postings that were labelled last; `passed` those and the skipped ones that have a sketch, which
    stand in `sketches` (n × 128).
    """

    labelled: BitMap
    to_check: BitMap
    known: list[int]
    steps: int
    passed: npt.NDArray[np.int64]
    sketches: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, store: Store, turn: QueueTurn) -> "_LabelHistory":
        me = normalise_annotator(turn.annotator)
        here = labels.c.posting.is_not(None), labels.c.undone_at.is_(None)
        with store.read_transaction() as connection:
            columns = select(labels.c.posting, labels.c.labeller, labels.c.why)
            rows = connection.execute(columns.where(*here).order_by(labels.c.number)).all()
            steps = connection.scalar(select(func.count()).where(labels.c.labeller == me)) or 0
            last = [*dict.fromkeys([*(row.posting for row in reversed(rows)), *turn.skipped])][:_REMEMBERED]
            kept = {
                posting: found
                for some in batched(last)
                for posting, found in connection.execute(select(sketches).where(sketches.c.posting.in_(some)))
                if len(found) == N_HASHES
            }
        mine = BitMap([row.posting for row in rows if row.labeller == me])
        others = BitMap([row.posting for row in rows if row.labeller != me and row.why == "random"])
        return cls(
            labelled=BitMap([row.posting for row in rows]),
            to_check=others - mine,
            known=[row.posting for row in rows[-_KNOWN:]],
            steps=steps,
            passed=np.array(list(kept), np.int64),
            sketches=np.frombuffer(b"".join(kept.values()), np.uint8).reshape(-1, N_HASHES),
        )

    def has_like(self, question: Question) -> bool:
        """Return whether another posting with a near-duplicate text (MinHash) was labelled or skipped."""
        own = np.frombuffer(minhash_signature(question.text), np.uint8)
        if not len(own) or not len(self.passed):
            return False
        same = (self.sketches == own).mean(axis=1)
        return bool((same[self.passed != question.number] >= SAME_TEXT_THRESHOLD).any())


@dataclass(frozen=True, slots=True)
class _QueueDraw:
    """Draw of a turn: the store, the index, the labels so far and the random generator."""

    store: Store
    index: BitmapIndex
    turn: QueueTurn
    done: _LabelHistory
    chance: Random

    def first(self, why: QueryStrategy, among: BitMap) -> Question | None:
        """Return the first posting of a ranked pool with enough text, no near-duplicate, and no company streak."""
        numbers = self._drawn(why, among)
        ranked = [numbers[place] for place in STRATEGIES[why](self._pool(why, numbers))] if numbers else []
        for some in batched(ranked, _LOOKED_AT):
            for question in questions_of(self.store, some, why):
                short = len(question.text.split()) < FEWEST_WORDS
                if (
                    not short
                    and not is_company_streak(question.company, self.turn.companies)
                    and not self.done.has_like(question)
                ):
                    return question
        return None

    def _drawn(self, why: QueryStrategy, among: BitMap) -> list[int]:
        """Draw the numbers of a candidate pool out of the postings that a strategy is limited to."""
        first = _FIRST[why]
        wanted = among & self.index.bitmap(*first) if first else among
        size = min(POOLS[why], len(wanted))
        return [wanted[place] for place in self.chance.sample(range(len(wanted)), size)]

    def _pool(self, why: QueryStrategy, numbers: list[int]) -> CandidatePool:
        shares, named = np.zeros((len(numbers), len(ROLES))), np.full(len(numbers), -1)
        skills = known = np.zeros((len(numbers), 0), bool)
        if why in ("uncertain", "title"):
            shares, named = _probabilities(self.store, numbers)
        elif why == "novel":
            skills, known = _skills(self.index, numbers, _known(self.index, self.done))
        return CandidatePool(shares, named, skills, known)


def _probabilities(store: Store, numbers: list[int]) -> tuple[Any, Any]:
    """Return the probabilities of postings (n × 5), and the number of the role that each title names, -1 for none."""
    columns = readings.c.posting, readings.c.title_role, *(readings.c[role] for role in ROLES)
    current = select(readers.c.number).where(readers.c.current).scalar_subquery()
    found: dict[int, Row[Any]] = {}
    with store.read_transaction() as connection:
        for some in batched(numbers):
            rows = connection.execute(
                select(*columns).where(readings.c.posting.in_(some), readings.c.reader == current)
            )
            found |= {row.posting: row for row in rows}
    blank = (None, None, *[1.0, *[0.0] * (len(ROLES) - 1)])
    table = [tuple(found.get(number, blank)) for number in numbers]
    named = [ROLES.index(row[1]) if row[1] else -1 for row in table]
    return np.array([row[2:] for row in table]).reshape(-1, len(ROLES)), np.array(named, np.int64)


def _known(index: BitmapIndex, done: _LabelHistory) -> list[int]:
    """Return known postings: the latest labelled, and a draw from the market sample, which the model was fitted to."""
    sample = index.bitmap("sample", YES)
    places = Random(0).sample(range(len(sample)), min(_KNOWN, len(sample)))
    return [*dict.fromkeys([*done.known, *(sample[place] for place in places)])]


def _skills(index: BitmapIndex, numbers: list[int], known: list[int]) -> tuple[Any, Any]:
    """Return the skill flags of postings (n × s) and of known postings (m × s) from the bitmap index."""
    all_of = np.array(sorted({*numbers, *known}), np.int64)
    wanted, found = BitMap(all_of.tolist()), []
    for _, bits in index.items(SKILL):
        if both := bits & wanted:
            column = np.zeros(len(all_of), bool)
            column[np.searchsorted(all_of, bitmap_to_array(both))] = True
            found.append(column)
    table = np.array(found).T if found else np.zeros((len(all_of), 0), bool)
    return table[np.searchsorted(all_of, numbers)], table[np.searchsorted(all_of, np.array(known, np.int64))]


_COLUMNS = (
    *(postings.c[name] for name in ("number", "title", "company", "description")),
    *(readings.c[role] for role in ("role", *ROLES)),
    readers.c.version,
)
_READ = postings.join(readings, readings.c.posting == postings.c.number).join(readers)


def _rows(store: Store, numbers: Sequence[int]) -> list[Row[Any]]:
    """Return postings with their current readings, in this order."""
    with store.read_transaction() as connection:
        rows = select(*_COLUMNS).select_from(_READ).where(postings.c.number.in_(numbers), readers.c.current)
        found = {row.number: row for row in connection.execute(rows)}
    return [found[number] for number in numbers if number in found]


def _question(row: Row[Any], why: LabelOrigin) -> Question:
    return Question(
        number=row.number,
        why=why,
        title=row.title,
        company=row.company,
        text=row.description,
        model=row.version,
        read_role=row.role,
        read_share=max(row._mapping[role] for role in ROLES),
    )
