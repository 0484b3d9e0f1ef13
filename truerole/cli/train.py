"""The command `truerole train`: fit the role model again, to the user's labels too where there are any."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt

if TYPE_CHECKING:
    from truerole.data.store.store import Store

Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all cores where not said.")]


def train(
    out: Annotated[
        Path | None, typer.Option(help="Fit to the shipped counts alone; keep the model and its card in this folder.")
    ] = None,
    workers: Workers = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Fit the role model to the shipped counts and to your labels, and compare it with the champion.

    It becomes a challenger: `truerole models promote` makes it the champion. Without labels, or with --out, it is
    fitted to the shipped counts alone, checked on unseen sources, and compared with the model card. Takes a minute.
    """
    from truerole.data.labels.labels import count
    from truerole.data.store.store import open_store, store_exists

    heed_one_interrupt()
    if out is None and store_exists():
        with open_store() as store:
            if count(store):
                _teach(store, workers, quiet)
                return
    _refit(out, workers, quiet)


def _teach(store: "Store", workers: int | None, quiet: bool) -> None:
    from truerole.cli.render.progress import StepsBar
    from truerole.core.progress import Progress
    from truerole.workflows.job_status import Working
    from truerole.workflows.retrain import TRAINING_JOB, retrain

    with Working(TRAINING_JOB) as working, StepsBar(hidden=quiet or not sys.stderr.isatty()) as steps:

        def on_progress(progress: Progress, /) -> None:
            working(progress)
            steps(progress)

        lesson = retrain(store, on_progress, workers)
        working.done(f"made {lesson.version} of {lesson.labels:,} labels")
    for note in lesson.notes:
        echo_error(note)
    echo_error(f"made the challenger {lesson.version} of {lesson.labels:,} labels")
    echo_error("`truerole models compare` sets it beside the champion, `truerole models promote` makes it the champion")


def _refit(out: Path | None, workers: int | None, quiet: bool) -> None:
    from truerole.cli.render.progress import StepsBar
    from truerole.model.evaluation.metrics import markdown_report
    from truerole.model.registry import artifacts, model_card
    from truerole.model.role.term_counts import load_counts
    from truerole.model.role.train import train as fit

    counts = load_counts()
    with StepsBar(hidden=quiet or not sys.stderr.isatty()) as steps:
        trained = fit(counts, steps, workers)
    print(markdown_report(trained.evaluation))
    same = model_card.card_agrees(artifacts.SHIPPED, trained.evaluation)
    echo_error("the figures are those of the model card" if same else "the figures differ from those of the model card")
    if out:
        entry = artifacts.save_with_card(trained, counts, out)
        echo_error(f"kept {out / entry.file} and its card")
