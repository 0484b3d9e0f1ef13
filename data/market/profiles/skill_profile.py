"""Profile of a skill: frequency in postings, needs, roles, pay, related skills and skills of near names."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from pyroaring import BitMap

from truerole.core.reading import DATA_ROLES
from truerole.core.taxonomy import SkillEntry, Taxonomy
from truerole.data.market.aggregates import Proportion, Selection
from truerole.data.market.facets.skills import PREFERRED, REQUIRED, SKILL
from truerole.data.market.pay import PayQuartiles, PayTable, pay_overall, select_pay
from truerole.data.market.statistics.design_effect import Employers
from truerole.data.market.statistics.pay_differences import PayDifference, pay_difference
from truerole.data.market.statistics.share_intervals import with_employers

# Roles of fewer postings say nothing of a skill.
FEWEST_OF_ROLE = 30


@dataclass(frozen=True)
class SkillProfile:
    """Profile of a skill of the taxonomy within a selection of postings.

    `employers` are the codes of employers by posting number, below 0 where none is known.
    """

    entry: SkillEntry
    selection: Selection
    employers: Employers | None = None

    @cached_property
    def named(self) -> BitMap:
        """Return the postings that name the skill, in whatever way."""
        return self.selection.index.bitmap(SKILL, self.entry.id) & self.selection.postings

    @property
    def frequency(self) -> Proportion:
        """Return the proportion of postings that name the skill."""
        return self._share(self.entry.id, self.selection.postings)

    def _share(self, name: str, within: BitMap) -> Proportion:
        """Return the proportion of postings `within` that name the skill, with an interval that knows employers."""
        naming = self.selection.index.bitmap(SKILL, self.entry.id) & within
        return with_employers([(Proportion(name, len(naming), len(within)), naming)], within, self.employers)[0]

    @cached_property
    def needs(self) -> list[Proportion]:
        """Return the proportions of "required", "preferred" and "context" among the postings that name the skill."""
        index = self.selection.index
        required = index.bitmap(REQUIRED, self.entry.id) & self.named
        preferred = (index.bitmap(PREFERRED, self.entry.id) & self.named) - required
        counts = {REQUIRED: len(required), PREFERRED: len(preferred)}
        counts["context"] = len(self.named) - sum(counts.values())
        return [Proportion(need, count, len(self.named)) for need, count in counts.items()]

    @cached_property
    def by_role(self) -> list[Proportion]:
        """Return the proportion of each data role's postings that name the skill, the highest first.

        The selection's other filters hold; roles of fewer than FEWEST_OF_ROLE postings are left out.
        """
        of_roles = ((role, self.selection.having(role=role)) for role in DATA_ROLES)
        found = [self._share(role, of) for role, of in of_roles if len(of) >= FEWEST_OF_ROLE]
        return sorted(found, key=lambda share: -share.share)


@dataclass(frozen=True, slots=True)
class SkillPay:
    """Published pay a year in one currency: of the postings that name a skill, and of all of the selection.

    `difference` is that of like postings with the skill and without, None where there are too few.
    """

    currency: str
    named: PayQuartiles
    everyone: PayQuartiles
    difference: PayDifference | None


def skill_pay(profile: SkillProfile, table: PayTable) -> SkillPay | None:
    """Return the pay of the postings that name a skill, in their commonest currency; None of too few postings."""
    index, pay = profile.selection.index, select_pay(table, profile.named)
    everyone = select_pay(table, profile.selection.postings, pay.currency)
    of_named, of_everyone = pay_overall(pay), pay_overall(everyone)
    if of_named is None or of_everyone is None or pay.currency is None:
        return None
    difference = pay_difference(index, everyone, profile.entry.id, profile.employers)
    return SkillPay(pay.currency, of_named, of_everyone, difference)


@dataclass(frozen=True)
class RelatedSkills:
    """Relatives of a skill in the taxonomy: ancestors, children, and other children of the same parents."""

    parents: tuple[SkillEntry, ...]
    children: tuple[SkillEntry, ...]
    siblings: tuple[SkillEntry, ...]


def related_skills(taxonomy: Taxonomy, skill: str) -> RelatedSkills:
    """Return the relatives of a skill: ancestors the nearest first, children and siblings in the taxonomy's order."""
    entry = taxonomy.skills[skill]
    siblings = {s.id: s for parent in entry.parents for s in taxonomy.children(parent) if s.id != skill}
    return RelatedSkills(
        tuple(taxonomy.skills[parent] for parent in taxonomy.ancestors(skill)),
        taxonomy.children(skill),
        tuple(siblings.values()),
    )


def find_skill(taxonomy: Taxonomy, words: str) -> SkillEntry | None:
    """Return the skill with an id, or else with a name or an alias, whatever the case; None for an unknown skill."""
    if words in taxonomy.skills:
        return taxonomy.skills[words]
    wanted = " ".join(words.lower().split())
    return next((e for e in taxonomy.skills.values() if wanted in (name.lower() for name in (e.id, *e.names))), None)


def near_skills(taxonomy: Taxonomy, words: str, most: int = 8) -> list[SkillEntry]:
    """Return the skills whose names come near to words that name none, the nearest first."""
    wanted = " ".join(words.lower().split())[:100]
    if not wanted:
        return []
    found = {entry.id: entry for entry in taxonomy.search(wanted)[:most]}
    names = {name.lower(): entry for entry in taxonomy.skills.values() for name in (entry.id, *entry.names)}
    for name in get_close_matches(wanted, names, most):
        found.setdefault(names[name].id, names[name])
    return list(found.values())[:most]
