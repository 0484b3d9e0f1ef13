"""Facets of skills: who names, requires or would like a skill, the lists of alternatives, and how much is asked for."""

from collections.abc import Iterator, Mapping

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Connection, String, and_, case, cast, func, or_, select

from truerole.core.concurrency.background import give_way
from truerole.data.market.bitmap_arrays import parse_bitmap
from truerole.data.store.readings import CURRENT_SKILLS, DEMAND
from truerole.data.store.schema import readers, skills

# The postings of each value of each facet.
Bitmaps = dict[str, dict[str, BitMap]]

# The skills that a posting names in whatever way, requires, or would like.
SKILL, REQUIRED, PREFERRED = "skill", "required", "preferred"
# A skill that stands in a list of which any will do; each list of a posting has a facet of its own, by its place among
# them. And a skill that a posting names as an alternative to what it asks for in any case.
ONE_OF, SPARE = "one of", "spare"
# How much is asked for, in half skills.
ASKED = "asked"

_NONE = BitMap()


def skill_bitmaps(connection: Connection, among: ColumnElement[bool]) -> Bitmaps:
    """Build the bitmaps of skills from the rows `among` the table that the current model version has read."""
    here = and_(among, readers.c.current)
    numbers = func.aggregate_strings(cast(skills.c.posting, String), ",")
    skill, need, _, first = DEMAND
    rows = select(skill, need, first, numbers).select_from(CURRENT_SKILLS)
    found: Bitmaps = {SKILL: {}, REQUIRED: {}, PREFERRED: {}}
    lists = dict[tuple[str, str], dict[str, BitMap]]()
    for name, need_, first_, text in connection.execute(rows.where(here).group_by(skill, need, first)):
        give_way()
        bits = parse_bitmap(text)
        _put(found[SKILL], name, bits)
        if need_ in (REQUIRED, PREFERRED):
            _put(found[need_], name, bits)
            if first_:
                lists.setdefault((need_, first_), {})[name] = bits
    return found | _alternatives(lists) | {ASKED: _asked(connection, here)}


def _put(values: dict[str, BitMap], value: str, bits: BitMap) -> None:
    if bits:
        values[value] = values.get(value, _NONE) | bits


def _alternatives(lists: Mapping[tuple[str, str], Mapping[str, BitMap]]) -> Bitmaps:
    """Return the facets of lists and `SPARE`, from the postings of each skill by need and first skill of the list.

    The lists of a posting have their places in the order of needs and first skills.
    """
    found: Bitmaps = {SPARE: {}}
    taken = list[BitMap]()
    for (_, first), members in sorted(lists.items()):
        give_way()
        whole = members.get(first, _NONE)
        for skill, bits in members.items():
            _put(found[SPARE], skill, bits - whole)
        listed = whole & BitMap.union(_NONE, *(bits for skill, bits in members.items() if skill != first))
        for place, here in enumerate(_free_places(listed, taken)):
            for skill, bits in members.items():
                _put(found.setdefault(list_facet(place), {}), skill, bits & here)
    return found


def _free_places(postings: BitMap, taken: list[BitMap]) -> Iterator[BitMap]:
    """Yield for each place the postings that have no free place before, and take the place there."""
    place = 0
    while postings:
        taken += [BitMap()] * (place + 1 - len(taken))
        yield postings - taken[place]
        postings, taken[place] = postings & taken[place], postings | taken[place]
        place += 1


def list_facet(place: int) -> str:
    """Return the facet of the lists at a place among all lists of their postings, from 0 on."""
    return f"{ONE_OF} {place}"


def _asked(connection: Connection, here: ColumnElement[bool]) -> dict[str, BitMap]:
    """Group postings by the number of half skills asked for: 2 for a required skill, 1 for a preferred skill.

    Of a list of alternatives the first skill counts.
    """
    counts = or_(skills.c.one_of.is_(None), skills.c.one_of == skills.c.skill)
    half_skills = case((skills.c.need == REQUIRED, 2), (skills.c.need == PREFERRED, 1), else_=0)
    weight = func.sum(case((counts, half_skills), else_=0))
    each = select(skills.c.posting, weight.label("weight")).select_from(skills.join(readers)).where(here)
    sums = each.group_by(skills.c.posting).subquery()
    numbers = func.aggregate_strings(cast(sums.c.posting, String), ",")
    rows = connection.execute(select(sums.c.weight, numbers).where(sums.c.weight > 0).group_by(sums.c.weight))
    return {str(weight): parse_bitmap(text) for weight, text in rows}
