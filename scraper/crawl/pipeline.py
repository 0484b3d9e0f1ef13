"""Make of what a host answered what is to be kept: compare it with the store, and have read what is new or changed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from truerole.core.crawl import Board, CrawlTask, KnownPosting, Outcome, TaskOutput, TaskResult, Validators
from truerole.core.posting import Identity, Posting
from truerole.core.stored import StoredReading, StoreEntry
from truerole.data.crawl.ingest import known_postings
from truerole.data.store.store import Store
from truerole.scraper.crawl.worker import ParsedAnswer, parse_answer
from truerole.scraper.fetch import result
from truerole.scraper.sources.base import Request, Response

# A process is given so many texts at a time.
_READ = 32

Result = TypeVar("Result")
Text = tuple[str, str | None]
# What was read in a text, and its language; or why it cannot be read.
Read = tuple[StoredReading, str] | str


@dataclass(frozen=True, slots=True)
class TextReader:
    """Say how texts are read: `read` is a function that other processes can call, `version` that of its model.

    `of_interest` says of a title, and of what was read where that is known, whether a posting may be of a data role.
    """

    read: Callable[[list[Text]], list[Read]]
    version: str
    of_interest: Callable[[str, StoredReading | None], bool]


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Say what is wanted of a board: postings of data roles alone, none older than `since`, or simply all.

    `afresh` asks for lists whole that may not have changed, `keep_raw` keeps answers as they came. `waived` are sources
    whose robots.txt the user takes on himself.
    """

    only_data_roles: bool = False
    since: date | None = None
    afresh: bool = False
    keep_raw: bool = False
    waived: frozenset[str] = frozenset()

    @property
    def narrowed(self) -> str:
        """Return what is left out, in words that are the same for the same choice."""
        parts = ["data roles"] * self.only_data_roles + [f"since {self.since}"] * (self.since is not None)
        return ", ".join(parts)


