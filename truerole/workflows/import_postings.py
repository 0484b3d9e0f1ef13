"""Take postings into the store: those it has are passed over, the others read with all cores and kept in batches.

Cut off at any moment, the same again goes on: what was kept is known then, and not read again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter

from truerole.core.errors import DataError
from truerole.core.parallel import chunks, map_in_order
from truerole.core.posting import Identity, ImportRow, Posting
from truerole.core.progress import OnProgress, Progress, ignore_progress
from truerole.core.stored import StoredReading, StoreEntry, stored_reading_of
from truerole.data.store.runs import begin_run, end_run, record_sightings
from truerole.data.store.store import BATCH, Store
from truerole.model.reader import default_reader, reader_of, try_read

# A process is given so many texts at a time.
TEXTS_PER_TASK = 64
# Of postings that the store has, so many go by before anybody is told.
_MOST_KNOWN = 4_096
_LOOKED_UP = 512

Text = tuple[str, str | None]
# What was read in a text, and its language; or why it cannot be read.
ReadOutcome = tuple[StoredReading, str] | str

Reject = Callable[[ImportRow], None]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Hold what was done: how many postings are new, were known, and were rejected, with the reason of the first."""

    new: int
    known: int
    rejected: int
    first_error: str | None
    seconds: float

    def __str__(self) -> str:
        """Return one line for a person."""
        first = f" (first: {self.first_error})" if self.first_error else ""
        rate = (self.new + self.known + self.rejected) / max(self.seconds, 1e-9)
        counts = f"{self.new:,} new, {self.known:,} known, {self.rejected:,} rejected{first}"
        return f"{counts} in {self.seconds:,.1f} s, {rate:,.0f}/s"


def import_postings(
    store: Store,
    offers: Iterable[ImportRow],
    reject: Reject,
    workers: int | None = None,
    on_progress: OnProgress = ignore_progress,
) -> ImportSummary:
    """Take what is offered into the store and return what was done; `reject` is given what cannot be taken, with why.

    `workers` processes share the reading (default: one a core). `on_progress` is told the rows and the rejected
    ones. Raises DataError where the offers break off, StoreError where the store cannot be written; what was taken
    before stays.
    """
    version = default_reader().model.version
    begun, taking = perf_counter(), _BatchImporter(store, begin_run(store, "import"), reject, version)
    waiting: deque[_Load] = deque()
    with closing(
        map_in_order(partial(read_texts, version=version), _texts(taking.loads(offers), waiting), workers)
    ) as read:
        try:
            for outcomes in read:
                taking.settle(waiting.popleft(), outcomes)
                on_progress(Progress(taking.rows, taking.rejected))
        finally:
            taking.keep()
    if taking.broken:
        raise DataError(f"{taking.broken}; what comes before is in the store ({taking.new:,} new)")
    summary = ImportSummary(taking.new, taking.known, taking.rejected, taking.first_error, perf_counter() - begun)
    end_run(store, taking.run, str(summary))
    return summary


def read_texts(texts: list[Text], version: str | None = None) -> list[ReadOutcome]:
    """Return what is read in each text with its title; a process that is given none does not even load the model.

    `version` names the model that reads (default: the champion), as another may be promoted while a run goes on.
    """
    return [_read(*text, version) for text in texts]


def _read(text: str, title: str | None, version: str | None) -> ReadOutcome:
    reading = try_read(reader_of(version) if version else default_reader(), text, title)
    return reading if isinstance(reading, str) else (stored_reading_of(reading), reading.language)


@dataclass
class _Load:
    """Hold postings to be read together, and what else came by before them."""

    fresh: list[tuple[ImportRow, Posting]] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    copies: int = 0
    rejected: list[ImportRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.fresh) + len(self.known) + self.copies + len(self.rejected)


def _texts(loads: Iterable[_Load], waiting: deque[_Load]) -> Iterator[list[Text]]:
    for load in loads:
        waiting.append(load)
        yield [(posting.description, posting.title) for _, posting in load.fresh]


@dataclass
class _BatchImporter:
    """Hold how far a run is, and what of it is not kept yet."""

    store: Store
    run: int
    reject: Reject
    reader: str
    new: int = 0
    known: int = 0
    rejected: int = 0
    rows: int = 0
    first_error: str | None = None
    entries: list[StoreEntry] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    in_flight: set[Identity] = field(default_factory=set)
    broken: DataError | None = None

    def loads(self, offers: Iterable[ImportRow]) -> Iterator[_Load]:
        """Yield what is offered in loads to be read."""
        load = _Load()
        for some in chunks(self._sound(offers), _LOOKED_UP):
            copies = self.in_flight.copy()
            numbers = self.store.known_numbers(offer.posting.identity for offer in some if offer.posting)
            for offer in some:
                self._put(load, offer, numbers, copies)
                if len(load.fresh) == TEXTS_PER_TASK or load.rows >= _MOST_KNOWN:
                    yield load
                    load = _Load()
        if load.rows:
            yield load

    def _sound(self, offers: Iterable[ImportRow]) -> Iterator[ImportRow]:
        """Yield the offers before a damage, which is told when they are kept."""
        try:
            yield from offers
        except DataError as damage:
            self.broken = damage

    def _put(self, load: _Load, offer: ImportRow, numbers: dict[Identity, int], copies: set[Identity]) -> None:
        if offer.posting is None:
            load.rejected.append(offer)
        elif offer.posting.identity in numbers:
            load.known.append(numbers[offer.posting.identity])
        elif offer.posting.identity in copies:
            load.copies += 1
        else:
            load.fresh.append((offer, offer.posting))
            copies.add(offer.posting.identity)
            self.in_flight.add(offer.posting.identity)

    def settle(self, load: _Load, outcomes: list[ReadOutcome]) -> None:
        """Note what became of a load, and keep it with others."""
        for (offer, posting), outcome in zip(load.fresh, outcomes, strict=True):
            if isinstance(outcome, str):
                load.rejected.append(replace(offer, problem=outcome))
                self.in_flight.discard(posting.identity)
            else:
                facts, language = outcome
                told = replace(posting, language=posting.language or language)
                self.entries.append(StoreEntry(told, facts, offer.month))
        for offer in sorted(load.rejected, key=lambda offer: offer.number):
            self.first_error = self.first_error or f"row {offer.number}: {offer.problem}"
            self.reject(offer)
        self.seen += load.known
        self.known += len(load.known) + load.copies
        self.rejected += len(load.rejected)
        self.rows += load.rows
        if len(self.entries) >= BATCH or len(self.seen) >= _MOST_KNOWN:
            self.keep()

    def keep(self) -> None:
        """Write to the store what it lacks, and which postings this run came by."""
        entries, seen, self.entries, self.seen = self.entries, self.seen, [], []
        if entries:
            added = self.store.add(entries, self.reader)
            self.new += added.new
            self.known += added.known
            identities = {entry.posting.identity for entry in entries}
            seen += self.store.known_numbers(identities).values()
            self.in_flight -= identities
        record_sightings(self.store, self.run, seen)
