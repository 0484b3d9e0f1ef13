"""Streams of lines: cut, in order, bounded, paced, and whole although a process is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truerole.api.reading import stream
from truerole.api.reading.stream import LineSplitter, answer_lines
from truerole.api.reading.tasks import Answered
from truerole.core.errors import WorkerLost


async def chunked(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def echo(_: object, lines: Sequence[bytes]) -> list[Answered]:
    await asyncio.sleep(0)
    return [Answered(True, line) for line in lines]


async def at_once(_: int) -> None:
    await asyncio.sleep(0)


def answered(*chunks: bytes, work: stream.Work = echo, longest: int = 100, pace: stream.Pace = at_once) -> list[bytes]:
    async def all_of() -> list[bytes]:
        return [each.body async for each in answer_lines(chunked(*chunks), work, longest, 2, pace)]

    return asyncio.run(all_of())


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ((), []),
        ((b"",), []),
        ((b"a",), [b"a"]),
        ((b"a\nb\n",), [b"a", b"b"]),
        ((b"a\n\n \r\nb",), [b"a", b"b"]),
        ((b"a", b"b\nc", b"", b"d\n"), [b"ab", b"cd"]),
        ((b"x" * 101 + b"\nb",), [b'{"id":null,"error":"the line is too long"}', b"b"]),
        ((b"x" * 60, b"x" * 60, b"x" * 60 + b"\nb\n"), [b'{"id":null,"error":"the line is too long"}', b"b"]),
        ((b"x" * 100,), [b"x" * 100]),
    ],
)
def test_lines_are_cut(chunks: tuple[bytes, ...], lines: list[bytes]) -> None:
    assert answered(*chunks) == lines


@given(st.binary(max_size=80), st.lists(st.integers(0, 80), max_size=6))
def test_however_it_is_cut_it_has_the_same_lines(body: bytes, cuts: list[int]) -> None:
    splitter, found = LineSplitter(100), []
    for start, end in pairwise([0, *sorted(cuts), len(body)] if body else [0, 0]):
        found += splitter.feed(body[min(start, len(body)) : min(end, len(body))])
    assert found + splitter.feed(b"\n") == [line for line in body.split(b"\n") if line.strip()]


def test_a_splitter_holds_no_more_than_a_line() -> None:
    splitter = LineSplitter(100)
    for _ in range(1_000):
        assert splitter.feed(b"x" * 50) == []
        assert sum(map(len, splitter._parts)) <= 100
    assert splitter.feed(b"\nb\n") == [None, b"b"]


def test_order_is_kept_whatever_takes_longer() -> None:
    async def uneven(_: object, lines: Sequence[bytes]) -> list[Answered]:
        await asyncio.sleep(0.02 if lines[0] == b"0" else 0)
        return [Answered(True, line) for line in lines]

    body = b"\n".join(b"%d" % n for n in range(100))
    assert answered(body, work=uneven) == body.split(b"\n")


def test_answers_that_nobody_takes_hold_the_request_back() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"a\n"

    async def first() -> None:
        answers = answer_lines(endless(), echo, 100, 2, at_once)
        await anext(answers)
        await asyncio.sleep(0.05)
        await answers.aclose()

    asyncio.run(first())
    assert taken <= 8


@pytest.mark.parametrize("lost", [b"3", b"15"])
def test_one_posting_that_a_process_is_lost_at_harms_no_other(lost: bytes) -> None:
    async def fragile(_: object, lines: Sequence[bytes]) -> list[Answered]:
        if lost in lines:
            raise WorkerLost("it took longer than 10 seconds")
        return [Answered(True, line) for line in lines]

    body = b"\n".join(b"%d" % n for n in range(20))
    expected = [
        line if line != lost else b'{"id":null,"error":"it took longer than 10 seconds"}' for line in body.split()
    ]
    assert answered(body, work=fragile) == expected
    assert answered(lost, work=fragile) == [expected[int(lost)]]


@pytest.mark.parametrize("beside", [b"", b"\n{}"])
def test_a_posting_that_a_process_is_lost_at_keeps_its_id(beside: bytes) -> None:
    async def losing(_: object, lines: Sequence[bytes]) -> list[Answered]:
        raise WorkerLost("it died")

    assert answered(b'{"id": "a"}' + beside, work=losing)[0] == b'{"id":"a","error":"it died"}'


def test_a_client_is_paced_by_its_lines() -> None:
    asked: list[int] = []

    async def pace(count: int) -> None:
        asked.append(count)

    answered(b"a\n" * 20, pace=pace)
    assert asked == [16, 4]


def test_a_request_that_goes_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_SILENCE", 0.02)

    async def silent() -> AsyncIterator[bytes]:
        yield b"a\n"
        await asyncio.sleep(30)

    async def all_of() -> list[bytes]:
        return [each.body async for each in answer_lines(silent(), echo, 100, 2, at_once)]

    first, last = asyncio.run(all_of())
    assert (first, b"no line ended for 0.02 seconds" in last) == (b"a", True)


def test_an_error_of_the_request_ends_the_stream() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"a\n"
        raise OSError("broken off")

    async def all_of() -> list[bytes]:
        return [each.body async for each in answer_lines(broken(), echo, 100, 2, at_once)]

    with pytest.raises(OSError, match="broken off"):
        asyncio.run(all_of())


@pytest.mark.parametrize("taken", [0, 1])
def test_a_stream_that_is_closed_reads_no_batch_in_vain(taken: int) -> None:
    begun, ended, dropped = list[bytes](), list[bytes](), list[bytes]()
    several = asyncio.Event()

    async def slow(_: object, lines: Sequence[bytes]) -> list[Answered]:
        begun.append(lines[0])
        if len(begun) > 2:
            several.set()
        try:
            await (several.wait() if taken and lines[0] == begun[0] else asyncio.sleep(60))
        except asyncio.CancelledError:
            dropped.append(lines[0])
            raise
        ended.append(lines[0])
        return [Answered(True, line) for line in lines]

    async def leaves() -> None:
        body = b"".join(b"%d\n" % n for n in range(200))
        answers = answer_lines(chunked(body), slow, 100, 2, at_once)
        reading = asyncio.ensure_future(anext(answers))
        await asyncio.wait((reading if taken else asyncio.ensure_future(several.wait()),), timeout=30)
        reading.cancel()
        await asyncio.wait((reading,))
        await answers.aclose()
        await asyncio.sleep(0.1)

    asyncio.run(leaves())
    assert (len(begun) > 2, len(ended), len(dropped)) == (True, taken, len(begun) - taken)