@dataclass(slots=True)
class ProcessedTask:
    """Hold a harvest, the answer that it came of, and what was wrong, by kind."""

    harvest: TaskOutput
    answer: Response | None = None
    validators: Validators | None = None
    problems: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PostingPipeline:
    """Work on answers, with the help of other processes."""

    store: Store
    reader: TextReader
    pool: Executor
    options: CrawlOptions

    async def reap(self, unit: CrawlTask, board: Board, outcome: result.FetchResult) -> ProcessedTask:
        """Return what is to be kept of what a host answered."""
        request = Request.from_json(unit.request)
        if isinstance(outcome, result.Complete):
            return await self._complete(unit, board, outcome)
        if isinstance(outcome, result.NotModified):
            return ProcessedTask(TaskOutput(unit, TaskResult("not modified"), all_open=True))
        kind, why = outcome_name(outcome)
        harvest = TaskOutput(unit, TaskResult(kind, why))
        if request.posting_id is not None and kind == "gone":
            known = await self._standing([(unit.source, unit.board, request.posting_id)])
            harvest.gone = [state.number for state in known.values() if state.open]
            return ProcessedTask(harvest)
        return ProcessedTask(harvest, problems=Counter([kind]))

    async def _complete(self, unit: CrawlTask, board: Board, outcome: result.Complete) -> ProcessedTask:
        work = await self._run(parse_answer, unit.source, outcome.answer, unit.board)
        if isinstance(work, str):
            return ProcessedTask(
                TaskOutput(unit, TaskResult("malformed", work)), outcome.answer, None, Counter(["malformed"])
            )
        parsed, problems = work.parsed, Counter({"posting": len(work.parsed.problems)})
        postings = [self._filled(posting, board, work) for posting in parsed.postings]
        # A posting that is there but cannot be taken this time is no absent one.
        broken = [(unit.source, unit.board, problem.which) for problem in parsed.problems]
        known = await self._standing([*(posting.identity for posting in postings), *broken])
        harvest = TaskOutput(
            unit, TaskResult("truncated" if parsed.truncated else "complete", _told(work), len(postings))
        )
        harvest.seen += [known[identity].number for identity in broken if identity in known]
        await self._sort(harvest, list(zip(postings, work.own, strict=True)), known, problems)
        request = Request.from_json(unit.request)
        if parsed.gone and request.posting_id is not None:
            here = await self._standing([(unit.source, unit.board, request.posting_id)])
            harvest.gone = [state.number for state in here.values() if state.open]
        harvest.more = [
            CrawlTask(unit.source, unit.board, more.to_json())
            for more in parsed.more
            if more.posting_id is None or self._wants(more.posting_id, postings, known)
        ]
        # With one answer a board, nothing else can have changed where the host says that this has not.
        validators = outcome.validators if not harvest.more and request.posting_id is None else None
        return ProcessedTask(harvest, outcome.answer, validators, problems)

    def _filled(self, posting: Posting, board: Board, work: ParsedAnswer) -> Posting:
        return replace(posting, company=posting.company or work.parsed.company or board.company)

    def _wants(self, of: str, postings: Sequence[Posting], known: dict[Identity, KnownPosting]) -> bool:
        """Return whether the details of a posting that is listed are to be asked for."""
        listed = next((posting for posting in postings if posting.external_id == of), None)
        if listed is None:
            return True
        return listed.identity not in known and self._in_time(listed) and self._of_interest(listed.title, None)

    async def _sort(
        self,
        harvest: TaskOutput,
        postings: Sequence[tuple[Posting, str]],
        known: dict[Identity, KnownPosting],
        problems: Counter[str],
    ) -> None:
        """Put what was shown where it belongs: new, changed, or seen."""
        to_read = []
        for posting, own in postings:
            state = known.get(posting.identity)
            if state and (not posting.description or state.content == posting.content):
                harvest.seen.append(state.number)
            elif posting.description and self._in_time(posting) and (state or self._of_interest(posting.title, None)):
                to_read.append((posting, own))
            elif state:
                harvest.seen.append(state.number)
        for (posting, own), read in zip(to_read, await self._read([p for p, _ in to_read]), strict=True):
            state = known.get(posting.identity)
            if isinstance(read, str):
                problems["unreadable"] += 1
                harvest.seen += [state.number] if state else []
                continue
            facts, language = read
            entry = StoreEntry(replace(posting, language=posting.language or language), facts, own_text=own)
            if state:
                harvest.changed.append((state.number, entry))
            elif self._of_interest(posting.title, facts):
                harvest.new.append(entry)

    def _in_time(self, posting: Posting) -> bool:
        return self.options.since is None or posting.posted_on is None or posting.posted_on >= self.options.since

    def _of_interest(self, title: str, facts: StoredReading | None) -> bool:
        return not self.options.only_data_roles or self.reader.of_interest(title, facts)

    async def _read(self, postings: Sequence[Posting]) -> list[Read]:
        texts: list[Text] = [(posting.description, posting.title) for posting in postings]
        portions = (texts[i : i + _READ] for i in range(0, len(texts), _READ))
        read = await asyncio.gather(*(self._run(self.reader.read, some) for some in portions))
        return [one for some in read for one in some]

    async def _standing(self, identities: Sequence[Identity]) -> dict[Identity, KnownPosting]:
        return await asyncio.to_thread(known_postings, self.store, identities)

    async def _run(self, work: Callable[..., Result], *args: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *args)


def outcome_name(outcome: result.FetchResult) -> tuple[Outcome, str]:
    """Return the name that the tables have for an outcome that is no answer, and what is to be said of it."""
    if isinstance(outcome, result.Gone):
        return "gone", outcome.why
    if isinstance(outcome, result.RateLimited):
        return "rate limited", f"{outcome.why}; again from {outcome.retry_at:%Y-%m-%d %H:%M} UTC on"
    if isinstance(outcome, result.Forbidden):
        return "forbidden", outcome.why
    if isinstance(outcome, result.UnexpectedType):
        return "malformed", outcome.why
    assert isinstance(outcome, result.Failed)
    return "failed", outcome.why


def _told(work: ParsedAnswer) -> str | None:
    """Return what is to be said of an answer some of whose postings cannot be taken."""
    problems = work.parsed.problems
    if not problems:
        return None
    count, first = len(problems), problems[0]
    return f"{count:,} {'posting' if count == 1 else 'postings'} could not be taken (first: {first.which}: {first.why})"
