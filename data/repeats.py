"""Keep in the store which postings repeat an earlier one: what `data/alike.py` decides, written beside the postings.

Every posting with a text has its sketch; the first of each group alone has bands, so that looking for one stays quick
however often it is repeated. `postings.alike` always names a first posting, never one that repeats another.
"""

from collections.abc import Iterable, Mapping

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    any_,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from data.alike import Firsts, bands, grouped, sketch
from data.database import insert_plain, portions
from data.schema import bands as banded
from data.schema import postings, sketches


def mark(connection: Connection, texts: Mapping[int, str]) -> None:
    """Say of new postings, given by number with their texts, which earlier ones they repeat."""
    made = {number: sketch(text) for number, text in texts.items()}
    kept = {number: of_text for number, of_text in made.items() if of_text}
    keys = {number: bands(of_text) for number, of_text in kept.items()}
    repeated = grouped(kept, _firsts(connection, {key for of_text in keys.values() for key in of_text}))
    if kept:
        connection.execute(insert(sketches), [{"posting": n, "sketch": of_text} for n, of_text in kept.items()])
    first = [number for number in keys if number not in repeated]
    rows = sorted((key, number) for number in first for key in keys[number])
    insert_plain(connection, banded, ("band", "posting"), rows)
    write(connection, repeated)


def mark_named(connection: Connection, named: Mapping[int, str]) -> None:
    """Say of new postings of the sample which other one each repeats, by the external id that its file gives."""
    numbers: dict[str, int] = {}
    for some in portions(sorted(set(named.values()))):
        found = select(postings.c.external_id, postings.c.number).where(postings.c.external_id.in_(some))
        numbers |= {row.external_id: row.number for row in connection.execute(found.where(postings.c.sample))}
    write(connection, {number: numbers[first] for number, first in named.items() if first in numbers})


def write(connection: Connection, repeated: Mapping[int, int | None]) -> None:
    """Write the first posting of each of these, None for one that repeats none; blocks are the caller's to touch."""
    rows = [{"of": number, "first": first} for number, first in repeated.items()]
    if rows:
        statement = update(postings).where(postings.c.number == bindparam("of")).values(alike=bindparam("first"))
        connection.execute(statement, rows)


def _firsts(connection: Connection, keys: Iterable[int]) -> Firsts:
    """Return those first postings of the store that share a key with one to be added."""
    firsts = Firsts()
    joined = banded.join(sketches, sketches.c.posting == banded.c.posting)
    columns = select(banded.c.posting, sketches.c.sketch).select_from(joined).distinct()
    for number, of_text in connection.execute(columns.where(_among(keys, connection.dialect.name))):
        firsts.learn(number, of_text, bands(of_text))
    return firsts


def _among(keys: Iterable[int], dialect: str) -> ColumnElement[bool]:
    """Return the condition that a band is one of some thousands, as one value: to list them in SQL is slow."""
    if dialect == "postgresql":
        return banded.c.band == any_(literal(list(keys), ARRAY(BigInteger)))
    listed = func.json_each(orjson.dumps(list(keys)).decode()).table_valued("value")
    return banded.c.band.in_(select(listed.c.value))
