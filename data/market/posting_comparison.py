"""Compare the skills that one posting names with those that postings for the same role usually ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from truerole.data.market.aggregates import Filters, Period, Proportion, count_skills, newest_period, select_postings
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.facets.skills import SKILL

USUAL = 10
# A skill that so small a share of the role's postings names is called unusual there.
UNUSUAL = 0.05


@dataclass(frozen=True, slots=True)
class PostingComparison:
    """Skills of a posting beside those of the `postings` of its role in a period.

    `usual` are the role's commonest skills, the commonest first, `unusual` those that the posting names and few others
    of the role do, the rarest first. `named` are the skill ids that the posting names.
    """

    postings: BitMap
    period: Period
    usual: tuple[Proportion, ...]
    unusual: tuple[Proportion, ...]
    named: frozenset[str]

    @property
    def shared(self) -> int:
        """Return how many of the role's commonest skills the posting names."""
        return sum(skill.name in self.named for skill in self.usual)


def compare_with_role(
    index: BitmapIndex, role: str, skills: Iterable[str], period: Period | None = None
) -> PostingComparison:
    """Compare the skills of a posting with the postings of its role, by default those of the newest 24 months."""
    period = period or newest_period(index)
    within = select_postings(index, Filters({"role": (role,)}, period))
    named = frozenset(skills)
    counts = (Proportion(s, index.bitmap(SKILL, s).intersection_cardinality(within), len(within)) for s in named)
    unusual = sorted((share for share in counts if share.share < UNUSUAL), key=lambda s: (s.count, s.name))
    return PostingComparison(within, period, tuple(count_skills(index, within)[:USUAL]), tuple(unusual), named)
