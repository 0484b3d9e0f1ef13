"""JSON lines in, JSON lines out: postings are read while they come, by all processes, and answered in their order.

Memory is bounded: a line has a longest length, and while answers are not taken, no more lines are.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from typing import Any

from truerole.api.reading.tasks import Answered, failed, id_of, read_lines
from truerole.core.errors import WorkerLost

# Lines that a process is given at a time, and seconds without a line after which a stream is given up.
_BATCH, _SILENCE = 16, 60.0

Work = Callable[..., Awaitable[list[Answered]]]
# Waits until the client may send as many postings.
Pace = Callable[[int], Awaitable[None]]


async def answer_lines(
    chunks: AsyncIterator[bytes], work: Work, longest: int, batches: int, pace: Pace
) -> AsyncGenerator[Answered]:
    """Yield the answer to each line of a body, of at most `longest` bytes; `batches` are worked on at a time.

    Close the generator, so that no batch is read in vain.
    """
    waiting: asyncio.Queue[asyncio.Task[list[Answered]] | None] = asyncio.Queue(batches)
    begun: set[asyncio.Task[list[Answered]]] = set()

    async def give_out() -> None:
        try:
            async for lines in batches_of(chunks, longest):
                await pace(len(lines))
                await waiting.put(_begin(_read(work, lines), begun))
        except TimeoutError:
            await waiting.put(_begin(_gone_silent(), begun))
        await waiting.put(None)

    giving = asyncio.create_task(give_out())
    try:
        while task := await _next(waiting, giving):
            for answered in await task:
                yield answered
    finally:
        for left in (giving, *begun):
            left.cancel()


def _begin(
    batch: Coroutine[Any, Any, list[Answered]], begun: set[asyncio.Task[list[Answered]]]
) -> asyncio.Task[list[Answered]]:
    """Begin a batch, which is among those `begun` until it is done."""
    task = asyncio.create_task(batch)
    begun.add(task)
    task.add_done_callback(begun.discard)
    return task


async def _next(
    waiting: "asyncio.Queue[asyncio.Task[list[Answered]] | None]", giving: "asyncio.Task[None]"
) -> "asyncio.Task[list[Answered]] | None":
    """Return the next batch; raises the error that ended the giving out."""
    getting = asyncio.create_task(waiting.get())
    await asyncio.wait((getting, giving), return_when=asyncio.FIRST_COMPLETED)
    if giving.done() and (error := giving.exception()):
        getting.cancel()
        raise error
    return await getting


async def _gone_silent() -> list[Answered]:
    return [failed(f"no line ended for {_SILENCE:g} seconds, and the request was given up")]


async def _read(work: Work, lines: Sequence[bytes | None]) -> list[Answered]:
    """Read a batch; where the process is lost, each line alone, so that no posting harms another."""
    kept = [line for line in lines if line is not None]
    try:
        read = await work(read_lines, kept) if kept else []
    except WorkerLost as lost:
        if len(kept) > 1:
            read = [await _read_alone(work, line, lost) for line in kept]
        else:
            read = [failed(str(lost), id_of(kept[0]))]
    rest = iter(read)
    return [failed("the line is too long") if line is None else next(rest) for line in lines]


async def _read_alone(work: Work, line: bytes, lost: WorkerLost) -> Answered:
    try:
        return (await work(read_lines, [line]))[0]
    except WorkerLost:
        return failed(str(lost), id_of(line))


async def batches_of(chunks: AsyncIterator[bytes], longest: int) -> AsyncIterator[list[bytes | None]]:
    """Yield the lines of a body as they come, in batches; None for a line of more than `longest` bytes.

    Blank lines are left out. Raises TimeoutError where no line ends for a minute.
    """
    splitter = LineSplitter(longest)
    while lines := await _next_lines(chunks, splitter):
        for batch in _in_batches(lines):
            yield batch


async def _next_lines(chunks: AsyncIterator[bytes], splitter: "LineSplitter") -> list[bytes | None]:
    """Return the lines that end next; none at the end of the body."""
    async with asyncio.timeout(_SILENCE):
        while (chunk := await anext(chunks, None)) is not None:
            if lines := splitter.feed(chunk):
                return lines
    return splitter.feed(b"\n")


def _in_batches(lines: Sequence[bytes | None]) -> list[list[bytes | None]]:
    return [list(lines[i : i + _BATCH]) for i in range(0, len(lines), _BATCH)]


class LineSplitter:
    """Splitter of chunks into lines, which holds no more than the longest line."""

    def __init__(self, longest: int) -> None:
        self._longest, self._parts, self._held, self._skipping = longest, list[bytes](), 0, False

    def feed(self, chunk: bytes) -> list[bytes | None]:
        """Return the lines that a chunk ends, without blank lines; None for each line that was too long."""
        *ended, rest = chunk.split(b"\n")
        lines = [self._end(part) for part in ended]
        self._add(rest)
        return [line for line in lines if line is None or line.strip()]

    def _end(self, part: bytes) -> bytes | None:
        self._add(part)
        line = None if self._skipping else b"".join(self._parts)
        self._parts, self._held, self._skipping = [], 0, False
        return line

    def _add(self, part: bytes) -> None:
        self._held += len(part)
        if self._held > self._longest:
            self._parts, self._skipping = [], True
        elif part:
            self._parts.append(part)
