"""Take labels of a file into the store: of postings that it has and of texts, with what the model says of each."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from truerole.core.errors import DataError
from truerole.core.labels import text_digest
from truerole.core.parallel import chunks, map_in_order
from truerole.core.posting import Identity, ImportRow
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.core.reading import ROLES, Role
from truerole.core.settings import require_writable
from truerole.core.stored import StoredReading
from truerole.data.labels.labels import LabelFileRow, NewLabel, add_labels, annotations, text_digests
from truerole.data.labels.queue import questions_of
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.workflows.import_postings import ReadOutcome, Text, read_texts

_PORTION = 64

# What a label is of, who gave it.
Key = tuple[int | str, str]
Said = tuple[Role, Role | None, int]
Reject = Callable[[ImportRow], None]


@dataclass(frozen=True, slots=True)
class LabelImportSummary:
    """Count the labels that are new, those that the store had, and the rows that are none."""

    new: int
    known: int
    rejected: int
    first_error: str | None

    def __str__(self) -> str:
        """Return one line for a person."""
        first = f" (first: {self.first_error})" if self.first_error else ""
        return f"{self.new:,} new, {self.known:,} known, {self.rejected:,} rejected{first}"


def import_labels(
    store: Store,
    rows: Iterable[LabelFileRow],
    reject: Reject,
    workers: int | None = None,
    on_progress: OnProgress = ignore_progress,
) -> LabelImportSummary:
    """Take the labels of some rows into the store; `reject` is given those that are none, with why.

    A label that the store has from the same labeller stays as it is; another one of theirs takes its place. `workers`
    processes share the reading (default: one a core). What was taken stays where the rows break off (DataError).
    """
    require_writable()
    taking, waiting = _Taking(store, reject), deque[list[NewLabel]]()
    with closing(map_in_order(read_texts, _texts(taking.portions(rows), waiting), workers)) as read:
        for outcomes in read:
            taking.keep(waiting.popleft(), outcomes)
            on_progress(Progress(taking.rows, taking.rejected))
    if taking.broken:
        raise DataError(f"{taking.broken}; what comes before is taken ({taking.new:,} new labels)")
    return LabelImportSummary(taking.new, taking.known, taking.rejected, taking.first_error)


def with_prediction(given: NewLabel, facts: StoredReading, version: str) -> NewLabel:
    """Return a label with what a model had said of its text."""
    role = facts.role
    return replace(given, model=version, read_role=role, read_share=facts.roles[ROLES.index(role)] if role else None)


def _texts(portions: Iterable[list[NewLabel]], waiting: "deque[list[NewLabel]]") -> Iterator[list[Text]]:
    for portion in portions:
        waiting.append(portion)
        yield [(given.text, given.title) for given in portion if given.text]


@dataclass
class _Taking:
    """Hold how far a file is, and what is labelled already."""

    store: Store
    reject: Reject
    rows: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0
    first_error: str | None = None
    broken: DataError | None = None
    here: dict[Key, tuple[int, Role]] = field(default_factory=dict)
    before: dict[Key, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = text_digests(self.store)
        for one in annotations(self.store):
            kind, number = one.target
            key = number if kind == "posting" else numbers[number]
            self.before[key, one.annotator] = (one.role, one.second, one.sure)

    def portions(self, rows: Iterable[LabelFileRow]) -> Iterator[list[NewLabel]]:
        """Yield the labels that are new, with what the store has of the postings that they are of."""
        for some in chunks(self._sound(rows), _PORTION):
            self.rows += len(some)
            yield [given for row, given in self._placed(some) if self._is_new(row, given)]

    def _sound(self, rows: Iterable[LabelFileRow]) -> Iterator[LabelFileRow]:
        """Yield the rows before a damage, which is told when they are kept."""
        try:
            yield from rows
        except DataError as damage:
            self.broken = damage

    def _placed(self, rows: Sequence[LabelFileRow]) -> Iterator[tuple[LabelFileRow, NewLabel]]:
        """Yield the labels of rows, each of a posting with its number and what was read in it."""
        known = self.store.known_numbers(row.identity for row in rows if row.identity)
        numbers = [n for row in rows if (n := _number(row, known)) is not None]
        found = {question.number: question for question in questions_of(self.store, numbers)}
        for row in rows:
            number = _number(row, known)
            question = found.get(number) if number is not None else None
            if row.given is None:
                self._refuse(row, row.problem or "it is no label")
            elif question:
                read = {name: getattr(question, name) for name in ("model", "read_role", "read_share")}
                yield row, replace(row.given, posting=question.number, text=None, **read)
            elif not row.given.text:
                self._refuse(row, "the store has no such posting, or not its text")
            else:
                yield row, row.given

    def _is_new(self, row: LabelFileRow, given: NewLabel) -> bool:
        key: Key = given.posting or text_digest(given.text or ""), given.annotator
        if key in self.here:
            number, role = self.here[key]
            self._refuse(row, f"row {number} has a label of the same text by the same labeller already: {role}")
            return False
        self.here[key] = row.number, given.role
        if self.before.get(key) == (given.role, given.second, given.sure):
            self.known += 1
            return False
        return True

    def _refuse(self, row: LabelFileRow, why: str) -> None:
        self.rejected += 1
        self.first_error = self.first_error or f"row {row.number}: {why}"
        self.reject(ImportRow(row.number, row.fields, problem=why))

    def keep(self, portion: list[NewLabel], outcomes: list[ReadOutcome]) -> None:
        """Write a portion of labels; a text that the model cannot read is labelled all the same."""
        version, read = default_reader().model.version, iter(outcomes)
        told = [_told(given, next(read), version) if given.text else given for given in portion]
        self.new += len(add_labels(self.store, told)) if told else 0


def _number(row: LabelFileRow, known: dict[Identity, int]) -> int | None:
    if row.identity:
        return known.get(row.identity)
    return row.given.posting if row.given else None


def _told(given: NewLabel, outcome: ReadOutcome, version: str) -> NewLabel:
    return given if isinstance(outcome, str) else with_prediction(given, outcome[0], version)
