"""Measure inter-annotator agreement (Cohen's kappa), and the accuracy of the model on random checks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from truerole.core.reading import Role
from truerole.data.labels.labels import Annotation, effective_annotation, group_by_target


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two annotators: of `n` texts that both labelled, the number with the `same` role.

    `kappa` is Cohen's (1960): agreement beyond that by chance, from 0 to 1; None where all labels are of one role.
    """

    one: str
    other: str
    same: int
    n: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class RandomCheck:
    """Accuracy on random checks: of `n` postings drawn at random, the number that the model had `right`."""

    right: int
    n: int


def pairwise_agreement(said: Iterable[Annotation]) -> list[Agreement]:
    """Return the agreement of each pair of annotators with common texts, the pair with most of them first."""
    pairs: dict[tuple[str, str], list[tuple[Role, Role]]] = {}
    for opinions in group_by_target(said).values():
        for a, b in combinations(sorted(opinions, key=lambda opinion: opinion.annotator), 2):
            pairs.setdefault((a.annotator, b.annotator), []).append((a.role, b.role))
    found = (
        Agreement(one, other, sum(a == b for a, b in roles), len(roles), cohen_kappa(roles))
        for (one, other), roles in pairs.items()
    )
    return sorted(found, key=lambda agreement: (-agreement.n, agreement.one, agreement.other))


def cohen_kappa(roles: Sequence[tuple[Role, Role]]) -> float | None:
    """Return Cohen's kappa (1960) of at least a pair of labels; None where all labels are of a single role."""
    n = len(roles)
    ones, others = Counter(a for a, _ in roles), Counter(b for _, b in roles)
    chance = sum(ones[role] * others[role] for role in ones) / n**2
    return None if chance == 1 else (sum(a == b for a, b in roles) / n - chance) / (1 - chance)


def conflicts(said: Iterable[Annotation]) -> list[list[Annotation]]:
    """Return the annotations of each text with conflicting roles, the latest conflict first."""
    groups = [opinions for opinions in group_by_target(said).values() if len({o.role for o in opinions}) > 1]
    return sorted(groups, key=lambda opinions: -opinions[-1].number)


def random_check(said: Iterable[Annotation]) -> RandomCheck:
    """Return the accuracy of the model on postings that the queue drew at random: an unbiased estimate."""
    drawn = [opinions for opinions in group_by_target(said).values() if any(o.why == "random" for o in opinions)]
    counted = [(next(o for o in opinions if o.why == "random"), effective_annotation(opinions)) for opinions in drawn]
    read = [(first.read_role, label.role) for first, label in counted if first.read_role]
    return RandomCheck(sum(a == b for a, b in read), len(read))


def count_roles(said: Iterable[Annotation]) -> Counter[Role]:
    """Count the labelled texts of each role, by their effective labels."""
    return Counter(effective_annotation(opinions).role for opinions in group_by_target(said).values())
