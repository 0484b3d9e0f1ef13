"""Harvest the postings of a crawl: the JobPosting records of archived pages become a table, ready to be scored.

The archives are read by this process, which looks only for the word; the few pages that have it are parsed by others,
each within a few seconds, as a page may be made to be slow.
"""

import logging
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from truerole.core.concurrency.parallel import core_count, worker_pool
from truerole.core.errors import DataError, WorkerLost
from truerole.core.posting import Posting
from truerole.core.progress import OnProgress, Progress, ignore_progress, log_progress
from truerole.data.files.formats import FileFormat, file_format, require_module
from truerole.data.files.resumable_writer import atomic_file
from truerole.data.files.table_writer import WriteRecords, table_writer
from truerole.scraper.extract.warc import CrawledPage, WarcFile
from truerole.scraper.sources.base import Request, Response
from truerole.scraper.sources.careers import SOURCE

logger = logging.getLogger(__name__)

COLUMNS = (
    "source", "board", "external_id", "url", "title", "company", "location", "country", "workplace", "posted_on",
    "deadline", "salary_min", "salary_max", "currency", "period", "salary_basis", "employment_type", "language",
    "description",
)  # fmt: skip
_WANTED = b"JobPosting"
PAGE_SECONDS = 10.0
# Pages that wait to be parsed for each process, postings and characters that are written at once.
_WAITING, _ROWS, _CHARACTERS = 8, 1_000, 20_000_000
# Pages between two reports of progress.
_REPORTED = 256


@dataclass
class HarvestSummary:
    """Counts of a harvest: pages, postings, repeated postings, pages passed over by reason; and damaged files.

    `records` counts what the archives hold, pages and all else.
    """

    records: int = 0
    pages: int = 0
    postings: int = 0
    repeated: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def written(self) -> bool:
        """Return whether a table was written: it is not where no file gave a single record."""
        return bool(self.records or not self.damaged)

    def __str__(self) -> str:
        """Return the counts, or why there are none, on a single line for a person."""
        if not self.written:
            several = f"none of the {len(self.damaged):,} files can be read; the first, " if self.damaged[1:] else ""
            return f"{several}{self.damaged[0]}; nothing is written"
        rate = self.pages / max(self.seconds, 1e-9)
        passed = ", ".join(f"{count:,} {why}" for why, count in sorted(self.passed.items()))
        return (
            f"{self.postings:,} postings of {self.pages:,} pages in {self.seconds:,.1f} s, {rate:,.0f} pages/s; "
            f"{self.repeated:,} repeated" + (f"; passed over: {passed}" if passed else "")
        )


def harvest(
    sources: Sequence[Path], target: Path, workers: int | None = None, on_progress: OnProgress = ignore_progress
) -> HarvestSummary:
    """Write the postings of archives (WARC) to a Parquet file, each once, and return the counts.

    Two are the same by source, board and URL, or by title, company, place and text; the first is kept. A page that is
    too long, or takes more than ten seconds, is passed over and counted. The file appears when it is complete; where no
    archive gives a record, what was there stays. Raises DataError where a file cannot be opened or written.
    """
    if file_format(target).kind != "parquet":
        raise DataError(f"{target}: name it .parquet; postings of a crawl are many")
    begun, summary, known = perf_counter(), HarvestSummary(), _Known()
    on_progress = log_progress(logger, "harvest", on_progress)
    with (
        suppress(_NoRecord),
        atomic_file(target) as raw,
        table_writer(raw, FileFormat("parquet"), COLUMNS, _arrow_type) as write,
        worker_pool(workers, PAGE_SECONDS) as pool,
    ):
        out = _Rows(write)
        for found in _parsed(_pages(sources, summary, on_progress), pool, workers or core_count(), summary.passed):
            for posting in found:
                if known.add(posting):
                    out.add(posting)
                else:
                    summary.repeated += 1
            summary.postings = out.rows
        out.flush()
        if not summary.written:
            raise _NoRecord
    summary.seconds = perf_counter() - begun
    logger.info("harvest ended: %s", summary, extra={"counts": {"pages": summary.pages, "postings": summary.postings}})
    return summary


