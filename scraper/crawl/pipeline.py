"""Turn a host's response into task output: parse, compare with the store, read new and changed texts."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import TypeVar

from truerole.core.clock import now
from truerole.core.crawl import Board, CrawlTask, KnownPosting, Outcome, RawResponse, TaskOutput, TaskResult
from truerole.core.errors import StoreError, WorkerLost
from truerole.core.normalise.job_search import Search, fits
from truerole.core.posting import Identity, Posting
from truerole.core.stored import StoredReading, StoreEntry
from truerole.core.text.visible import one_line
from truerole.scraper.crawl.state import CrawlState
from truerole.scraper.crawl.worker import ParsedAnswer, StripBoilerplate, parse_answer
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import ListPage, Request, Response
from truerole.scraper.sources.registry import source_of, sources_of_cut_texts

logger = logging.getLogger(__name__)

_LONGEST_REASON = 200
# Texts that a process is given at a time.
_BATCH = 32

Result = TypeVar("Result")
Text = tuple[str, str | None]
# The reading of a text and its language, or the reason why it cannot be read.
ReadText = tuple[StoredReading, str] | str


@dataclass(frozen=True, slots=True)
class TextReader:
    """The model as functions that other processes can call, and the version of the model.

    `read` reads (description, title) pairs. `of_interest` tells from a title, and from the reading where there is one,
    whether a posting may be of a data role. `strip_boilerplate` takes a board's texts and titles.
    """

    read: Callable[[list[Text]], list[ReadText]]
    version: str
    of_interest: Callable[[str, StoredReading | None], bool]
    strip_boilerplate: StripBoilerplate


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Options of a crawl: postings of data roles alone, none older than `since`, of a `search` alone, or simply all.

    `afresh` skips conditional requests, `keep_raw` stores responses as they came. `waived` are the sources whose
    robots.txt the user overrides.
    """

    only_data_roles: bool = False
    since: date | None = None
    afresh: bool = False
    keep_raw: bool = False
    waived: frozenset[str] = frozenset()
    search: Search | None = None

    @property
    def narrowed(self) -> str:
        """Return the filters in words, at most 40 signs: the same words for the same filters."""
        parts = ["data roles"] * self.only_data_roles + [f"since {self.since}"] * (self.since is not None)
        words = ", ".join(parts)
        if self.search is None:
            return words
        return f"search {blake2b(f'{words}, {self.search}'.encode(), digest_size=8).hexdigest()}"


@dataclass(slots=True)
class ProcessedTask:
    """Output of a task, counts of problems by kind, and the page of a list that the response is."""

    output: TaskOutput
    problems: Counter[str] = field(default_factory=Counter)
    page: ListPage | None = None

    def truncate(self, why: str) -> None:
        """Mark the output as that of a list which is not whole, and keep no validators of such a one."""
        end = self.output.result
        self.output.result = replace(end, outcome="truncated", message="; ".join(filter(None, (end.message, why))))
        self.forget_version()

    def forget_version(self) -> None:
        """Empty the validators: an answer that was not taken whole is asked for anew."""
        if self.output.validators:
            self.output.validators = replace(self.output.validators, etag=None, last_modified=None)


