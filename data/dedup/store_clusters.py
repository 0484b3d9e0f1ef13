"""Keep in the store which postings show one job: what `data/dedup/clustering.py` decides, written beside the postings.

Every posting with a text has its sketch, behind it that of its own part where that is known; the first one of each
group alone, and those whose text was another, have keys, so that looking for one stays quick however often it is
repeated. `postings.alike` always names a first posting, never one that repeats another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from truerole.core.posting import Posting
from truerole.data.dedup.clustering import Clusters, blocking_keys
from truerole.data.dedup.match_rules import DuplicateKind, Fingerprint, fingerprint, job_key, signatures
from truerole.data.dedup.minhash import N_HASHES, lsh_bands
from truerole.data.store.engine import batched, bulk_insert
from truerole.data.store.schema import bands as banded
from truerole.data.store.schema import postings, sketches

# What a new posting is, with its own part where that is known.
Given = tuple[Posting, str | None]
Line = Row[*tuple[Any, ...]]
_LOOKS = [postings.c[name] for name in ("source", "board", "title", "location", "country")]
_SHOWN = [postings.c.number, postings.c.alike, postings.c.company, postings.c.origin, *_LOOKS]


def cluster_new(connection: Connection, given: Mapping[int, Given]) -> set[int]:
    """Say of new postings, given by number, which jobs they show; return the earlier ones of which that has changed.

    Blocks are the caller's to touch.
    """
    made = {number: _made(number, posting, own) for number, (posting, own) in given.items()}
    new = {number: shown for number, shown in made.items() if shown.text or shown.origin}
    keys = {number: blocking_keys(shown) for number, shown in new.items()}
    origins = {shown.origin for shown in new.values() if shown.origin}
    groups = _known_to(connection, {key for of_one in keys.values() for key in of_one}, origins)
    for number, shown in new.items():
        groups.add(shown, keys[number])
    _keep(connection, new, groups.keys)
    earlier = _moved(connection, groups) - new.keys()
    changed = [number for number in (*new, *earlier) if groups.first_of(number) != number]
    write_duplicates(
        connection, {number: groups.first_of(number) for number in changed}, {n: groups.kind(n) for n in changed}
    )
    return earlier


def cluster_changed(connection: Connection, given: Mapping[int, Given]) -> set[int]:
    """Say anew of postings that have changed which jobs they show; return the others of which that has changed.

    One that is grouped stays so, as a board that edits a posting means the job that it was. Blocks are the caller's to
    touch.
    """
    made = {number: _made(number, posting, own) for number, (posting, own) in given.items()}
    found_by = _forget(connection, made)
    repeating = select(postings.c.number).where(_among(postings.c.number, given, connection))
    firsts = set(connection.scalars(select(postings.c.alike).where(_among(postings.c.alike, given, connection))))
    grouped = firsts | set(connection.scalars(repeating.where(postings.c.alike.is_not(None))))
    keys = {number: blocking_keys(made[number]) for number in grouped & (firsts | found_by)}
    _keep(connection, {number: made[number] for number in grouped}, keys)
    return cluster_new(connection, {number: given[number] for number in sorted(given.keys() - grouped)})


def _forget(connection: Connection, made: Mapping[int, Fingerprint]) -> set[int]:
    """Remove the sketches of postings and their keys, and return those that had some."""
    here = _among(sketches.c.posting, made, connection)
    kept = connection.scalars(select(sketches.c.sketch).where(here)).all()
    keys = {key for of_text in kept for part in (of_text[:N_HASHES], of_text[N_HASHES:]) for key in lsh_bands(part)}
    keys |= {key for shown in made.values() for key in blocking_keys(shown)}
    theirs = _among(banded.c.band, keys, connection), _among(banded.c.posting, made, connection)
    found_by = set(connection.scalars(select(banded.c.posting).where(*theirs)))
    for table, which in ((banded, theirs), (sketches, (here,))):
        connection.execute(delete(table).where(*which))
    return found_by


def link_sample_duplicates(connection: Connection, named: Mapping[int, str]) -> None:
    """Say of new postings of the sample which other one each repeats, by the external id that its file gives."""
    numbers: dict[str, int] = {}
    for some in batched(sorted(set(named.values()))):
        found = select(postings.c.external_id, postings.c.number).where(postings.c.external_id.in_(some))
        numbers |= {row.external_id: row.number for row in connection.execute(found.where(postings.c.sample))}
    write_duplicates(connection, {number: numbers[first] for number, first in named.items() if first in numbers})


def write_duplicates(
    connection: Connection, repeated: Mapping[int, int | None], kinds: Mapping[int, DuplicateKind] | None = None
) -> None:
    """Write the first posting of each of these, None for one that repeats none; blocks are the caller's to touch."""
    copies = {number for number, kind in (kinds or {}).items() if kind == "copy"}
    rows = [{"of": n, "first": first, "kind": "copy" if n in copies else None} for n, first in repeated.items()]
    if rows:
        values: dict[str, Any] = {"alike": bindparam("first"), "alike_as": bindparam("kind")}
        connection.execute(update(postings).where(postings.c.number == bindparam("of")).values(values), rows)


