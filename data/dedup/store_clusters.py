"""Duplicate clusters of the store's postings: decisions of `data/dedup/clustering.py`, written beside the postings.

Every posting with a text has a row in `sketches`, its MinHash signature, followed by that of its own part where that is
known. The canonical posting of each cluster alone, and those whose text was another, have rows in `bands`, so that the
search stays quick however often a posting is repeated. `postings.alike` always names a canonical posting.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from truerole.core.posting import Posting, SourceRanks
from truerole.data.dedup.clustering import Clusters, blocking_keys, job_hashes
from truerole.data.dedup.cut_texts import COMPARED
from truerole.data.dedup.match_rules import DuplicateKind, Fingerprint, fingerprint, job_key, signatures
from truerole.data.dedup.minhash import N_HASHES, lsh_bands
from truerole.data.store.engine import batched, bulk_insert, is_among
from truerole.data.store.schema import bands, postings, sketches

# A new posting with its own part of the text, where that is known.
NewPosting = tuple[Posting, str | None]
_JOB_COLUMNS = [postings.c[name] for name in ("source", "board", "title", "location", "country")]
# Texts that are loaded at once: more would be a made-up store.
_MOST_TEXTS = 5_000
_COLUMNS = [postings.c.number, postings.c.alike, postings.c.company, postings.c.origin, *_JOB_COLUMNS]


def cluster_new(connection: Connection, new: Mapping[int, NewPosting], ranks: SourceRanks | None = None) -> set[int]:
    """Cluster new postings, given by number, with their duplicates; return the earlier postings that changed cluster.

    `ranks` tells the nearest source to the employer. The caller bumps the versions of the blocks.
    """
    made = {number: _fingerprint(number, posting, own_text) for number, (posting, own_text) in new.items()}
    added = {number: one for number, one in made.items() if one.text_signature or one.text or one.origin}
    keys = {number: blocking_keys(one) for number, one in added.items()}
    clusters = _load_clusters(connection, added.values(), ranks)
    for number, one in added.items():
        clusters.add(one, keys[number])
    _insert_signatures(connection, added, clusters.new_keys)
    earlier = _superseded_members(connection, clusters) - added.keys()
    changed = [number for number in (*added, *earlier) if clusters.canonical(number) != number]
    canonical = {number: clusters.canonical(number) for number in changed}
    write_duplicates(connection, canonical, {number: clusters.kind(number) for number in changed})
    return earlier


def cluster_changed(
    connection: Connection, changed: Mapping[int, NewPosting], ranks: SourceRanks | None = None
) -> set[int]:
    """Cluster postings with a changed text again; return the other postings that changed cluster.

    A clustered posting stays where it is, as a board that edits a posting means the job that it was. The caller bumps
    the versions of the blocks.
    """
    made = {number: _fingerprint(number, posting, own_text) for number, (posting, own_text) in changed.items()}
    had_keys = _delete_signatures(connection, made)
    repeating = select(postings.c.number).where(is_among(connection, postings.c.number, changed))
    repeated = select(postings.c.alike).where(is_among(connection, postings.c.alike, changed))
    canonical = set(connection.scalars(repeated))
    clustered = canonical | set(connection.scalars(repeating.where(postings.c.alike.is_not(None))))
    keys = {number: blocking_keys(made[number]) for number in clustered & (canonical | had_keys)}
    _insert_signatures(connection, {number: made[number] for number in clustered}, keys)
    return cluster_new(connection, {number: changed[number] for number in sorted(changed.keys() - clustered)}, ranks)


def _delete_signatures(connection: Connection, made: Mapping[int, Fingerprint]) -> set[int]:
    """Delete the signatures and blocking keys of postings, and return the postings that had keys."""
    here = is_among(connection, sketches.c.posting, made)
    kept = connection.scalars(select(sketches.c.sketch).where(here)).all()
    keys = {key for sketch in kept for part in (sketch[:N_HASHES], sketch[N_HASHES:]) for key in lsh_bands(part)}
    keys |= {key for one in made.values() for key in blocking_keys(one)}
    theirs = is_among(connection, bands.c.band, keys), is_among(connection, bands.c.posting, made)
    had_keys = set(connection.scalars(select(bands.c.posting).where(*theirs)))
    connection.execute(delete(bands).where(*theirs))
    connection.execute(delete(sketches).where(here))
    return had_keys


def link_sample_duplicates(connection: Connection, named: Mapping[int, str]) -> None:
    """Link new postings of the sample to the postings that they repeat, given by external id."""
    numbers: dict[str, int] = {}
    for batch in batched(sorted(set(named.values()))):
        found = select(postings.c.external_id, postings.c.number).where(postings.c.external_id.in_(batch))
        numbers |= {row.external_id: row.number for row in connection.execute(found.where(postings.c.sample))}
    write_duplicates(connection, {number: numbers[first] for number, first in named.items() if first in numbers})


def write_duplicates(
    connection: Connection, canonical: Mapping[int, int | None], kinds: Mapping[int, DuplicateKind] | None = None
) -> None:
    """Write the canonical posting of each posting, None for a posting that repeats no other; bumps no versions."""
    copies = {number for number, kind in (kinds or {}).items() if kind == "copy"}
    rows = [{"of": n, "first": first, "kind": "copy" if n in copies else None} for n, first in canonical.items()]
    if rows:
        values: dict[str, Any] = {"alike": bindparam("first"), "alike_as": bindparam("kind")}
        connection.execute(update(postings).where(postings.c.number == bindparam("of")).values(values), rows)


def _insert_signatures(
    connection: Connection, made: Mapping[int, Fingerprint], keys: Mapping[int, Iterable[int]]
) -> None:
    signed = [one for one in made.values() if one.text_signature]
    if signed:
        sketch_rows = [{"posting": one.number, "sketch": one.text_signature + one.own_signature} for one in signed]
        connection.execute(insert(sketches), sketch_rows)
    rows = sorted((key, number) for number, of_posting in keys.items() for key in of_posting)
    bulk_insert(connection, bands, ("band", "posting"), rows)


def _fingerprint(number: int, posting: Posting, own_text: str | None) -> Fingerprint:
    return fingerprint(number, posting, *signatures(posting, own_text), posting.description)


def _posting(row: Row[Any]) -> Posting:
    """Build a `Posting` with the compared columns of a row."""
    columns = row._mapping
    return Posting(
        columns["source"], "", columns["title"], "", columns["board"], company=columns.get("company"),
        location=columns["location"], country=columns["country"], origin=columns.get("origin"),
    )  # fmt: skip


def _load_clusters(connection: Connection, added: Collection[Fingerprint], ranks: SourceRanks | None) -> Clusters:
    """Load the stored clusters that share a blocking key or an origin with new postings."""
    clusters, canonical, found_by = Clusters(ranks), set[int](), defaultdict[int, list[int]](list)
    joined = bands.join(postings, postings.c.number == bands.c.posting)
    joined = joined.outerjoin(sketches, sketches.c.posting == bands.c.posting)
    near = select(bands.c.band, sketches.c.sketch, *_COLUMNS).select_from(joined)
    keys = {key for one in added for key in blocking_keys(one)}
    rows = {}
    for row in connection.execute(near.where(is_among(connection, bands.c.band, keys))):
        found_by[row.number].append(row.band)
        rows[row.number] = row
    texts = _texts(connection, added, found_by)
    for number, row in rows.items():
        sketch = row.sketch or b""
        text = texts.get(number, "")
        clusters.load(
            fingerprint(number, _posting(row), sketch[:N_HASHES], sketch[N_HASHES:], text), row.alike, found_by[number]
        )
        canonical.add(row.alike or number)
    origins = {one.origin for one in added if one.origin}
    for row in connection.execute(select(*_COLUMNS).where(is_among(connection, postings.c.origin, origins))):
        _load(clusters, row)
        canonical.add(row.alike or row.number)
    _load_members(connection, clusters, canonical)
    return clusters


def _texts(
    connection: Connection, added: Collection[Fingerprint], found_by: Mapping[int, Collection[int]]
) -> dict[int, str]:
    """Load the beginnings of the texts that may be cut, or whole where a new one is cut: those of company and title."""
    hashes = {key for one in added for key in job_hashes(one)}
    numbers = sorted(number for number, keys in found_by.items() if not hashes.isdisjoint(keys))[:_MOST_TEXTS]
    beginning = select(postings.c.number, func.substr(postings.c.description, 1, COMPARED))
    found = connection.execute(beginning.where(is_among(connection, postings.c.number, numbers)))
    return {number: text or "" for number, text in found}


def _load(clusters: Clusters, row: Row[Any]) -> None:
    if row.number not in clusters:
        clusters.load(fingerprint(row.number, _posting(row)), row.alike)


def _load_members(connection: Connection, clusters: Clusters, canonical: Collection[int]) -> None:
    """Load the canonical postings that are not loaded yet, and the job keys of all members of their clusters."""
    lacking = [number for number in canonical if number not in clusters]
    for row in connection.execute(select(*_COLUMNS).where(is_among(connection, postings.c.number, lacking))):
        _load(clusters, row)
    columns = select(postings.c.alike, *_JOB_COLUMNS).distinct()
    for row in connection.execute(columns.where(is_among(connection, postings.c.alike, canonical))):
        clusters.add_job_key(row.alike, job_key(_posting(row)))


def _superseded_members(connection: Connection, clusters: Clusters) -> set[int]:
    """Load the members of the clusters whose canonical posting was superseded, and return their numbers."""
    if not clusters.superseded:
        return set()
    columns = postings.c.number, postings.c.alike
    rows = connection.execute(
        select(*_COLUMNS).where(or_(*(is_among(connection, column, clusters.superseded) for column in columns)))
    ).all()
    for row in rows:
        _load(clusters, row)
    return {row.number for row in rows}