@dataclass(frozen=True, slots=True)
class PostingPipeline:
    """Process responses; parsing and reading run in `pool`, look-ups of stored postings in threads."""

    state: CrawlState
    reader: TextReader
    pool: Executor
    options: CrawlOptions

    async def process(self, task: CrawlTask, board: Board, fetched: result.FetchResult) -> ProcessedTask:
        """Return the output of a task whose request was fetched; raises StoreError.

        An error that nobody foresaw is the failure of this task, not the end of the crawl.
        """
        try:
            return await self._process(task, board, fetched)
        except StoreError:
            raise
        except WorkerLost as error:
            return ProcessedTask(TaskOutput(task, TaskResult("failed", str(error))), Counter(["failed"]))
        except Exception as error:
            return ProcessedTask(TaskOutput(task, TaskResult("failed", unforeseen(error))), Counter(["failed"]))

    async def _process(self, task: CrawlTask, board: Board, fetched: result.FetchResult) -> ProcessedTask:
        if isinstance(fetched, result.Complete):
            return await self._process_answer(task, board, fetched)
        if isinstance(fetched, result.NotModified):
            return ProcessedTask(TaskOutput(task, TaskResult("not modified"), all_open=True))
        outcome, why = outcome_name(fetched)
        output = TaskOutput(task, TaskResult(outcome, why))
        if Request.from_json(task.request).posting_id is not None and outcome == "gone":
            output.gone = await self._open_number(task)
            return ProcessedTask(output)
        return ProcessedTask(output, Counter([outcome]))

    async def _process_answer(self, task: CrawlTask, board: Board, fetched: result.Complete) -> ProcessedTask:
        answer = await self._run(parse_answer, task.source, fetched.answer, task.board, self.reader.strip_boilerplate)
        raw = _raw_response(task, fetched.answer) if self.options.keep_raw else None
        if isinstance(answer, str):
            return ProcessedTask(TaskOutput(task, TaskResult("malformed", answer), raw=raw), Counter(["malformed"]))
        parsed, problems = answer.parsed, Counter({"posting": len(answer.parsed.problems)})
        postings = [
            replace(posting, company=posting.company or parsed.company or board.company) for posting in parsed.postings
        ]
        # A posting that is there but cannot be taken this time is no absent one.
        broken = [(task.source, task.board, problem.which) for problem in parsed.problems]
        known = await self._known([*(posting.identity for posting in postings), *broken])
        end = TaskResult("truncated" if parsed.truncated else "complete", _message(answer), len(postings))
        output = TaskOutput(task, end, raw=raw)
        output.seen += [known[identity].number for identity in broken if identity in known]
        await self._sort(output, list(zip(postings, answer.own, strict=True)), known, problems)
        is_list = Request.from_json(task.request).posting_id is None
        if parsed.gone and not is_list:
            output.gone = await self._open_number(task)
        output.more = [
            CrawlTask(task.source, task.board, more.to_json())
            for more in parsed.more
            if more.posting_id is None or self._wants_details(more.posting_id, postings, known)
        ]
        # With one answer a board, nothing else can have changed where the host says that this has not.
        output.validators = fetched.validators if is_list and not output.more else None
        processed = ProcessedTask(output, problems, parsed.page)
        if parsed.problems or parsed.truncated or problems["unreadable"]:
            processed.forget_version()
        return processed

    async def _open_number(self, task: CrawlTask) -> list[int]:
        """Return the number of the posting whose details a task fetches, if stored and open."""
        posting_id = Request.from_json(task.request).posting_id
        known = await self._known([(task.source, task.board, posting_id)]) if posting_id is not None else {}
        return [posting.number for posting in known.values() if posting.open]

    def _wants_details(
        self, posting_id: str, postings: Sequence[Posting], known: Mapping[Identity, KnownPosting]
    ) -> bool:
        """Return whether to request the details of a listed posting."""
        listed = next((posting for posting in postings if posting.external_id == posting_id), None)
        if listed is None:
            return True
        wanted = self._in_time(listed) and self._of_interest(listed.title, None) and self._fits(listed)
        return listed.identity not in known and wanted

    async def _sort(
        self,
        output: TaskOutput,
        postings: Sequence[tuple[Posting, str]],
        known: Mapping[Identity, KnownPosting],
        problems: Counter[str],
    ) -> None:
        """Sort postings with their own texts into new, changed and seen."""
        to_read = []
        for posting, own in postings:
            stored = known.get(posting.identity)
            if stored and (not posting.description or stored.content == posting.content):
                output.seen.append(stored.number)
            elif posting.description and self._in_time(posting) and (stored or self._is_wanted(posting)):
                to_read.append((posting, own))
            elif stored:
                output.seen.append(stored.number)
        for (posting, own), read in zip(to_read, await self._read([p for p, _ in to_read]), strict=True):
            stored = known.get(posting.identity)
            if isinstance(read, str):
                problems["unreadable"] += 1
                output.seen += [stored.number] if stored else []
                continue
            reading, language = read
            if posting.source in sources_of_cut_texts():
                reading = replace(reading, confident=False)
            entry = StoreEntry(replace(posting, language=posting.language or language), reading, own_text=own)
            if stored:
                output.changed.append((stored.number, entry))
            elif self._of_interest(posting.title, reading):
                output.new.append(entry)

    def _in_time(self, posting: Posting) -> bool:
        return self.options.since is None or posting.posted_on is None or posting.posted_on >= self.options.since

    def _is_wanted(self, posting: Posting) -> bool:
        return self._of_interest(posting.title, None) and self._fits(posting)

    def _fits(self, posting: Posting) -> bool:
        """Return whether a posting is of the search; a source that was asked for the search has looked itself."""
        search, asked = self.options.search, source_of(posting.source).spec.search_board is not None
        return search is None or fits(search, posting, now().date(), asked and bool(posting.board))

    def _of_interest(self, title: str, reading: StoredReading | None) -> bool:
        return not self.options.only_data_roles or self.reader.of_interest(title, reading)

    async def _read(self, postings: Sequence[Posting]) -> list[ReadText]:
        texts: list[Text] = [(posting.description, posting.title) for posting in postings]
        batches = (texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH))
        read = await asyncio.gather(*(self._run(self.reader.read, batch) for batch in batches))
        return [reading for batch in read for reading in batch]

    async def _known(self, identities: Sequence[Identity]) -> Mapping[Identity, KnownPosting]:
        return await asyncio.to_thread(self.state.known_postings, identities)

    async def _run(self, work: Callable[..., Result], *args: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *args)


def unforeseen(error: Exception) -> str:
    """Log an error that nobody foresaw, with the traceback, and return the message for a person."""
    logger.error("unexpected error: %s", type(error).__name__, exc_info=error)
    return f"unexpected error ({type(error).__name__}: {one_line(str(error))[:_LONGEST_REASON]})"


def outcome_name(fetched: result.FetchResult) -> tuple[Outcome, str]:
    """Return the stored name of an unsuccessful fetch result, and the message for a person."""
    if isinstance(fetched, result.Gone):
        return "gone", fetched.why
    if isinstance(fetched, result.RateLimited):
        return "rate limited", f"{fetched.why}; again from {fetched.retry_at:%Y-%m-%d %H:%M} UTC on"
    if isinstance(fetched, result.Blocked):
        return "blocked", f"{fetched.why}; asked again from {fetched.retry_at:%Y-%m-%d %H:%M} UTC on"
    if isinstance(fetched, result.Forbidden):
        return "forbidden", fetched.why
    if isinstance(fetched, result.UnexpectedType):
        return "malformed", fetched.why
    assert isinstance(fetched, result.Failed)
    return "failed", fetched.why


def _raw_response(task: CrawlTask, answer: Response) -> RawResponse:
    request, media_type = task.request.decode(), answer.media_type or None
    return RawResponse(task.source, task.board, request, answer.url, media_type, answer.charset, now(), answer.body)


def _message(answer: ParsedAnswer) -> str | None:
    """Return a message about the postings of a response that cannot be parsed, None where all can."""
    problems = answer.parsed.problems
    if not problems:
        return None
    count, first = len(problems), problems[0]
    return f"{count:,} {'posting' if count == 1 else 'postings'} could not be taken (first: {first.which}: {first.why})"
