"""Reading of a posting in a terminal: verdict, role probabilities, evidence, skills, signals."""

import sys
from collections.abc import Iterable, Iterator
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from truerole.core.reading import Reading, Role, Skill
from truerole.core.text.visible import one_line
from truerole.model.text.clean import clean
from truerole.phrasing.evidence import EvidenceSpan, evidence_spans, excerpt
from truerole.phrasing.postings.facts import fact_rows
from truerole.phrasing.postings.needs import skill_label, skill_rows
from truerole.phrasing.reading import (
    NEED_NAMES,
    ROLE_NAMES,
    doubt_note,
    duties_sentence,
    language_name,
    language_note,
    percent,
    signal_rows,
    title_agreement,
    verdict_sentence,
)
from truerole.workflows.reading.posting_facts import find_facts

FOR, AGAINST = 4, 2
_LENGTH = 160
_BAR = 30
_COLOURS: dict[Role, str] = {
    "data_analyst": "cyan",
    "data_engineer": "green",
    "data_scientist": "magenta",
    "ml_engineer": "yellow",
    "other": "white",
}


def show_reading(reading: Reading, text: str, file: IO[str] | None = None, found: bool = False) -> None:
    """Print a reading of `text`; in colours on a terminal, else plain and 80 columns wide.

    `found` says that the title was found in the text.
    """
    console = Console(file=file or sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)
    facts = find_facts(text)
    text = clean(text)
    console.print(_verdict(reading))
    if found and reading.title:
        console.print(_text(f"Title found in the text: “{excerpt(reading.title.text, _LENGTH)}”", "dim"))
    for name, value, _, _ in fact_rows(facts):
        console.print(_text(f"{name}: {excerpt(value, _LENGTH)}"))
    for heading, part in _parts(reading, text):
        console.print(Text(f"\n{heading}", style="bold"))
        console.print(Padding(part, (0, 0, 0, 2), expand=False))


def _verdict(reading: Reading) -> Group:
    lines = [
        _text(verdict_sentence(reading, lambda title: excerpt(title, _LENGTH)) + ".", "bold"),
        _text(title_agreement(reading)),
    ]
    if reading.role is None:
        lines = [_text(language_note(reading), "bold")]
    elif reading.doubt == "too short to tell":
        lines = [_text(doubt_note(reading), "bold")]
    elif reading.doubt:
        lines.append(_text(doubt_note(reading), "yellow"))
    return Group(*(line for line in lines if line.plain))


def _parts(reading: Reading, text: str) -> Iterator[tuple[str, RenderableType]]:
    if reading.role is not None and reading.doubt != "too short to tell":
        yield "The mix", _mix(reading)
        if work := duties_sentence(reading):
            yield "The work", _text(work)
        found = evidence_spans(reading)
        own = [c for c in found if c.role == reading.role][:FOR]
        others = [c for c in found if c.role != reading.role][:AGAINST]
        if own:
            yield "What speaks for it", _quotes(own, text)
        if others:
            yield "What speaks against it", _quotes(others, text, named=True)
    if reading.skills:
        yield "Skills", _skills(reading.skills)
    yield "Signals", _signals(reading, text)


def _mix(reading: Reading) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for role, share in sorted(reading.roles.items(), key=lambda item: -item[1]):
        bar = "█" * round(share * _BAR) or "▏"
        table.add_row(_text(ROLE_NAMES[role]), Text(bar.ljust(_BAR), _COLOURS[role]), percent(share))
    return table


def _quotes(found: Iterable[EvidenceSpan], text: str, named: bool = False) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    for span in found:
        line = _text(excerpt(text[span.start : span.end], _LENGTH))
        if named:
            line.append(f" ({ROLE_NAMES[span.role]})", _COLOURS[span.role])
        table.add_row("-" if named else "+", line)
    return table


def _skills(skills: Iterable[Skill]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    ranked = sorted(skills, key=lambda s: s.category)
    for need, label in NEED_NAMES.items():
        for place, (category, group) in enumerate(skill_rows(ranked, need)):
            names = ", ".join(skill_label(s.name, s.years) for s in group)
            table.add_row(Text("" if place else label, "bold"), Text(category, "dim"), _text(names))
    return table


def _signals(reading: Reading, text: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, value, spans in signal_rows(reading.signals):
        shown = dict.fromkeys(excerpt(text[start:end], 40) for start, end in spans[:3])
        line = _text(value)
        line.append("".join(f" “{q}”" for q in shown), "dim")
        table.add_row(Text(name, "dim"), line)
    table.add_row(Text("Language", "dim"), _text(language_name(reading.language)))
    return table


def _text(content: str, style: str = "") -> Text:
    """Return `content` on a single line, without markup and control sequences."""
    return Text(one_line(content), style)
