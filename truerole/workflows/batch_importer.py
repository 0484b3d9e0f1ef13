"""Import the rows of a file into the store in batches: the common base of the imports of postings and labels.

Steps of a batch: rows are checked against the store; worker processes read the texts that are new, while the next rows
are checked; the batch is written. Rows that cannot be imported are rejected with the reason.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from typing import Generic, TypeVar

from truerole.core.concurrency.parallel import map_in_order
from truerole.core.errors import DataError
from truerole.core.posting import ImportRow
from truerole.core.progress import OnProgress, Progress
from truerole.data.store.store import Store
from truerole.workflows.read_texts import ReadOutcome, Text, read_texts

Row = TypeVar("Row")
Batch = TypeVar("Batch")
Reject = Callable[[ImportRow], None]


class BatchImporter(ABC, Generic[Row, Batch]):
    """Importer of rows by batches, with the counts so far; `damage` is the error that the file broke off with."""

    def __init__(self, store: Store, reject: Reject, version: str) -> None:
        """Import into `store`; `version` is the model version that reads, `reject` is called for each rejected row."""
        self.store = store
        self.version = version
        self.rows = self.new = self.known = self.rejected = 0
        self.first_error: str | None = None
        self.damage: DataError | None = None
        self._reject = reject

    @property
    def counts(self) -> dict[str, int]:
        """Return the counts so far by name, for the log."""
        return {"new": self.new, "known": self.known, "rejected": self.rejected}

    def run(self, rows: Iterable[Row], workers: int | None, on_progress: OnProgress) -> None:
        """Import the rows up to the end or to a damage of the file; `workers` processes read the texts.

        Raises StoreError where the store cannot be written; batches before it stay.
        """
        waiting: deque[Batch] = deque()
        texts = self._texts(rows, waiting)
        with closing(map_in_order(partial(read_texts, version=self.version), texts, workers)) as read:
            try:
                for outcomes in read:
                    self.write(waiting.popleft(), outcomes)
                    on_progress(Progress(self.rows, self.rejected))
            finally:
                self.flush()

    @abstractmethod
    def batches(self, rows: Iterable[Row]) -> Iterator[Batch]:
        """Check rows against the store, and yield them in batches of about 64 new texts."""

    @abstractmethod
    def texts(self, batch: Batch) -> list[Text]:
        """Return the texts of a batch that a model is to read."""

    @abstractmethod
    def write(self, batch: Batch, outcomes: list[ReadOutcome]) -> None:
        """Write a batch to the store, at once or with later batches; `outcomes` has an item for each text."""

    def flush(self) -> None:
        """Write the batches that are not written yet; called at the end, however the run ended."""

    def reject(self, row: ImportRow) -> None:
        """Count a row as rejected, and pass the row with the `problem` on."""
        self.rejected += 1
        self.first_error = self.first_error or f"row {row.number}: {row.problem}"
        self._reject(row)

    def _texts(self, rows: Iterable[Row], waiting: deque[Batch]) -> Iterator[list[Text]]:
        for batch in self.batches(self._until_damage(rows)):
            waiting.append(batch)
            yield self.texts(batch)

    def _until_damage(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows before a damage of the file, which is raised only when they are imported."""
        try:
            yield from rows
        except DataError as damage:
            self.damage = damage
