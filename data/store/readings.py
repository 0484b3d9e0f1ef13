"""Rows of readings and their skills: a `StoredReading` by posting and model version, written and read back.

The columns `reader` of the tables, and the table `readers`, hold the number of a model version.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from truerole.core.reading import ROLES
from truerole.core.stored import SkillDemand, StoredReading
from truerole.data.store.engine import bulk_insert
from truerole.data.store.schema import readers, readings, skill_names, skills

# Fields of a `StoredReading` that are a column each.
_PLAIN = tuple(field.name for field in fields(StoredReading) if field.name not in ("roles", "skills", "duties"))
_FIRST = skill_names.alias()
SKILL_ROWS = skills.join(skill_names, skill_names.c.number == skills.c.skill).outerjoin(
    _FIRST, _FIRST.c.number == skills.c.one_of
)
CURRENT_SKILLS = SKILL_ROWS.join(readers, readers.c.number == skills.c.reader)
# The columns of a `SkillDemand`, in its order.
DEMAND = (skill_names.c.skill, skills.c.need, skills.c.years, _FIRST.c.skill.label("one_of"))


def insert_readings(connection: Connection, read: Sequence[tuple[int, StoredReading]], model_version: str) -> None:
    """Insert a model version's readings, given by posting number; the caller bumps the versions of the blocks."""
    model = model_number(connection, model_version)
    names = _skill_numbers(connection, {demand.skill for _, reading in read for demand in reading.skills})
    connection.execute(insert(readings), [_reading_row(posting, model, reading) for posting, reading in read])
    rows = [
        (posting, model, names[d.skill], d.need, d.years, names[d.one_of] if d.one_of else None)
        for posting, reading in read
        for d in reading.skills
    ]
    bulk_insert(connection, skills, ("posting", "reader", "skill", "need", "years", "one_of"), rows)


def _reading_row(posting: int, model: int, reading: StoredReading) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(reading, name) for name in _PLAIN}
    plain["duties"] = None if reading.duties is None else bytes(reading.duties)
    return plain | dict(zip(ROLES, reading.roles, strict=True)) | {"posting": posting, "reader": model}


def model_number(connection: Connection, version: str) -> int:
    """Return the number of a model version, inserted if new; the very first version becomes current."""
    number = connection.scalar(select(readers.c.number).where(readers.c.version == version))
    if number is None:
        first = connection.scalar(select(func.count()).select_from(readers)) == 0
        row = insert(readers).values(version=version, current=first).returning(readers.c.number)
        number = connection.execute(row).scalar_one()
    return int(number)


def _skill_numbers(connection: Connection, wanted: Collection[str]) -> dict[str, int]:
    """Map skill ids to their numbers, after inserting the missing ids."""
    rows = connection.execute(select(skill_names.c.skill, skill_names.c.number))
    numbers = {row.skill: row.number for row in rows}
    if new := sorted(set(wanted) - numbers.keys()):
        columns = skill_names.c.skill, skill_names.c.number
        added = connection.execute(insert(skill_names).returning(*columns), [{"skill": skill} for skill in new])
        numbers.update({row.skill: row.number for row in added})
    return numbers


def current_readings(connection: Connection, numbers: Sequence[int]) -> dict[int, StoredReading]:
    """Map posting numbers, at most `MAX_PARAMETERS`, to the readings of the current model version; skills by name."""
    demands = _current_skills(connection, numbers)
    rows = select(readings).join(readers).where(readings.c.posting.in_(numbers), readers.c.current)
    found = connection.execute(rows).mappings()
    return {row["posting"]: reading_from_row(row, demands.get(row["posting"], ())) for row in found}


def _current_skills(connection: Connection, numbers: Sequence[int]) -> dict[int, list[SkillDemand]]:
    rows = select(skills.c.posting, *DEMAND).select_from(CURRENT_SKILLS)
    demands: dict[int, list[SkillDemand]] = {}
    here = skills.c.posting.in_(numbers), readers.c.current
    for posting, *skill in connection.execute(rows.where(*here).order_by(skill_names.c.skill)):
        demands.setdefault(posting, []).append(SkillDemand(*skill))
    return demands


def reading_from_row(row: RowMapping, demands: Iterable[SkillDemand]) -> StoredReading:
    """Build a `StoredReading` from a row of the table `readings` and the skills that belong to the row."""
    plain = {name: row[name] for name in _PLAIN}
    roles, duties = tuple(row[role] for role in ROLES), row["duties"]
    return StoredReading(**plain, roles=roles, skills=tuple(demands), duties=None if duties is None else tuple(duties))
