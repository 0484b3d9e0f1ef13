"""Posting's text as safe HTML: everything escaped, evidence and skills marked with fixed classes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from truerole.core.reading import Duty, DutySpan, Need, Role, Section, Skill
from truerole.phrasing.escape import escape
from truerole.phrasing.evidence import EvidenceSpan, excerpt
from truerole.phrasing.reading import DUTY_NAMES, NEED_NAMES, ROLE_NAMES, SECTION_NAMES

ROLE_CLASSES: dict[Role, str] = {
    "data_analyst": "tr-da",
    "data_engineer": "tr-de",
    "data_scientist": "tr-ds",
    "ml_engineer": "tr-ml",
    "other": "tr-ot",
}
DUTY_CLASSES: dict[Duty, str] = {
    "analysis": "tr-da",
    "data_engineering": "tr-de",
    "data_science": "tr-ds",
    "ml_engineering": "tr-ml",
    "software": "tr-sw",
    "business": "tr-bu",
    "general": "tr-ot",
    "none": "tr-ot",
}
WIDEST_BULLET = 12
# So many characters around a skill are shown where the pointer rests on its name.
AROUND = 50
_BLANK_LINES = re.compile(r"\n{3,}")


def quote(text: str, start: int, end: int, limit: int = 280) -> str:
    """Return the words of a span, escaped, cut at `limit` characters."""
    return escape(excerpt(text[start:end], limit))


def around(text: str, start: int, end: int) -> str:
    """Return a span with whole words around, escaped."""
    first = text.find(" ", start - AROUND, start) + 1 or start if start > AROUND else 0
    last = text.rfind(" ", end, end + AROUND) if end + AROUND < len(text) else len(text)
    return f"… {quote(text, first, max(last, end))} …"


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark in a text: span, CSS classes, words where the pointer rests, and tag."""

    start: int
    end: int
    classes: str
    says: str
    tag: str


def evidence_mark(span: EvidenceSpan) -> Mark:
    """Return the mark of a sentence that points to a role."""
    name = ROLE_NAMES[span.role]
    return Mark(
        span.start, span.end, f"tr-{span.strength} {ROLE_CLASSES[span.role]}", f"points {span.strength} to {name}", name
    )


def duty_mark(duty: DutySpan) -> Mark:
    """Return the mark of a sentence that is of a kind of work."""
    second = f", and {DUTY_NAMES[duty.second]}" if duty.second else ""
    name = DUTY_NAMES[duty.kind]
    return Mark(duty.start, duty.end, f"tr-clearly {DUTY_CLASSES[duty.kind]}", f"{name}{second}", name)


def annotate(text: str, sections: Sequence[Section], spans: Iterable[Mark], skills: Iterable[Skill]) -> str:
    """Return `text` by section as HTML, with marked sentences coloured and skills underlined by need."""
    marks = sorted(spans, key=lambda c: c.start)
    needs = _needs(skills)
    parts = [_part(text, block, marks, needs) for block in _cover(text, sections)]
    return f'<div class="tr-text" role="region" aria-label="The posting">{"".join(parts)}</div>'


def _cover(text: str, sections: Sequence[Section]) -> list[Section]:
    """Return the sections stretched to cover the whole text."""
    if sections and text[: _line(text, sections[0].start)].strip():
        sections = [Section("other", 0, sections[0].start), *sections]  # a page's head, which was not read
    starts = [0, *(_line(text, s.start) for s in sections[1:]), len(text)]
    kinds = [s.kind for s in sections] or ["other"]
    return [Section(kind, a, b) for kind, (a, b) in zip(kinds, pairwise(starts), strict=True)]


def _line(text: str, at: int) -> int:
    """Return the start of the line around `at` if only a bullet stands before `at`, else `at`."""
    begin = text.rfind("\n", 0, at) + 1
    return at if at - begin > WIDEST_BULLET or any(c.isalnum() for c in text[begin:at]) else begin


def _tight(body: str) -> str:
    """Return `body` with at most a single empty line at a time."""
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in body.split("\n"))).strip()


def _part(text: str, block: Section, spans: Sequence[Mark], needs: Sequence[tuple[int, int, Need]]) -> str:
    inside = [c for c in spans if c.start < block.end and c.end > block.start]
    out, at = [], block.start
    for span in inside:
        start, end = max(span.start, at), min(span.end, block.end)
        out += [_skilled(text, at, start, needs), _marked(span, _skilled(text, start, end, needs))]
        at = max(at, end)
    body = _tight("".join([*out, _skilled(text, at, block.end, needs)]))
    return f'<div class="tr-part"><div class="tr-kind">{SECTION_NAMES[block.kind]}</div><div>{body}</div></div>'


def _marked(mark: Mark, inner: str) -> str:
    tag = f'<span class="tr-tag">{mark.tag}</span>'
    return f'<mark class="{mark.classes}" title="{mark.says}">{inner}{tag}</mark>'


def _needs(skills: Iterable[Skill]) -> list[tuple[int, int, Need]]:
    return sorted((start, end, s.need) for s in skills for start, end in s.mentions)


def _skilled(text: str, start: int, end: int, needs: Sequence[tuple[int, int, Need]]) -> str:
    out, at = [], start
    for first, last, need in needs:
        if last > at and first < end:
            left, right = max(first, at), min(last, end)
            out += [escape(text[at:left]), _boxed(text[left:right], need)]
            at = right
    return "".join([*out, escape(text[at:end])])


def _boxed(name: str, need: Need) -> str:
    return f'<span class="tr-skill tr-{need}" title="{NEED_NAMES[need]}">{escape(name)}</span>'
