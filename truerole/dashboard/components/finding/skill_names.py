"""Skills in a list to choose from: found by name and alias, the well-known ones first; addresses name them anyhow."""

from collections.abc import Iterable

from truerole.core.taxonomy import load_taxonomy
from truerole.dashboard.components.filters import note_unknown, rewrite_address
from truerole.data.market.aggregates import count_skills
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.phrasing.skills import order_to_find, skill_label


def all_skills(index: BitmapIndex) -> list[str]:
    """Return the ids of all skills of the taxonomy, in the order for a list: those that most postings ask for first."""
    known = load_taxonomy().skills
    counted = (share.name for share in count_skills(index, index.all))
    return order_to_find([*(skill for skill in counted if skill in known), *known])


def held_skills(skills: Iterable[str]) -> list[str]:
    """Return the skills (ids, the commonest first) that the taxonomy knows, in the order for a list."""
    known = load_taxonomy().skills
    return order_to_find(skill for skill in skills if skill in known)


def follow_names(key: str, label: str, skills: Iterable[str], *, several: bool = True) -> None:
    """Let the address name skills for the widget `key` by any of their names, and note what is none of `skills`.

    `several` may have commas between.
    """
    rewrite_address(key, _as_label, several=several)
    note_unknown(key, label, [skill_label(skill) for skill in skills])


def _as_label(words: str) -> str | None:
    taxonomy = load_taxonomy()
    found = taxonomy.find(words[:200]) or taxonomy.find(words[:200].partition(" (")[0])
    return skill_label(found.id) if found else None
