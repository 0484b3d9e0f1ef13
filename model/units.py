"""Cut a posting into the smallest pieces that say one thing: headings, bullets, sentences."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

import numpy as np

from model import headings
from model.tokens import Tokens
from model.wording import Wording

MOST_WORDS = 60
# Where a text breaks neither by line nor by full stop, a piece of this many words is small enough to have one kind.
_WINDOW = 40
_SHORT, _LONG = 120, 300
_LEAST_CHARACTERS = 12
_LINE = re.compile(r"[^\n]+")
# Bullets, numbers, rulers and emoji before the first word; "#" makes a heading or a tag.
_LEAD = re.compile(r"""(?:[^\w("'“‘$€£.\[<#]|\.(?!\w))*(?:o\s+|\d{1,2}[.)](?=\s)\s*)?""")
_STOP = re.compile(
    r"""[.!?…;•▪●◦‣■□►✓✔➢·*–—-](?:"""
    r"""(?<=[.!?…])(?<![.\s(][A-Za-z].)(?<!\b[SJD]r.)(?<!\bvs.)["'”’)\]]*(?:\s+(?=["'“(\[*]?[A-Z0-9])|(?=[A-Z][a-z]))"""
    r"""|(?<=;)\s+|(?<=[•▪●◦‣■□►✓✔➢·])\s*|(?<=\s[*–—-])\s+(?=[A-Z]))"""
)
_INLINE = re.compile(r"[^:\n.–—]{3,50}(?::|\s[-–—]\s)\s*")
_MOST_HEADING_TOKENS = 8
_LEAST_WORDS = 4
_NUMBER = "0"
_SEPARATORS = frozenset(":-–—")
_JOINTS = frozenset(("'", "’", "&", "/", "-"))
# No heading ends with these; "Experience with Python" has none.
_MIDDLE = frozenset(
    re.findall(
        r"\S+",
        "a an and as at be by for from have help how if in into is it must of or our the their this to using we will "
        "with working your & / - ' ’",
    )
)
_WANTED = frozenset(("with", "in", "of", "to", "for", "using", "working"))
_ALONE = re.compile(
    "(?:responsibilities|requirements|qualifications|benefits|duties|perks|skills|education|overview|summary|tasks)",
    re.IGNORECASE,
)


class Unit(NamedTuple):
    """Mark one piece of text; `bullet` says that a bullet sign stands before it."""

    start: int
    end: int
    bullet: bool
    heading: headings.Heading | None = None


class _Line(NamedTuple):
    start: int
    end: int
    sign: str


def units(text: str, tokens: Tokens, wording: Wording) -> list[Unit]:
    """Return the pieces of `text` in order; together they cover all its words."""
    lines = list(_lines(text))
    found: list[Unit] = []
    for line, below in zip_longest(lines, lines[1:], fillvalue=_Line(0, 0, "")):
        opens_list = below.sign not in ("", line.sign)
        heading = headings.find(text[line.start : line.end], bool(line.sign), opens_list)
        if heading:
            found.append(Unit(line.start, line.end, bool(line.sign), heading))
        else:
            found.extend(_introduced(text, [*_line(text, line, tokens, wording)], opens_list))
    return found


def _introduced(text: str, pieces: list[Unit], opens_list: bool) -> list[Unit]:
    """Make the last of several sentences a heading where it is one: "We like it here. That is why we offer:"."""
    last = pieces[-1]
    if opens_list and len(pieces) > 1 and text[last.end - 1] == ":":
        heading = headings.find(text[last.start : last.end], False, opens_list)
        pieces[-1] = last._replace(heading=heading)
    return pieces


def _lines(text: str) -> Iterator[_Line]:
    for line in _LINE.finditer(text):
        found = _LEAD.match(text, line.start(), line.end())
        start = found.end() if found else line.start()
        if start < line.end():
            lead = text[line.start() : start].strip()
            end = start + len(text[start : line.end()].rstrip())
            yield _Line(start, end, _sign(lead))


def _sign(lead: str) -> str:
    """Return the bullet sign in what stands before a line's first word; bold and markdown signs are none."""
    bare = lead if lead == "*" else lead.strip("*#_ ")
    return _NUMBER if bare[:1].isdigit() else bare[:1]


def _line(text: str, line: _Line, tokens: Tokens, wording: Wording) -> Iterator[Unit]:
    start, end, bullet = line.start, line.end, bool(line.sign)
    inline = _INLINE.match(text, start, end)
    if inline and inline.end() < end:
        known, strange = headings.look_up(inline[0].strip("*_# :-–—"))
        if known and strange == 0:
            yield Unit(start, inline.end(), bullet, known)
            start = inline.end()
    if end - start <= _SHORT:
        yield Unit(start, end, bullet)
        return
    for a, b in _sentences(text, start, end):
        if end - start <= _LONG:
            yield Unit(a, b, bullet)
        else:
            yield from _piece(text, _Line(a, b, line.sign), tokens, wording)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _STOP.finditer(text, start, end):
        if stop.end() - start >= _LEAST_CHARACTERS and stop.end() < end:
            yield start, stop.end()
            start = stop.end()
    yield start, end


def _piece(text: str, line: _Line, tokens: Tokens, wording: Wording) -> Iterator[Unit]:
    """Cut a sentence of a long line before and after the headings inside it, and where it is too long."""
    start, end = line.start, line.end
    # Of one type with the starts, else each search would first convert them all.
    first, last = tokens.starts.searchsorted(np.array((start, end), tokens.starts.dtype)).tolist()
    marks: dict[int, headings.Heading | None] = {start: None}
    edge = first
    for at, to, heading in _inner_headings(text, first, last, tokens):
        marks.update((int(tokens.starts[i]), None) for i in _windows(edge, at, tokens, wording))
        marks[start if at == first else int(tokens.starts[at])] = heading
        if to < last:
            marks[int(tokens.starts[to])] = None
        edge = to
    marks.update((int(tokens.starts[i]), None) for i in _windows(edge, last, tokens, wording))
    for a, b in pairwise([*marks, end]):
        yield Unit(a, a + len(text[a:b].rstrip()), bool(line.sign), marks[a])


def _inner_headings(text: str, first: int, last: int, tokens: Tokens) -> Iterator[tuple[int, int, headings.Heading]]:
    """Yield the headings among the tokens from `first` to before `last`: (first token, token after it, heading)."""
    words, openers, done = tokens.words, headings.openers(), first
    for at in [i for i in range(first, last) if words[i] in openers]:
        if at < done:
            continue
        for to in _heading_ends(at, last, words):
            known, strange = headings.look_up(text[tokens.starts[at] : tokens.starts[to - 1]] + words[to - 1])
            if known and strange == 0 and _stands_free(at, to, first, tokens, known):
                done = to + (to < last and words[to] in _SEPARATORS)
                yield at, done, known
                break


def _heading_ends(at: int, last: int, words: Sequence[str]) -> list[int]:
    """Return where a heading that begins at token `at` may end, longest first: before a capital, a number or a sign."""
    vocabulary, ends = headings.vocabulary(), []
    for to in range(at + 1, min(at + _MOST_HEADING_TOKENS, last) + 1):
        if words[to - 1].lower() not in vocabulary and words[to - 1] not in _JOINTS:
            break
        if words[to - 1].lower() in _MIDDLE:
            continue
        if to < last and (words[to][0].isupper() or words[to][0].isdigit() or words[to] in _SEPARATORS):
            ends.append(to)
    return ends[::-1]


def _stands_free(at: int, to: int, first: int, tokens: Tokens, heading: headings.Heading) -> bool:
    """Say whether the words are a heading rather than part of a sentence: "Gather Business Requirements" is not."""
    words = tokens.words
    if words[to] == ":" or tokens.glued(to):
        return True
    if (
        words[to] in _JOINTS
        or (at > first and words[at - 1] in _MIDDLE)
        or (heading.kind == "requirements" and words[at + 1] in _WANTED)
    ):
        return False
    if to - at > 1:
        return True
    return not heading.soft and bool(_ALONE.fullmatch(words[at])) and (at == first or not words[at - 1][0].isupper())


def _windows(first: int, last: int, tokens: Tokens, wording: Wording) -> Iterator[int]:
    """Yield the tokens at which to cut: where words are glued, and so that no part is longer than `MOST_WORDS`."""
    words, edge, long = tokens.words, first, last - first > MOST_WORDS
    for i in [*_openings(first, last, tokens, wording), last]:
        while i - edge > MOST_WORDS:
            edge += _WINDOW
            yield edge
        if i < last and (tokens.glued(i) or (long and i - edge >= _LEAST_WORDS and words[i - 1].islower())):
            edge = i
            yield edge


def _openings(first: int, last: int, tokens: Tokens, wording: Wording) -> list[int]:
    openers, words = wording.openers, tokens.words
    return [i for i in range(first + 1, last) if words[i] in openers]
