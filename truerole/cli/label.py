"""The commands of `truerole label`: label postings with keys, import and export labels, count them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from truerole.cli.console import echo_error
from truerole.cli.import_export import chosen_columns, tell_rejected
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Quiet
from truerole.core.errors import EmptyText
from truerole.core.labels import QueueOrder

if TYPE_CHECKING:
    from truerole.data.labels.labels import Annotation
    from truerole.data.labels.session import LabelSession
    from truerole.data.market.bitmap_index import BitmapIndex
    from truerole.data.store.store import Store

label = typer.Typer(
    name="label", rich_markup_mode=None, help="Label postings, so that the model learns from your labels."
)
LabelFormat = Literal["prodigy", "doccano", "label-studio", "csv"]
As = Annotated[str, typer.Option("--as", metavar="NAME", help="Your name, under which labels are kept.")]
InOrder = Annotated[
    QueueOrder, typer.Option("--order", help="Which postings come first; some are always drawn at random.")
]


@label.callback(invoke_without_command=True)
def begin(context: typer.Context, order: InOrder = "mix", annotator: As = "me") -> None:
    """Label postings, so that the model learns from your labels; without a command: label now."""
    if context.invoked_subcommand is None:
        ask(order, annotator)


@label.command("next")
def ask(order: InOrder = "mix", annotator: As = "me") -> None:
    """Label postings: a key labels, saves, and shows the next posting; the same as `truerole label` alone."""
    from truerole.core.settings import require_writable
    from truerole.data.labels.labels import normalise_annotator
    from truerole.data.labels.session import LabelSession
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.store.store import open_store
    from truerole.phrasing.labels import NOTHING_TO_LABEL

    require_writable()
    with open_store() as store:
        session, index = LabelSession(normalise_annotator(annotator), order), refresh(store)
        while session.ask(store, index) and _turn(session, store, index):
            pass
        if session.question is None:
            echo_error(NOTHING_TO_LABEL)
        echo_error(f"labels saved: {session.given:,}")


@label.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON lines (also with .gz or .zst) or Parquet.")],
    *,
    annotator: As = "me",
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=NAME", help="Take a field from this column; repeatable: role, text, title, second."
        ),
    ] = None,
    rejected: Annotated[Path | None, typer.Option(help="Write rejected rows to this file.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Number of processes; by default one for each core.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Import labels from a file: `role` with `text`, or with the `posting` (its number, or its id and `source`).

    Files of Prodigy, doccano, Label Studio and Argilla are taken as they are; what was rejected there is no label.

    Optional are `second`, `sure` (1 to 3), `labeller` and `title`. Rows with an unknown role, without a text, or with
    the label of another row go to a file in this folder, those of labels.csv to labels.rejected.jsonl, with the reason;
    then the exit code is 1.
    """
    from dataclasses import replace

    from truerole.cli.render.progress import PostingsBar
    from truerole.core.settings import require_writable
    from truerole.data.files.rejects import RejectsFile
    from truerole.data.labels.read_file import LabelFile
    from truerole.data.store.store import open_store
    from truerole.workflows.import_labels import import_labels

    require_writable()
    table, out = LabelFile(file, annotator, chosen_columns(column or [])), RejectsFile(file, rejected)
    if table.note:
        echo_error(table.note)
    heed_one_interrupt()
    try:
        with open_store() as store, out, PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
            summary = import_labels(
                store, table, out.add, workers, lambda progress: bar(replace(progress, share=table.share))
            )
    except KeyboardInterrupt:
        echo_error("stopped; the same command goes on where it was")
        raise
    echo_error(str(summary))
    if summary.rejected:
        tell_rejected(out)
        raise typer.Exit(1)


@label.command("lines")
def take_in_lines(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines, also with .gz or .zst.")],
    annotator: As = "me",
) -> None:
    """Import labels of lines: `line` and `duty`, with the `text`, or with `source`, `board` and `external_id`.

    A row that is no label is told in one line; then the exit code is 1.
    """
    from truerole.core.settings import require_writable
    from truerole.data.labels.line_file import import_lines
    from truerole.data.store.store import open_store

    require_writable()
    with open_store() as store:
        told = list(import_lines(store, file, annotator))
    problems = [problem for problem in told if problem]
    for problem in problems:
        echo_error(problem)
    echo_error(f"labels of lines: {len(told) - len(problems):,} new, {len(problems):,} rejected")
    if problems:
        raise typer.Exit(1)


@label.command()
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="CSV, JSON lines (also with .gz or .zst) or Parquet.")],
    text: Annotated[bool, typer.Option("--text", help="Write the texts of postings too.")] = False,
    tool: Annotated[
        LabelFormat | None, typer.Option("--format", help="The tool that is to read it, always with texts; or csv.")
    ] = None,
    lines: Annotated[bool, typer.Option("--lines", help="Write the labels of lines instead.")] = False,
) -> None:
    """Write the labels of all annotators to a file that `truerole label import` reads."""
    from truerole.data.labels.export import export_labels
    from truerole.data.labels.line_file import export_lines
    from truerole.data.store.store import open_store

    with open_store() as store:
        if lines:
            echo_error(f"labels of lines written to {out}: {export_lines(store, out):,}")
            return
        echo_error(f"labels written to {out}: {export_labels(store, out, text, tool):,}")


@label.command()
def status() -> None:
    """Show how many labels there are, by role, annotator and reason, and how well annotators agree."""
    from truerole.cli.render.labels import show_status
    from truerole.data.labels.labels import annotations
    from truerole.data.store.store import open_store

    with open_store() as store:
        show_status(annotations(store))


@label.command()
def undo(annotator: As = "me") -> None:
    """Take your last label back."""
    from truerole.data.labels.labels import undo_label
    from truerole.data.store.store import open_store

    with open_store() as store:
        echo_error(_undone(undo_label(store, annotator)))


def _turn(session: "LabelSession", store: "Store", index: "BitmapIndex") -> bool:
    """Show the next posting and obey a key; return False to quit."""
    from truerole.cli.render.labels import HELP, show_question
    from truerole.phrasing.labels import KEYS

    question = session.ask(store, index)
    if question is None:
        return False
    show_question(question, session.given)
    while (key := _key()) != "q":
        if key in KEYS:
            session.answer(store, KEYS[key])
            return True
        if key == "s":
            session.skip()
            return True
        if key == "u":
            echo_error(_undone(session.undo(store)))
            return True
        if key == "e":
            _explain(question.text, question.title)
        else:
            print(HELP)
    return False


def _key() -> str:
    """Return the key pressed next, or the next letter piped in; "q" at the end of the input and for Ctrl-C."""
    if sys.stdin.isatty():
        try:
            pressed: str = typer.getchar()
        except (KeyboardInterrupt, EOFError):
            return "q"
        return pressed.lower()
    while letter := sys.stdin.read(1):
        if not letter.isspace():
            return letter.lower()
    return "q"


def _explain(text: str, title: str | None) -> None:
    from truerole.cli.render.reading import show_reading
    from truerole.model.reader import default_reader, try_read

    reading = try_read(default_reader(), text, title)
    if isinstance(reading, str):
        raise EmptyText(reading)
    show_reading(reading, text)


def _undone(opinion: "Annotation | None") -> str:
    from truerole.phrasing.reading import ROLE_NAMES

    return f"undone: {ROLE_NAMES[opinion.role]}" if opinion else "there is no label of yours to undo"
