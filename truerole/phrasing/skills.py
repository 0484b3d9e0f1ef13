"""Display names of skills."""

from truerole.core.taxonomy import load_taxonomy


def skill_name(skill: str) -> str:
    """Return the name of a skill, given the id."""
    entry = load_taxonomy().skills.get(skill)
    return entry.name if entry else skill
