"""Cut a posting into sentences and give each the kind of section in which it stands."""

import re
from dataclasses import dataclass

from model.reading import Section, SectionKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """Mark one sentence, bullet or heading, from `start` to before `end`, and the kind of section it stands in."""

    start: int
    end: int
    kind: SectionKind
    heading: bool = False


def split(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text` (as `model.text.clean` gives it), in order, without overlap."""
    return tuple(Sentence(m.start(), m.end(), "other") for m in re.finditer(r"[^\n]+", text))


def merge(sentences: tuple[Sentence, ...]) -> tuple[Section, ...]:
    """Return the blocks that neighbouring sentences of one kind make."""
    blocks: list[Section] = []
    for s in sentences:
        if blocks and blocks[-1].kind == s.kind:
            blocks[-1] = Section(s.kind, blocks[-1].start, s.end)
        else:
            blocks.append(Section(s.kind, s.start, s.end))
    return tuple(blocks)