def _keep(connection: Connection, shown: Mapping[int, Fingerprint], keys: Mapping[int, Iterable[int]]) -> None:
    kept = [{"posting": number, "sketch": one.text + one.own} for number, one in shown.items() if one.text]
    if kept:
        connection.execute(insert(sketches), kept)
    rows = sorted((key, number) for number, of_one in keys.items() for key in of_one)
    bulk_insert(connection, banded, ("band", "posting"), rows)


def _made(number: int, posting: Posting, own: str | None) -> Fingerprint:
    return fingerprint(number, posting, *signatures(posting, own))


def _posting(row: Line) -> Posting:
    """Return of a posting of the store what is compared."""
    of = row._mapping
    return Posting(
        of["source"], "", of["title"], "", of["board"], company=of.get("company"), location=of["location"],
        country=of["country"], origin=of.get("origin"),
    )  # fmt: skip


def _known_to(connection: Connection, keys: Collection[int], origins: Collection[str]) -> Clusters:
    """Return the groups of the store with a posting that has one of these keys or origins."""
    groups, firsts, found_by = Clusters(), set[int](), defaultdict[int, list[int]](list)
    joined = banded.join(sketches, sketches.c.posting == banded.c.posting)
    joined = joined.join(postings, postings.c.number == banded.c.posting)
    near = select(banded.c.band, sketches.c.sketch, *_SHOWN).select_from(joined)
    rows = {}
    for row in connection.execute(near.where(_among(banded.c.band, keys, connection))):
        found_by[row.number].append(row.band)
        rows[row.number] = row
    for number, row in rows.items():
        shown = fingerprint(number, _posting(row), row.sketch[:N_HASHES], row.sketch[N_HASHES:])
        groups.learn(shown, row.alike, found_by[number])
        firsts.add(row.alike or number)
    for row in connection.execute(select(*_SHOWN).where(_among(postings.c.origin, origins, connection))):
        if row.number not in groups:
            groups.learn(fingerprint(row.number, _posting(row)), row.alike)
        firsts.add(row.alike or row.number)
    _learn_members(connection, groups, firsts)
    return groups


def _learn_members(connection: Connection, groups: Clusters, firsts: Collection[int]) -> None:
    """Take in the first postings that were not found themselves, and how the others of their groups look."""
    lacking = [first for first in firsts if first not in groups]
    for row in connection.execute(select(*_SHOWN).where(_among(postings.c.number, lacking, connection))):
        groups.learn(fingerprint(row.number, _posting(row)), row.alike)
    looks = select(postings.c.alike, *_LOOKS).where(_among(postings.c.alike, firsts, connection)).distinct()
    for row in connection.execute(looks):
        groups.look(row.alike, job_key(_posting(row)))


def _moved(connection: Connection, groups: Clusters) -> set[int]:
    """Take in the postings whose first one has another before it now, and return those that were there before."""
    if not groups.moved:
        return set()
    found = or_(*(_among(postings.c[name], groups.moved, connection) for name in ("number", "alike")))
    rows = connection.execute(select(*_SHOWN).where(found)).all()
    for row in rows:
        if row.number not in groups:
            groups.learn(fingerprint(row.number, _posting(row)), row.alike)
    return {row.number for row in rows}


def _among(column: ColumnElement[Any], values: Iterable[int | str], connection: Connection) -> ColumnElement[bool]:
    """Return the condition that a column is one of some thousands, as one value: to list them in SQL is slow."""
    listed = list(values)
    if connection.dialect.name == "postgresql":
        return column == any_(literal(listed, ARRAY(column.type)))
    table = func.json_each(orjson.dumps(listed).decode()).table_valued("value")
    return column.in_(select(table.c.value))
