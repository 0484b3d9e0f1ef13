"""Segment a posting into headings, bullets and sentences."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest
from typing import NamedTuple

import numpy as np

from truerole.model.named_tuples import maker_of
from truerole.model.sections import headings
from truerole.model.sections.naive_bayes import SentenceClassifier
from truerole.model.text.char_classes import DIGIT
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Lexicon

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
_LONGEST_INLINE = 53
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
# What a token may be besides a word of headings, as bits.
_JOINT, _SEPARATOR, _MID = 1, 2, 4
_PARTS = Lexicon(
    {
        word: _JOINT * (word in _JOINTS) + _SEPARATOR * (word in _SEPARATORS) + _MID * (word in _MIDDLE)
        for word in _JOINTS | _SEPARATORS | _MIDDLE
    }
)
_WANTED = frozenset(("with", "in", "of", "to", "for", "using", "working"))
_ALONE = re.compile(
    "(?:responsibilities|requirements|qualifications|benefits|duties|perks|skills|education|overview|summary|tasks)",
    re.IGNORECASE,
)


class Segment(NamedTuple):
    """Segment of a text; `bullet` where a bullet sign precedes."""

    start: int
    end: int
    bullet: bool
    heading: headings.Heading | None = None


_segment = maker_of(Segment)


class _Line(NamedTuple):
    start: int
    body: str
    sign: str


_line = maker_of(_Line)


class _BoundaryCues(NamedTuple):
    """Boundary cues of long lines: tokens that may begin a heading, and glued tokens that may begin a sentence.

    Flags, a byte for each token: `inside` where a heading may go on, `ends` where one that is before may have ended.
    """

    tokens: Tokens
    starters: frozenset[str]
    headings: list[int]
    glued: list[int]
    inside: bytes
    ends: bytes


def segment_text(text: str, tokens: Tokens, classifier: SentenceClassifier) -> list[Segment]:
    """Segment a text, in order; the segments cover all words."""
    lines = _lines(text)
    cues = _boundary_cues(tokens, classifier.sentence_starters, any(len(line.body) > _LONG for line in lines))
    found: list[Segment] = []
    for line, below in zip_longest(lines, lines[1:], fillvalue=_Line(0, "", "")):
        start, body, sign = line
        opens_list = below.sign not in ("", sign)
        heading = headings.classify_heading(body, bool(sign), opens_list) if len(body) <= headings.LONGEST else None
        inline = None if heading else _inline_heading(body, bool(sign))
        if heading or (len(body) <= _SHORT and not inline):
            found.append(_segment((start, start + len(body), bool(sign), heading)))
        else:
            found.extend(_trailing_heading(text, _split_line(text, line, inline, cues), opens_list))
    return found


def _boundary_cues(tokens: Tokens, starters: frozenset[str], needed: bool) -> _BoundaryCues:
    if not needed:
        return _BoundaryCues(tokens, starters, [], [], b"", b"")
    words, heads = tokens.words, headings.heading_starters()
    known, parts, capital = tokens.ids(headings.heading_words()) > 0, tokens.ids(_PARTS), tokens.capital
    inside = known | (parts & _JOINT > 0)
    ends = capital | tokens.of_kind(DIGIT) | (parts & _SEPARATOR > 0)
    ends[1:] &= inside[:-1] & (parts[:-1] & _MID == 0)
    capitals = (known & capital).nonzero()[0].tolist()
    glued = tokens.all_glued()
    return _BoundaryCues(
        tokens,
        starters,
        [i for i, word in zip(capitals, words.at(capitals), strict=True) if word in heads],
        [i for i, word in zip(glued, words.at(glued), strict=True) if word in starters],
        inside.tobytes(),
        ends.tobytes(),
    )


def _trailing_heading(text: str, pieces: list[Segment], opens_list: bool) -> list[Segment]:
    """Mark the last sentence of a line as a heading where a list follows: "We like cake. That is why we offer:"."""
    last = pieces[-1]
    if opens_list and len(pieces) > 1 and text[last.end - 1] == ":":
        heading = headings.classify_heading(text[last.start : last.end], False, opens_list)
        pieces[-1] = last._replace(heading=heading)
    return pieces


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    for line in text.split("\n"):
        if not line:
            at += 1
            continue
        # Most lines begin with a letter, before which no sign can stand; "o" may be one.
        found = None if line[:1].isalpha() and line[0] != "o" else _LEAD.match(line)
        start = found.end() if found else 0
        if start < len(line):
            lines.append(_line((at + start, line[start:].rstrip(), _sign(line[:start].strip()) if start else "")))
        at += len(line) + 1
    return lines


def _sign(lead: str) -> str:
    """Return the bullet sign before a line's first word; signs of bold and Markdown do not count."""
    bare = lead if lead == "*" else lead.strip("*#_ ")
    return _NUMBER if bare[:1].isdigit() else bare[:1]


