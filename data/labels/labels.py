"""Store annotators' role labels: written once and never changed, only superseded or undone.

A label is of a posting of the store, or of a text of its own that was pasted or imported and never counts in the
market. Of several labels of one annotator for one text the latest counts that is not undone (the annotation). Where
annotators differ, the latest annotation is the effective one; from three annotators on, the majority's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from truerole.core.clock import now
from truerole.core.errors import DataError
from truerole.core.labels import LABEL_ORIGINS, LabelledText, LabelOrigin, text_digest
from truerole.core.posting import Identity
from truerole.core.reading import ROLES, Role
from truerole.core.settings import require_writable
from truerole.core.text.decoding import replace_surrogates
from truerole.data.store.engine import batched
from truerole.data.store.schema import label_texts, labels, line_labels, postings
from truerole.data.store.store import Store

SURE = (1, 2, 3)
# Number of annotators of one text from which the majority's role is the effective one.
MIN_FOR_MAJORITY = 3
LONGEST_NAME = 80
DEFAULT_ANNOTATOR = "me"

# Number of a posting, or of a text of its own.
Target = tuple[Literal["posting", "text"], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLabel:
    """Label to be written: of a posting of the store by number, or of `text`.

    `sure` runs from 1 (a coin toss) to 3 (any expert would agree). `model` is the model version that had read the text,
    `read_role` its prediction and `read_share` the probability (0 to 1) of that role.
    """

    role: Role
    annotator: str
    why: LabelOrigin
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
    """Newest label of an annotator for a text that is not undone."""

    number: int
    target: Target
    role: Role
    second: Role | None
    sure: int
    annotator: str
    at: datetime
    why: LabelOrigin
    model: str | None
    read_role: Role | None
    read_share: float | None


@dataclass(frozen=True, slots=True)
class LabelFileRow:
    """Row of a label file: the label (`given`), the `identity` of the posting that the row names, or a `problem`."""

    number: int
    fields: Mapping[str, object]
    given: NewLabel | None = None
    identity: Identity | None = None
    problem: str | None = None


# Writing


def add_labels(store: Store, given: Sequence[NewLabel]) -> list[int]:
    """Insert labels in a single transaction and return their numbers; raises DataError for an invalid label."""
    require_writable()
    for label in given:
        _check(label)
    with store.write_transaction() as connection:
        texts = text_numbers(connection, [(label.text or "", label.title) for label in given if label.posting is None])
        rows = [_row(label, texts) for label in given]
        return [connection.execute(insert(labels).values(row).returning(labels.c.number)).scalar_one() for row in rows]


def undo_label(store: Store, annotator: str, number: int | None = None) -> Annotation | None:
    """Mark an annotator's newest label, or their label of a number, as undone and return it.

    None where the annotator has no such label that is not undone yet.
    """
    require_writable()
    mine = [labels.c.labeller == normalise_annotator(annotator), labels.c.undone_at.is_(None)]
    mine += [labels.c.number == number] if number is not None else []
    with store.write_transaction() as connection:
        row = connection.execute(select(labels).where(*mine).order_by(labels.c.number.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        connection.execute(update(labels).where(labels.c.number == row.number).values(undone_at=now()))
        return _annotation_of(row._mapping)


def normalise_annotator(name: str | None) -> str:
    """Normalise an annotator's name to a single line of at most 80 characters; a blank name becomes the default."""
    return (
        " ".join(replace_surrogates(name or "").replace("\0", "").split())[:LONGEST_NAME].rstrip() or DEFAULT_ANNOTATOR
    )


def _check(label: NewLabel) -> None:
    if label.role not in ROLES or label.second not in (None, *ROLES):
        raise DataError(f"a label says {label.role!r}, {label.second!r}; there are {', '.join(ROLES)}")
    if label.sure not in SURE or label.why not in LABEL_ORIGINS or label.second == label.role:
        raise DataError("a label is sure from 1 to 3, has a known reason, and its second role is another one")
    if (label.posting is None) == (not (label.text or "").strip()):
        raise DataError("a label is of a posting or of a text that is not empty")


def text_numbers(connection: Connection, given: Iterable[tuple[str, str | None]]) -> dict[str, int]:
    """Map the digests of texts, each with its title, to text numbers, and insert new texts."""
    texts = {text_digest(text): (text, title) for text, title in reversed(list(given))}
    found: dict[str, int] = {}
    for chunk in batched(list(texts)):
        known = select(label_texts.c.sha256, label_texts.c.number).where(label_texts.c.sha256.in_(chunk))
        found |= {row.sha256: row.number for row in connection.execute(known)}
    at = now()
    for key in [key for key in texts if key not in found]:
        text, title = texts[key]
        row = {"sha256": key, "text": _plain(text), "title": _plain(title), "added_at": at}
        found[key] = connection.execute(insert(label_texts).values(row).returning(label_texts.c.number)).scalar_one()
    return found


def _plain(text: str | None) -> str | None:
    return replace_surrogates(text).replace("\0", " ") if text else None


