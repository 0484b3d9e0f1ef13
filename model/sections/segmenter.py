"""Segment a posting into headings, bullets and sentences."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from truerole.model.named_tuples import maker_of
from truerole.model.sections import headings
from truerole.model.sections.naive_bayes import SentenceClassifier
from truerole.model.text.char_classes import CAPITAL, DIGIT
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Lexicon

MOST_WORDS = 60
# Where a text breaks neither by line nor by full stop, a piece of this many words is small enough to have one kind.
_WINDOW = 40
_SHORT, _LONG = 120, 300
_LEAST_CHARACTERS = 12
# Bullets, numbers, rulers and emoji before the first word; "#" makes a heading or a tag.
_LEAD = re.compile(r"""(?:[^\w("'“‘$€£.\[<#]|\.(?!\w))*(?:o\s+|\d{1,2}[.)](?=\s)\s*)?""")
_BULLETS = frozenset(("- ", "• ", "· "))
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
# What a token may be, as bits: part of a heading, a part that does not end it, what may follow it, a capitalised word.
_PART, _MID, _NEXT, _CAPITAL = 1, 2, 4, 8
_BY_KIND = np.zeros(CAPITAL + 1, np.int8)
_BY_KIND[DIGIT], _BY_KIND[CAPITAL] = _NEXT, _NEXT | _CAPITAL
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

# The offset of a line's first word, the line from there on, and the bullet sign before.
_Line = tuple[int, str, str]


class _BoundaryCues(NamedTuple):
    """Boundary cues of long lines: tokens that may begin a heading, and glued tokens that may begin a sentence.

    `offsets` are those of both in the text; `parts` has the bits of each token, a byte each.
    """

    tokens: Tokens
    starters: frozenset[str]
    headings: list[int]
    glued: list[int]
    offsets: list[int]
    parts: bytes

    def cut(self, start: int, end: int) -> bool:
        """Return whether a sentence may have to be cut, for a cue or too many words."""
        starts, offsets = self.tokens.words.starts, self.offsets
        cue, behind = bisect_left(offsets, start), bisect_left(starts, start) + MOST_WORDS
        return (cue < len(offsets) and offsets[cue] < end) or (behind < len(starts) and starts[behind] < end)


def segment_text(text: str, tokens: Tokens, classifier: SentenceClassifier) -> list[Segment]:
    """Segment a text, in order; the segments cover all words."""
    lines = _lines(text)
    cues = _boundary_cues(tokens, classifier.sentence_starters)
    found: list[Segment] = []
    signs_below = [sign for _, _, sign in (*lines[1:], (0, "", ""))]
    for line, below in zip(lines, signs_below, strict=False):
        start, body, sign = line
        opens_list = below not in ("", sign)
        heading = headings.classify_heading(body, bool(sign), opens_list) if len(body) <= headings.LONGEST else None
        inline = None if heading else _inline_heading(body, bool(sign))
        if heading or (len(body) <= _SHORT and not inline):
            found.append(_segment((start, start + len(body), bool(sign), heading)))
        else:
            found.extend(_trailing_heading(text, _split_line(text, line, inline, cues), opens_list))
    return found


def _boundary_cues(tokens: Tokens, starters: frozenset[str]) -> _BoundaryCues:
    words, glued = tokens.words, tokens.all_glued()
    parts = (tokens.ids(_heading_parts()) | _BY_KIND.take(tokens.first_kinds)).tobytes()
    begun = [found.start() for found in _HEADING.finditer(parts)]
    glued = [at for at, word in zip(glued, words.at(glued), strict=True) if word in starters]
    starts = words.starts
    offsets = [starts[at] for at in (sorted(begun + glued) if glued else begun)]
    return _BoundaryCues(tokens, starters, begun, glued, offsets, parts)


@lru_cache(maxsize=1)
def _heading_parts() -> Lexicon:
    words = {*headings.heading_words(), *_JOINTS, *_SEPARATORS, *_MIDDLE}
    inside = _JOINTS.union(headings.heading_words())
    return Lexicon({w: _PART * (w in inside) + _MID * (w in _MIDDLE) + _NEXT * (w in _SEPARATORS) for w in words})


def _token(present: int, absent: int = 0) -> str:
    """Return the pattern of a token with the bits of `present`, and none of `absent`."""
    fitting = [chr(bits) for bits in range(2 * _CAPITAL) if bits & present == present and not bits & absent]
    return f"[{re.escape(''.join(fitting))}]"


# A capitalised word of headings, looked at first, where from there on a heading has an end.
_HEADING = re.compile(
    rf"{_token(_PART | _CAPITAL)}"
    rf"(?<=(?={_token(_PART)}{{0,{_MOST_HEADING_TOKENS - 1}}}{_token(_PART, _MID)}{_token(_NEXT)}).)".encode(),
    re.DOTALL,
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
        # Most lines begin with a letter, or a bullet and a letter, where no other sign can stand; "o" may be one.
        if (first := line[:1]).isalpha() and first != "o":
            lines.append((at, line.rstrip(), ""))
        elif line[:2] in _BULLETS and (letter := line[2:3]).isalpha() and letter != "o":
            lines.append((at + 2, line[2:].rstrip(), first))
        elif line and (start := _lead(line)) < len(line):
            lines.append((at + start, line[start:].rstrip(), _sign(line[:start].strip()) if start else ""))
        at += len(line) + 1
    return lines


def _lead(line: str) -> int:
    found = _LEAD.match(line)
    return found.end() if found else 0


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
    begin, body, sign = line
    start, end, bullet, found = begin, begin + len(body), bool(sign), []
    if inline:
        start += inline[0]
        found.append(_segment((begin, start, bullet, inline[1])))
    if end - start <= _SHORT:
        return [*found, _segment((start, end, bullet, None))]
    if end - start <= _LONG:
        return [*found, *[_segment((a, b, bullet, None)) for a, b in _sentences(text, start, end)]]
    for a, b in _sentences(text, start, end):
        if cues.cut(a, b):
            found.extend(_split_long(text, (a, b), bullet, cues))
        else:
            found.append(_segment((a, a + len(text[a:b].rstrip()), bullet, None)))
    return found


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _STOP.finditer(text, start, end):
        if stop.end() - start >= _LEAST_CHARACTERS and stop.end() < end:
            yield start, stop.end()
            start = stop.end()
    yield start, end


def _split_long(text: str, sentence: tuple[int, int], bullet: bool, cues: _BoundaryCues) -> list[Segment]:
    """Split a sentence of a long line around inner headings, and into windows where too long."""
    start, end = sentence
    starts = cues.tokens.words.starts
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    cuts: dict[int, headings.Heading | None] = {start: None}
    edge = first
    for at, to, heading in _inner_headings(text, first, last, cues):
        cuts.update((starts[i], None) for i in _windows(edge, at, cues))
        cuts[start if at == first else starts[at]] = heading
        if to < last:
            cuts[starts[to]] = None
        edge = to
    cuts.update((starts[i], None) for i in _windows(edge, last, cues))
    edges = pairwise([*cuts, end])
    return [_segment((a, a + len(text[a:b].rstrip()), bullet, cuts[a])) for a, b in edges]


def _inner_headings(
    text: str, first: int, last: int, cues: _BoundaryCues
) -> Iterator[tuple[int, int, headings.Heading]]:
    """Yield the headings among the tokens from `first` to before `last`: (first token, token behind, heading)."""
    tokens, words, done = cues.tokens, cues.tokens.words, first
    begun = _between(cues.headings, first, last)
    for at, word in zip(begun, words.at(begun), strict=True):
        if at < done or word not in headings.heading_starters():
            continue
        for to in _heading_ends(at, last, cues):
            known, n_unknown_words = headings.match_phrase(text[words.starts[at] : words.ends[to - 1]])
            if known and n_unknown_words == 0 and _stands_free(at, to, first, tokens, known):
                done = to + (to < last and words[to] in _SEPARATORS)
                yield at, done, known
                break


def _between(positions: list[int], first: int, last: int) -> list[int]:
    begin = bisect_left(positions, first)
    return positions[begin : bisect_left(positions, last, begin)]


def _heading_ends(at: int, last: int, cues: _BoundaryCues) -> list[int]:
    """Return where a heading that begins at token `at` may end, longest first: before a capital, a number or a sign."""
    found, parts = [], cues.parts
    for to in range(at + 1, min(at + _MOST_HEADING_TOKENS, last - 1) + 1):
        if not parts[to - 1] & _PART:
            break
        if parts[to] & _NEXT and not parts[to - 1] & _MID:
            found.append(to)
    return found[::-1]


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
    opening = [i for i, word in zip(capitals, words.at(capitals), strict=True) if word in starters]
    for i in [*opening, last]:
        while i - edge > MOST_WORDS:
            edge += _WINDOW
            yield edge
        if i < last and (tokens.glued(i) or (i - edge >= _LEAST_WORDS and words[i - 1].islower())):
            edge = i
            yield edge
