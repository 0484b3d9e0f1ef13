"""Labelling in a terminal: the posting with the keys, and the counts of labels."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import IO

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from truerole.core.reading import ROLES
from truerole.core.text.visible import one_line, visible
from truerole.data.labels.agreement import conflicts, count_roles, pairwise_agreement, random_check
from truerole.data.labels.labels import Annotation, group_by_target
from truerole.data.labels.queue import Question
from truerole.phrasing.labels import KEYS, REASONS, accuracy_sentence, agreement_sentence
from truerole.phrasing.reading import ROLE_NAMES, plural

HELP = """1 to 5  label it, save that, and show the next one
s       skip it, until you ask again with a new `truerole label`
u       undo your last label, and show its posting again
e       show what the model says, and why
?       show this
q       quit; all labels are saved"""
_SHOWN = 9


def show_question(question: Question, given: int, file: IO[str] | None = None) -> None:
    """Print a posting to label: the reason, title, company, text and keys."""
    console = _console(file)
    console.print(Rule(Text(f"{given + 1:,} · {REASONS[question.why]}", "dim"), align="left"))
    console.print(Text(one_line(question.title or "Without a title"), "bold"))
    if question.company:
        console.print(Text(one_line(question.company), "dim"))
    console.print(Text("\n" + visible(question.text).strip() + "\n"))
    keys = (f"{key} {ROLE_NAMES[role]}" for key, role in KEYS.items())
    console.print(Text("   ".join([*keys, "s skip", "u undo", "e evidence", "? help", "q quit"]), "cyan"))


def show_status(annotations: Sequence[Annotation], file: IO[str] | None = None) -> None:
    """Print the number of labels by role, annotator and reason, and how well annotators agree."""
    console, groups = _console(file), group_by_target(annotations)
    console.print(f"{plural(len(groups), 'text')} labelled" + (":" if groups else "; `truerole label` asks you"))
    counts = count_roles(annotations)
    table = Table.grid(padding=(0, 2, 0, 0))
    for role in ROLES:
        table.add_row(Text(ROLE_NAMES[role]), Text(f"{counts[role]:,}", justify="right"))
    if groups:
        console.print(table)
    people = Counter(one.annotator for one in annotations)
    reasons = Counter(REASONS[one.why] for one in annotations)
    for what, found in (("By", people), ("As", reasons)):
        if found:
            names = ", ".join(f"{one_line(name)} {number:,}" for name, number in found.most_common(_SHOWN))
            console.print(Text(f"{what}: {names}"))
    for line in _judgement(annotations):
        console.print(Text(line))


def _judgement(annotations: Sequence[Annotation]) -> list[str]:
    lines = [one_line(agreement_sentence(found)) for found in pairwise_agreement(annotations)[:_SHOWN]]
    if disputed := conflicts(annotations):
        lines.append(f"Annotators disagree on {plural(len(disputed), 'text')}; the page Label shows them")
    return [line for line in [*lines, accuracy_sentence(random_check(annotations))] if line]


def _console(file: IO[str] | None) -> Console:
    return Console(file=file or sys.stdout, highlight=False, markup=False, emoji=False)
