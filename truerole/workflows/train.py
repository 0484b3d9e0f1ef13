"""Train the role model as `truerole train` does: on the user's labels if there are any, else on the shipped counts."""

import logging
from dataclasses import dataclass
from pathlib import Path

from truerole.core.progress import OnProgress, Progress, log_progress
from truerole.core.settings import require_writable
from truerole.data.labels.labels import count_labelled
from truerole.data.labels.line_labels import taught_lines
from truerole.data.store.store import open_store, store_exists
from truerole.model.evaluation.metrics import Evaluation
from truerole.model.registry import artifacts, model_card
from truerole.model.role.term_counts import load_counts
from truerole.model.role.train import train
from truerole.workflows.jobs.job_status import JobReporter
from truerole.workflows.retrain import TRAINING_JOB, TrainingRun, retrain

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refit:
    """Refit of the shipped model: the evaluation, whether the model card agrees, and the file of the new model."""

    evaluation: Evaluation
    as_on_card: bool
    file: Path | None


def train_on_labels(on_progress: OnProgress, workers: int | None = None) -> TrainingRun | None:
    """Train a challenger on the labels of the store; return None where there are none.

    While it goes on, the page *Models* shows its progress.
    """
    if not store_exists():
        return None
    with open_store() as store:
        if not count_labelled(store) and not taught_lines(store):
            return None
        require_writable()
        with JobReporter(TRAINING_JOB) as status:

            def update(progress: Progress, /) -> None:
                status(progress)
                on_progress(progress)

            run = retrain(store, update, workers)
            lines = f" and {run.lines:,} lines" if run.lines else ""
            status.done(f"made {run.version} of {run.labels:,} labels{lines}")
    return run


def refit_shipped(on_progress: OnProgress, workers: int | None = None, out: Path | None = None) -> Refit:
    """Fit the role model to the shipped counts, and keep it with its card in the folder `out`, if given."""
    counts = load_counts()
    trained = train(counts, log_progress(logger, "refit of the shipped model", on_progress), workers)
    same = model_card.card_agrees(artifacts.SHIPPED, trained.evaluation)
    kept = out / artifacts.save_with_card(trained, counts, out).file if out else None
    agrees = "as on the card" if same else "other figures than on the card"
    logger.info("refit of the shipped model ended: %s", agrees, extra={"counts": {"postings": len(counts.labels)}})
    return Refit(trained.evaluation, same, kept)