def postings_of(page: CrawledPage) -> list[Posting]:
    """Return the postings with a text that a page carries, as the careers reader finds them at this URL."""
    site = urlsplit(page.url)
    board = SOURCE.board_of(f"{site.scheme}://{site.netloc}") or ""
    request = Request(page.url, posting_id=page.url)
    parsed = SOURCE.parse(Response(request, page.body, page.url, page.media_type, page.charset), board)
    return [posting for posting in parsed.postings if posting.description]


def _pages(sources: Sequence[Path], summary: HarvestSummary, on_progress: OnProgress) -> Iterator[CrawledPage]:
    """Yield the pages of archives that may hold a posting, and count the pages."""
    files = [WarcFile(path, _WANTED) for path in sources]
    for number, file in enumerate(files):
        before, reported = summary.pages, 0
        for page in file:
            summary.pages = before + file.pages
            if file.pages - reported >= _REPORTED:
                reported = file.pages
                share = (number + file.share) / len(files)
                on_progress(Progress(summary.postings, sum(summary.passed.values()), share))
            yield page
        summary.pages = before + file.pages
        summary.records += file.records
        summary.passed += file.passed
        if file.damage:
            summary.damaged.append(f"{file.path}: {file.damage}")
        on_progress(Progress(summary.postings, sum(summary.passed.values()), (number + 1) / len(files)))


def _parsed(
    pages: Iterator[CrawledPage], pool: Executor, workers: int, passed: "Counter[str]"
) -> Iterator[list[Posting]]:
    """Yield the postings of each page, in order, parsed by a pool; a page without a result is counted by the reason."""
    waiting: deque[Future[list[Posting]]] = deque()
    for page in pages:
        waiting.append(pool.submit(postings_of, page))
        if len(waiting) > _WAITING * workers:
            yield _result(waiting.popleft(), passed)
    while waiting:
        yield _result(waiting.popleft(), passed)


def _result(future: "Future[list[Posting]]", passed: "Counter[str]") -> list[Posting]:
    try:
        found = future.result()
    except WorkerLost:
        passed["too slow"] += 1
        return []
    except Exception as error:
        logger.debug("a page could not be parsed: %s", error)
        passed["broken"] += 1
        return []
    if not found:
        passed["without a text"] += 1
    return found


class _NoRecord(Exception):
    """No file gave a record, so that no table may take the place of another."""


class _Known:
    """Set of the postings that are kept, by identity and by text: about 150 bytes each."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def add(self, posting: Posting) -> bool:
        """Take a posting as kept, and return whether it is new."""
        text = (posting.title, posting.company or "", posting.location or "", posting.description)
        words = ("\0".join(" ".join(part.casefold().split()) for part in text), "\0".join(posting.identity))
        hashes = {_hash(f"{kind}{word}") for kind, word in enumerate(words)}
        if hashes & self._hashes:
            return False
        self._hashes |= hashes
        return True


class _Rows:
    """Rows of the table, which wait until they are many."""

    def __init__(self, write: WriteRecords) -> None:
        self.rows = 0
        self._write, self._waiting, self._characters = write, list[dict[str, Any]](), 0

    def add(self, posting: Posting) -> None:
        self.rows += 1
        self._waiting.append(_row(posting))
        self._characters += len(posting.description)
        if len(self._waiting) >= _ROWS or self._characters > _CHARACTERS:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self._write(self._waiting)
        self._waiting, self._characters = [], 0


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _row(posting: Posting) -> dict[str, Any]:
    pay = posting.salary
    paid = (pay.min, pay.max, pay.currency, pay.period, pay.basis) if pay else (None,) * 5
    names = ("salary_min", "salary_max", "currency", "period", "salary_basis")
    return {name: getattr(posting, name, None) for name in COLUMNS} | dict(zip(names, paid, strict=True))


def _arrow_type(name: str) -> Any:  # noqa: ANN401, as pyarrow has no types
    arrow = require_module("pyarrow")
    kinds = {date: ("posted_on", "deadline"), float: ("salary_min", "salary_max")}
    if name in kinds[date]:
        return arrow.date32()
    return arrow.float64() if name in kinds[float] else arrow.string()
