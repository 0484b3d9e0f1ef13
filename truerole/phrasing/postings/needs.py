"""Skills of a reading by need, those of which one will do together."""

from collections.abc import Sequence

from truerole.core.reading import Need, Skill

ONE_OF = "one of"


def skill_rows(skills: Sequence[Skill], need: Need) -> list[tuple[str, list[Skill]]]:
    """Return the skills of a need by category, then each list of alternatives under "one of", in order of mention."""
    rows: dict[str, list[Skill]] = {}
    lists: dict[frozenset[str], list[Skill]] = {}
    for skill in skills:
        if skill.need == need and skill.alternatives:
            ids = frozenset((skill.id, *skill.alternatives))
            lists.setdefault(ids, [each for each in skills if each.id in ids])
        elif skill.need == need:
            rows.setdefault(skill.category, []).append(skill)
    return [*rows.items(), *((ONE_OF, listed) for listed in lists.values())]


def skill_names(skills: Sequence[Skill], need: Need) -> list[str]:
    """Return the names of the skills of a need with years, each list of alternatives as "one of (Python, R)"."""
    rows = skill_rows(skills, need)
    alone = {skill.id for name, listed in rows if name != ONE_OF for skill in listed}
    names = [_label(skill) for skill in skills if skill.id in alone]
    return [*names, *(f"{ONE_OF} ({', '.join(map(_label, listed))})" for name, listed in rows if name == ONE_OF)]


def demand_note(need: Need, others: Sequence[str]) -> str:
    """Return the note behind a skill on alternatives and need: " (or R, Julia; nice to have)", mostly ""."""
    notes = [f"or {', '.join(others)}"] if others else []
    notes += ["nice to have"] if need == "preferred" else []
    return f" ({'; '.join(notes)})" if notes else ""


def skill_label(name: str, years: int | None) -> str:
    """Return the name of a skill, with the years of experience asked for."""
    return name if years is None else f"{name} · {years}+ {'year' if years == 1 else 'years'}"


def _label(skill: Skill) -> str:
    return skill_label(skill.name, skill.years)