def _inline_heading(body: str, bullet: bool) -> tuple[int, headings.Heading] | None:
    """Return the heading that begins a line, and the offset of the text behind.

    "• Bonus: Kafka" is none: it speaks of that bullet alone.
    """
    opening = body[:_LONGEST_INLINE]
    found = _INLINE.match(body) if ":" in opening or "-" in opening or "–" in opening or "—" in opening else None
    if not found or found.end() == len(body):
        return None
    known, n_unknown_words = headings.match_phrase(found[0].strip("*_# :-–—"))
    if not known or n_unknown_words or (bullet and known.kind == "preferred"):
        return None
    return found.end(), known


def _split_line(
    text: str, line: _Line, inline: tuple[int, headings.Heading] | None, cues: _BoundaryCues
) -> list[Segment]:
    start, end, bullet, found = line.start, line.start + len(line.body), bool(line.sign), []
    if inline:
        start += inline[0]
        found.append(Segment(line.start, start, bullet, inline[1]))
    if end - start <= _SHORT:
        return [*found, _segment((start, end, bullet, None))]
    sentences = [_segment((a, b, bullet, None)) for a, b in _sentences(text, start, end)]
    if end - start <= _LONG:
        return found + sentences
    starts = cues.tokens.starts
    # Of one type with the starts, else the search would first convert them all.
    edges = starts.searchsorted(np.array([s[:2] for s in sentences], starts.dtype)).tolist()
    for sentence, (first, last) in zip(sentences, edges, strict=True):
        found.extend(_split_long(text, sentence, first, last, cues))
    return found


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _STOP.finditer(text, start, end):
        if stop.end() - start >= _LEAST_CHARACTERS and stop.end() < end:
            yield start, stop.end()
            start = stop.end()
    yield start, end


def _split_long(text: str, piece: Segment, first: int, last: int, cues: _BoundaryCues) -> list[Segment]:
    """Split a sentence of a long line around inner headings, and into windows where too long."""
    start, end, bullet, _ = piece
    if last - first <= MOST_WORDS and not (
        _between(cues.headings, first, last) or _between(cues.glued, first + 1, last)
    ):
        return [_segment((start, start + len(text[start:end].rstrip()), bullet, None))]
    starts = cues.tokens.starts
    cuts: dict[int, headings.Heading | None] = {start: None}
    edge = first
    for at, to, heading in _inner_headings(text, first, last, cues):
        cuts.update((int(starts[i]), None) for i in _windows(edge, at, cues))
        cuts[start if at == first else int(starts[at])] = heading
        if to < last:
            cuts[int(starts[to])] = None
        edge = to
    cuts.update((int(starts[i]), None) for i in _windows(edge, last, cues))
    edges = pairwise([*cuts, end])
    return [_segment((a, a + len(text[a:b].rstrip()), bullet, cuts[a])) for a, b in edges]


def _inner_headings(
    text: str, first: int, last: int, cues: _BoundaryCues
) -> Iterator[tuple[int, int, headings.Heading]]:
    """Yield the headings among the tokens from `first` to before `last`: (first token, token behind, heading)."""
    tokens, words, starts, done = cues.tokens, cues.tokens.words, cues.tokens.starts, first
    for at in _between(cues.headings, first, last):
        if at < done:
            continue
        for to in _heading_ends(at, last, cues):
            known, n_unknown_words = headings.match_phrase(text[starts[at] : starts[to - 1]] + words[to - 1])
            if known and n_unknown_words == 0 and _stands_free(at, to, first, tokens, known):
                done = to + (to < last and words[to] in _SEPARATORS)
                yield at, done, known
                break


def _between(positions: list[int], first: int, last: int) -> list[int]:
    begin = bisect_left(positions, first)
    return positions[begin : bisect_left(positions, last, begin)]


def _heading_ends(at: int, last: int, cues: _BoundaryCues) -> list[int]:
    """Return where a heading that begins at token `at` may end, longest first: before a capital, a number or a sign."""
    most = min(at + _MOST_HEADING_TOKENS, last - 1)
    outside = cues.inside.find(0, at, most)
    return [to for to in range(most if outside < 0 else outside, at, -1) if cues.ends[to]]


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


def _windows(first: int, last: int, cues: _BoundaryCues) -> Iterable[int]:
    """Return the tokens at which to cut: where words are glued, and so that no part is longer than `MOST_WORDS`."""
    if last - first > MOST_WORDS:
        return _long_windows(first, last, cues.tokens, cues.starters)
    return _between(cues.glued, first + 1, last)


def _long_windows(first: int, last: int, tokens: Tokens, starters: frozenset[str]) -> Iterator[int]:
    words, edge = tokens.words, first
    capitals = (first + 1 + tokens.capital[first + 1 : last].nonzero()[0]).tolist()
    for i in [*(i for i in capitals if words[i] in starters), last]:
        while i - edge > MOST_WORDS:
            edge += _WINDOW
            yield edge
        if i < last and (tokens.glued(i) or (i - edge >= _LEAST_WORDS and words[i - 1].islower())):
            edge = i
            yield edge
