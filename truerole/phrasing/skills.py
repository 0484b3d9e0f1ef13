"""Display names of skills, labels by which to find them in a list, and the order of such a list."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from truerole.core.taxonomy import load_taxonomy

# Short names that people type; the taxonomy has no need of them, as postings write the long ones.
_TYPED = {"javascript": ("JS",), "typescript": ("TS",), "power-bi": ("PowerBI",)}
_MOST_ALIASES, _LONGEST_ALIAS, _LONGEST_COMPOUND = 2, 10, 7


def skill_name(skill: str) -> str:
    """Return the name of a skill, given the id."""
    entry = load_taxonomy().skills.get(skill)
    return entry.name if entry else skill


@lru_cache(maxsize=4096)
def skill_label(skill: str) -> str:
    """Return the name of a skill with its short aliases, given the id: "Kubernetes (k8s, K8)"."""
    entry = load_taxonomy().skills.get(skill)
    if entry is None:
        return skill
    shown: list[str] = []
    for alias in (*_TYPED.get(skill, ()), *entry.aliases):
        new = alias.lower() not in " ".join((entry.name, *shown)).lower() and not any(one in alias for one in shown)
        if new and _is_short(alias):
            shown.append(alias)
    return f"{entry.name} ({', '.join(shown[:_MOST_ALIASES])})" if shown else entry.name


def _is_short(alias: str) -> bool:
    return " " not in alias and len(alias) <= (_LONGEST_COMPOUND if {"-", "/"} & {*alias} else _LONGEST_ALIAS)


def order_to_find(skills: Iterable[str]) -> list[str]:
    """Order skills (ids, the commonest first) for a list that shows, in its own order, what contains the typed letters.

    A skill whose name another's label holds goes ahead of that one, as "Spark" does of "Spark SQL" and "R" of
    "Docker", so that a whole name finds its skill first; else the commonest comes first.
    """
    given, ordered = dict.fromkeys(skills), dict[str, None]()
    for skill in given:
        ordered |= dict.fromkeys(each for each in _ahead(skill) if each in given)
    return list(ordered)


def _ahead(skill: str, over: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a skill after those that its label names, each after those that its own label names, and so on."""
    for other in _named_within(skill):
        if other not in over:
            yield from _ahead(other, (*over, skill))
    yield skill


@lru_cache(maxsize=4096)
def _named_within(skill: str) -> tuple[str, ...]:
    """Return the skills that a label names: by a word's beginning, or if of one or two letters, anywhere."""
    label = f" {skill_label(skill).lower()}"
    return tuple(other for start, other in _starts() if start in label and other != skill)


@lru_cache(maxsize=1)
def _starts() -> tuple[tuple[str, str], ...]:
    """Return what a label holds that names a skill, and the skill: the shortest names first."""
    found: dict[str, str] = {}
    for entry in load_taxonomy().skills.values():
        label = skill_label(entry.id).lower()
        names = [name.lower() for name in entry.names if name.lower() in label]
        found |= {f"{before}{name}": entry.id for name in names for before in (" ", "(")}
        if len(entry.name) <= 2:
            found[entry.name.lower()] = entry.id
    return tuple(sorted(found.items(), key=lambda one: len(one[0])))
