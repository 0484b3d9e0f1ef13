"""Cut a posting into sentences and give each the kind of section in which it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from model import headings
from model.reading import Section, SectionKind

_LINE = re.compile(r"[^\n]+")
# Bullets, numbers, rulers and emoji before the first word; a bold or markdown sign is no bullet.
_LEAD = re.compile(r"""(?:[^\w("'“‘$€£.\[<]|\.(?!\w))*(?:o\s+|\d{1,2}[.)](?=\s)\s*)?""")
_SHORT = 120
_STOP = re.compile(
    r"""(?<![.\s(][A-Za-z])(?<!\bSr)(?<!\bJr)(?<!\bDr)(?<!\bvs)[.!?…]["'”’)\]]*(?:\s+(?=["'“(\[*]?[A-Z0-9])|(?=[A-Z][a-z]))"""
    r"|\s*[•▪●◦‣■□►✓✔➢·]\s*|;\s+|\s[-–—*]\s(?=[A-Z])"
)
_INLINE = re.compile(r"[^:\n.]{3,50}(?::|\s[-–—](?=\s))\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Mark one sentence, bullet or heading, from `start` to before `end`, and the kind of section it stands in."""

    start: int
    end: int
    kind: SectionKind
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    bullet: bool
    heading: headings.Heading | None = None


def split(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text` (as `model.text.clean` gives it), in order, without overlap."""
    kind: SectionKind = "other"
    sentences: list[Sentence] = []
    for unit in _units(text):
        if unit.heading:
            kind = unit.heading.kind or "other"
        sentences.append(Sentence(unit.start, unit.end, kind, unit.heading is not None))
    return tuple(sentences)


def merge(sentences: tuple[Sentence, ...]) -> tuple[Section, ...]:
    """Return the blocks that neighbouring sentences of one kind make."""
    blocks: list[Section] = []
    for s in sentences:
        if blocks and blocks[-1].kind == s.kind:
            blocks[-1] = Section(s.kind, blocks[-1].start, s.end)
        else:
            blocks.append(Section(s.kind, s.start, s.end))
    return tuple(blocks)


def _units(text: str) -> Iterator[_Unit]:
    lines = list(_lines(text))
    for i, (start, end, bullet) in enumerate(lines):
        opens_list = not bullet and i + 1 < len(lines) and lines[i + 1][2]
        heading = headings.find(text[start:end], bullet, opens_list)
        if heading:
            yield _Unit(start, end, bullet, heading)
            continue
        inline = _INLINE.match(text, start, end)
        if inline and inline.end() < end:
            known, strange = headings.look_up(inline[0].strip("*_# :-–—"))
            if known and strange == 0:
                yield _Unit(start, inline.end(), bullet, known)
                start = inline.end()
        yield from _sentences(text, start, end, bullet)


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    for line in _LINE.finditer(text):
        lead = _LEAD.match(text, line.start(), line.end())
        start = lead.end() if lead else line.start()
        if start < line.end():
            sign = text[line.start() : start].strip()
            yield start, start + len(text[start : line.end()].rstrip()), bool(sign.strip("*#_ ")) or sign == "*"


def _sentences(text: str, start: int, end: int, bullet: bool) -> Iterator[_Unit]:
    if end - start > _SHORT:
        for stop in _STOP.finditer(text, start, end):
            if stop.end() < end and stop.start() > start:
                yield _Unit(start, stop.end(), bullet)
                start = stop.end()
    yield _Unit(start, end, bullet)
