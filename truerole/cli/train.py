"""The command `truerole train`: fit the role model again, also to the labels of the user."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Quiet, Workers


def train(
    out: Annotated[
        Path | None, typer.Option(help="Fit to the shipped counts alone; keep the model and its card in this folder.")
    ] = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Train a new model on the shipped counts and your labels, and compare the figures.

    It becomes a challenger: `truerole models promote` makes it the champion. Without labels, or with --out, it is
    fitted to the shipped counts alone, checked on unseen sources, and compared with the model card. Takes a minute.
    """
    from truerole.cli.render.progress import StepsBar
    from truerole.model.evaluation.report import markdown_report
    from truerole.workflows.train import refit_shipped, train_on_labels

    heed_one_interrupt()
    with StepsBar(hidden=quiet or not sys.stderr.isatty()) as steps:
        run = train_on_labels(steps, workers) if out is None else None
        refit = None if run else refit_shipped(steps, workers, out)
    if run:
        for note in run.notes:
            echo_error(note)
        lines = f" and {run.lines:,} lines" if run.lines else ""
        echo_error(f"made the challenger {run.version} of {run.labels:,} labels{lines}")
        echo_error("`truerole models compare` sets it beside the champion, `truerole models promote` promotes it")
    if refit:
        print(markdown_report(refit.evaluation))
        echo_error(f"the figures {'are' if refit.as_on_card else 'differ from'} those of the model card")
        if refit.file:
            echo_error(f"kept {refit.file} and its card")
