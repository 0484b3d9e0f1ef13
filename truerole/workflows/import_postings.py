"""Import postings of a file into the store: known ones are skipped, the others read by all cores and added in batches.

Steps: a run begins; batches are checked, read and added (see `batch_importer.py`); the run ends with its summary. Cut
off at any moment, the same import continues: what was added is known then, and not read again.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

from truerole.core.concurrency.parallel import chunks
from truerole.core.errors import DataError
from truerole.core.posting import Identity, ImportRow, Posting
from truerole.core.progress import OnProgress, ignore_progress, log_progress
from truerole.core.stored import StoreEntry
from truerole.data.store.runs import begin_run, end_run, record_sightings
from truerole.data.store.store import BATCH, Store
from truerole.model.reader import default_reader
from truerole.scraper.crawl.text_facts import complete_by_text
from truerole.scraper.extract.location import with_places
from truerole.scraper.sources.registry import source_ranks
from truerole.workflows.batch_importer import BatchImporter, Reject
from truerole.workflows.read_texts import TEXTS_PER_TASK, ReadOutcome, Text

logger = logging.getLogger(__name__)

# Known postings that make a batch, so that progress is told though nothing is new.
_MOST_KNOWN = 4_096
# Rows that are looked up in the store at once.
_LOOKED_UP = 512


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Counts of new, known and rejected postings, the reason of the first rejection, and the seconds taken."""

    new: int
    known: int
    rejected: int
    first_error: str | None
    seconds: float

    def __str__(self) -> str:
        """Return the counts on a single line for a person."""
        first = f" (first: {self.first_error})" if self.first_error else ""
        rate = (self.new + self.known + self.rejected) / max(self.seconds, 1e-9)
        counts = f"{self.new:,} new, {self.known:,} known, {self.rejected:,} rejected{first}"
        return f"{counts} in {self.seconds:,.1f} s, {rate:,.0f}/s"


def import_postings(
    store: Store,
    rows: Iterable[ImportRow],
    reject: Reject,
    workers: int | None = None,
    on_progress: OnProgress = ignore_progress,
) -> ImportSummary:
    """Import rows into the store and return the counts; `reject` is called for each row that cannot be imported.

    `workers` processes share the reading (default: one a core). `on_progress` is told the rows and the rejected ones.
    Raises DataError where the file is damaged, StoreError where the store cannot be written; what was added before
    stays.
    """
    begun = perf_counter()
    importer = _PostingImporter(store, reject, default_reader().model.version)
    importer.run(rows, workers, log_progress(logger, "import of postings", on_progress))
    if importer.damage:
        raise DataError(f"{importer.damage}; what comes before is in the store ({importer.new:,} new)")
    summary = ImportSummary(
        importer.new, importer.known, importer.rejected, importer.first_error, perf_counter() - begun
    )
    end_run(store, importer.run_number, str(summary))
    logger.info("import of postings ended: %s", summary, extra={"counts": importer.counts})
    return summary


@dataclass
class _PostingBatch:
    """Postings to be read together, and the numbers of known postings, copies and rejected rows before them."""

    fresh: list[tuple[ImportRow, Posting]] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    copies: int = 0
    rejected: list[ImportRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.fresh) + len(self.known) + self.copies + len(self.rejected)


class _PostingImporter(BatchImporter[ImportRow, _PostingBatch]):
    """Importer of postings; `in_flight` are the identities that are being read and not in the store yet."""

    def __init__(self, store: Store, reject: Reject, version: str) -> None:
        super().__init__(store, reject, version)
        self.run_number = begin_run(store, "import")
        self.entries: list[StoreEntry] = []
        self.seen: list[int] = []
        self.in_flight: set[Identity] = set()

    def batches(self, rows: Iterable[ImportRow]) -> Iterator[_PostingBatch]:
        batch = _PostingBatch()
        for chunk in chunks(rows, _LOOKED_UP):
            copies = self.in_flight.copy()
            numbers = self.store.known_numbers(row.posting.identity for row in chunk if row.posting)
            for row in chunk:
                self._put(batch, row, numbers, copies)
                if len(batch.fresh) == TEXTS_PER_TASK or batch.rows >= _MOST_KNOWN:
                    yield batch
                    batch = _PostingBatch()
        if batch.rows:
            yield batch

    def _put(self, batch: _PostingBatch, row: ImportRow, numbers: dict[Identity, int], copies: set[Identity]) -> None:
        if row.posting is None:
            batch.rejected.append(row)
        elif row.posting.identity in numbers:
            batch.known.append(numbers[row.posting.identity])
        elif row.posting.identity in copies:
            batch.copies += 1
        else:
            batch.fresh.append((row, row.posting))
            copies.add(row.posting.identity)
            self.in_flight.add(row.posting.identity)

    def texts(self, batch: _PostingBatch) -> list[Text]:
        return [(posting.description, posting.title) for _, posting in batch.fresh]

    def write(self, batch: _PostingBatch, outcomes: list[ReadOutcome]) -> None:
        for (row, posting), outcome in zip(batch.fresh, outcomes, strict=True):
            if isinstance(outcome, str):
                batch.rejected.append(replace(row, problem=outcome))
                self.in_flight.discard(posting.identity)
            else:
                reading, language = outcome
                located = complete_by_text(with_places(posting))
                located = replace(located, language=posting.language or language)
                self.entries.append(StoreEntry(located, reading, row.month))
        for row in sorted(batch.rejected, key=lambda row: row.number):
            self.reject(row)
        self.seen += batch.known
        self.known += len(batch.known) + batch.copies
        self.rows += batch.rows
        if len(self.entries) >= BATCH or len(self.seen) >= _MOST_KNOWN:
            self.flush()

    def flush(self) -> None:
        """Add the new postings to the store, and record which postings this run has seen."""
        entries, seen, self.entries, self.seen = self.entries, self.seen, [], []
        if entries:
            added = self.store.add(entries, self.version, source_ranks())
            self.new += added.new
            self.known += added.known
            identities = {entry.posting.identity for entry in entries}
            seen += self.store.known_numbers(identities).values()
            self.in_flight -= identities
        record_sightings(self.store, self.run_number, seen)