def _row(label: NewLabel, texts: Mapping[str, int]) -> dict[str, Any]:
    plain = ("posting", "role", "second", "sure", "why", "model", "read_role", "read_share")
    return {name: getattr(label, name) for name in plain} | {
        "text": None if label.posting is not None else texts[text_digest(label.text or "")],
        "labeller": normalise_annotator(label.annotator),
        "labelled_at": now(),
    }


# Reading


def annotations(store: Store) -> list[Annotation]:
    """Return the annotations of the store (the newest label of each annotator for each text), oldest first."""
    with store.read_transaction() as connection:
        rows = connection.execute(select(labels).where(labels.c.undone_at.is_(None)).order_by(labels.c.number))
        found = [_annotation_of(row) for row in rows.mappings()]
    latest = {(annotation.target, annotation.annotator): annotation for annotation in found}
    return sorted(latest.values(), key=lambda annotation: annotation.number)


def group_by_target(found: Iterable[Annotation]) -> dict[Target, list[Annotation]]:
    """Group annotations by the posting or text that they are of, in their order."""
    groups: defaultdict[Target, list[Annotation]] = defaultdict(list)
    for annotation in found:
        groups[annotation.target].append(annotation)
    return dict(groups)


def effective_annotation(said: Sequence[Annotation]) -> Annotation:
    """Return the effective annotation of a text: the latest; from three annotators on, the latest of the majority."""
    if len(said) < MIN_FOR_MAJORITY:
        return said[-1]
    votes = Counter(annotation.role for annotation in said)
    return max(said, key=lambda annotation: (votes[annotation.role], annotation.number))


def labelled_texts(store: Store) -> list[LabelledText]:
    """Return all labelled texts with their effective labels, in the order of the labels."""
    effective = map(effective_annotation, group_by_target(annotations(store)).values())
    return with_texts(store, sorted(effective, key=lambda annotation: annotation.number))


def with_texts(store: Store, found: Sequence[Annotation]) -> list[LabelledText]:
    """Join annotations with their texts; postings without a description are left out."""
    columns = (postings.c.number, postings.c.title, postings.c.description, postings.c.source)
    own = tuple(label_texts.c[name] for name in ("number", "title", "text"))
    with store.read_transaction() as connection:
        of_postings = _by_number(connection, columns, _numbers(found, "posting"))
        of_texts = _by_number(connection, own, _numbers(found, "text"))
    joined = []
    for annotation in found:
        kind, number = annotation.target
        title, text, *source = (of_postings if kind == "posting" else of_texts)[number]
        if text:
            joined.append(_labelled(annotation, title, text, source[0] if source else annotation.why))
    return joined


def corrections(store: Store) -> list[LabelledText]:
    """Return the labelled texts whose effective label differs from the role that the model had predicted."""
    return [label for label in labelled_texts(store) if label.read_role not in (None, label.role)]


def text_digests(store: Store) -> dict[int, str]:
    """Map text numbers to SHA-256 digests, of texts that are no postings."""
    with store.read_transaction() as connection:
        return {
            row.number: row.sha256 for row in connection.execute(select(label_texts.c.number, label_texts.c.sha256))
        }


def count_labelled(store: Store) -> int:
    """Count the texts that have an effective label."""
    return len(group_by_target(annotations(store)))


def labels_version(store: Store) -> str:
    """Return a version string of the labels, of lines too, which changes with each that is added or undone."""
    with store.read_transaction() as connection:
        roles, lines = (
            [
                *connection.execute(
                    select(func.coalesce(func.max(table.c.number), 0), func.count(table.c.undone_at))
                ).one()
            ]
            for table in (labels, line_labels)
        )
    # The cards of earlier models name the first two alone.
    return ".".join(map(str, [*roles, *(lines if any(lines) else [])]))


def _annotation_of(row: RowMapping) -> Annotation:
    target: Target = ("text", row["text"]) if row["posting"] is None else ("posting", row["posting"])
    same = ("role", "second", "sure", "why", "model", "read_role", "read_share")
    return Annotation(
        number=row["number"],
        target=target,
        annotator=row["labeller"],
        at=row["labelled_at"],
        **{name: row[name] for name in same},
    )


def _labelled(annotation: Annotation, title: str | None, text: str, source: str) -> LabelledText:
    same = ("role", "second", "sure", "annotator", "at", "why", "model", "read_role", "read_share", "number")
    kind, number = annotation.target
    return LabelledText(
        title=title,
        text=text,
        source=source,
        posting=number if kind == "posting" else None,
        **{name: getattr(annotation, name) for name in same},
    )


def _numbers(found: Iterable[Annotation], kind: str) -> list[int]:
    return [annotation.target[1] for annotation in found if annotation.target[0] == kind]


def _by_number(connection: Connection, columns: Sequence[Any], numbers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for chunk in batched(numbers):
        rows = connection.execute(select(*columns).where(columns[0].in_(chunk)))
        found |= {row[0]: tuple(row[1:]) for row in rows}
    return found
