"""Keep what people say the role of a posting is: written once and never changed, only superseded or undone.

A label is of a posting of the store, or of a text of its own that was pasted or imported and never counts in the
market. Of several labels of one labeller for one text the latest counts that is not undone. Where labellers differ, the
latest of them counts; from three labellers on, what most of them say.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from truerole.core.clock import now
from truerole.core.decoding import replace_surrogates
from truerole.core.errors import DataError
from truerole.core.labels import WHYS, LabelledText, Why, text_digest
from truerole.core.posting import Identity
from truerole.core.reading import ROLES, Role
from truerole.core.settings import require_writable
from truerole.data.store.engine import batched
from truerole.data.store.schema import label_texts, labels, postings
from truerole.data.store.store import Store

SURE = (1, 2, 3)
# From so many labellers on, what most of them say counts.
MIN_FOR_MAJORITY = 3
LONGEST_NAME = 80
DEFAULT_ANNOTATOR = "me"

# The number of a posting, or that of a text of its own.
Target = tuple[Literal["posting", "text"], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLabel:
    """Hold a label as it is given: of a posting of the store by number, or of `text`.

    `sure` runs from 1 (a coin toss) to 3 (any expert would agree). `model` is the version that had read the text,
    `read_role` and `read_share` what it had said and with which probability.
    """

    role: Role
    labeller: str
    why: Why
    posting: int | None = None
    text: str | None = None
    title: str | None = None
    second: Role | None = None
    sure: int = 3
    model: str | None = None
    read_role: Role | None = None
    read_share: float | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """Hold what counts of what one labeller said of one text."""

    number: int
    target: Target
    role: Role
    second: Role | None
    sure: int
    labeller: str
    at: datetime
    why: Why
    model: str | None
    read_role: Role | None
    read_share: float | None


@dataclass(frozen=True, slots=True)
class LabelFileRow:
    """Hold what a row is: a label (`given`), of the posting of an `identity` where it names one; or its `problem`."""

    number: int
    fields: Mapping[str, object]
    given: NewLabel | None = None
    identity: Identity | None = None
    problem: str | None = None


# Writing


def add_labels(store: Store, given: Sequence[NewLabel]) -> list[int]:
    """Write labels, all of them or none, and return their numbers; raises DataError for one that cannot be."""
    require_writable()
    for label in given:
        _check(label)
    with store.write_transaction() as connection:
        texts = _text_numbers(connection, [label for label in given if label.posting is None])
        rows = [_row(label, texts) for label in given]
        return [connection.execute(insert(labels).values(row).returning(labels.c.number)).scalar_one() for row in rows]


def undo_label(store: Store, labeller: str, number: int | None = None) -> Annotation | None:
    """Undo the last label of a labeller that is not undone yet, or their one of a number, and return it.

    None where there is none.
    """
    require_writable()
    mine = [labels.c.labeller == normalise_annotator(labeller), labels.c.undone_at.is_(None)]
    mine += [labels.c.number == number] if number is not None else []
    with store.write_transaction() as connection:
        row = connection.execute(select(labels).where(*mine).order_by(labels.c.number.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        connection.execute(update(labels).where(labels.c.number == row.number).values(undone_at=now()))
        return _annotation(row._mapping)


def normalise_annotator(name: str | None) -> str:
    """Return the name of a labeller on one line, as it is kept; the default where there is none."""
    return (
        " ".join(replace_surrogates(name or "").replace("\0", "").split())[:LONGEST_NAME].rstrip() or DEFAULT_ANNOTATOR
    )


def _check(label: NewLabel) -> None:
    if label.role not in ROLES or label.second not in (None, *ROLES):
        raise DataError(f"a label says {label.role!r}, {label.second!r}; there are {', '.join(ROLES)}")
    if label.sure not in SURE or label.why not in WHYS or label.second == label.role:
        raise DataError("a label is sure from 1 to 3, has a known reason, and its second role is another one")
    if (label.posting is None) == (not (label.text or "").strip()):
        raise DataError("a label is of a posting or of a text that is not empty")


def _text_numbers(connection: Connection, given: Sequence[NewLabel]) -> dict[str, int]:
    """Return the number of each of some texts by its digest; those that are new are written."""
    texts = {text_digest(label.text or ""): label for label in reversed(given)}
    found: dict[str, int] = {}
    for some in batched(list(texts)):
        known = select(label_texts.c.sha256, label_texts.c.number).where(label_texts.c.sha256.in_(some))
        found |= {row.sha256: row.number for row in connection.execute(known)}
    at = now()
    for key in [key for key in texts if key not in found]:
        row = {"sha256": key, "text": _plain(texts[key].text), "title": _plain(texts[key].title), "added_at": at}
        found[key] = connection.execute(insert(label_texts).values(row).returning(label_texts.c.number)).scalar_one()
    return found


def _plain(text: str | None) -> str | None:
    return replace_surrogates(text).replace("\0", " ") if text else None


def _row(label: NewLabel, texts: Mapping[str, int]) -> dict[str, Any]:
    plain = ("posting", "role", "second", "sure", "why", "model", "read_role", "read_share")
    return {name: getattr(label, name) for name in plain} | {
        "text": None if label.posting is not None else texts[text_digest(label.text or "")],
        "labeller": normalise_annotator(label.labeller),
        "labelled_at": now(),
    }


# Reading


def annotations(store: Store) -> list[Annotation]:
    """Return for each text what counts of what each labeller said, by the time that it was said."""
    with store.read_transaction() as connection:
        rows = connection.execute(select(labels).where(labels.c.undone_at.is_(None)).order_by(labels.c.number))
        found = [_annotation(row) for row in rows.mappings()]
    latest = {(opinion.target, opinion.labeller): opinion for opinion in found}
    return sorted(latest.values(), key=lambda opinion: opinion.number)


def group_by_target(found: Iterable[Annotation]) -> dict[Target, list[Annotation]]:
    """Return the opinions of each text, in their order."""
    groups: defaultdict[Target, list[Annotation]] = defaultdict(list)
    for opinion in found:
        groups[opinion.target].append(opinion)
    return dict(groups)


def effective_annotation(said: Sequence[Annotation]) -> Annotation:
    """Return which of the opinions of one text counts: the latest; of three or more, the latest of the most."""
    if len(said) < MIN_FOR_MAJORITY:
        return said[-1]
    votes = Counter(opinion.role for opinion in said)
    return max(said, key=lambda opinion: (votes[opinion.role], opinion.number))


def labelled_texts(store: Store) -> list[LabelledText]:
    """Return all texts that have a label which counts, in the order in which these were given."""
    return with_texts(
        store,
        sorted(map(effective_annotation, group_by_target(annotations(store)).values()), key=lambda one: one.number),
    )


def with_texts(store: Store, found: Sequence[Annotation]) -> list[LabelledText]:
    """Return opinions with the texts that they are of; of a posting that has none, nothing."""
    columns = (postings.c.number, postings.c.title, postings.c.description, postings.c.source)
    own = tuple(label_texts.c[name] for name in ("number", "title", "text"))
    with store.read_transaction() as connection:
        of_postings = _by_number(connection, columns, _numbers(found, "posting"))
        of_texts = _by_number(connection, own, _numbers(found, "text"))
    made = []
    for opinion in found:
        kind, number = opinion.target
        title, text, *source = (of_postings if kind == "posting" else of_texts)[number]
        if text:
            made.append(_labelled(opinion, title, text, source[0] if source else opinion.why))
    return made


def corrections(store: Store) -> list[LabelledText]:
    """Return those texts whose label that counts is another one than the model had said."""
    return [one for one in labelled_texts(store) if one.read_role is not None and one.read_role != one.role]


def text_digests(store: Store) -> dict[int, str]:
    """Return what tells the texts from each other that are no postings, by number."""
    with store.read_transaction() as connection:
        return {
            row.number: row.sha256 for row in connection.execute(select(label_texts.c.number, label_texts.c.sha256))
        }


def count_labelled(store: Store) -> int:
    """Return how many texts have a label that counts."""
    return len(group_by_target(annotations(store)))


def labels_version(store: Store) -> str:
    """Return what changes with each label that is given or undone."""
    with store.read_transaction() as connection:
        columns = func.coalesce(func.max(labels.c.number), 0), func.count(labels.c.undone_at)
        return ".".join(map(str, connection.execute(select(*columns)).one()))


def _annotation(row: RowMapping) -> Annotation:
    target: Target = ("text", row["text"]) if row["posting"] is None else ("posting", row["posting"])
    same = ("role", "second", "sure", "labeller", "why", "model", "read_role", "read_share")
    return Annotation(number=row["number"], target=target, at=row["labelled_at"], **{name: row[name] for name in same})


def _labelled(opinion: Annotation, title: str | None, text: str, source: str) -> LabelledText:
    same = ("role", "second", "sure", "labeller", "at", "why", "model", "read_role", "read_share", "number")
    kind, number = opinion.target
    return LabelledText(
        title=title,
        text=text,
        source=source,
        posting=number if kind == "posting" else None,
        **{name: getattr(opinion, name) for name in same},
    )


def _numbers(found: Iterable[Annotation], kind: str) -> list[int]:
    return [opinion.target[1] for opinion in found if opinion.target[0] == kind]


def _by_number(connection: Connection, columns: Sequence[Any], numbers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for some in batched(numbers):
        rows = connection.execute(select(*columns).where(columns[0].in_(some)))
        found |= {row[0]: tuple(row[1:]) for row in rows}
    return found
