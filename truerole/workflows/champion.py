"""Compare, promote and prune models together with their readings in the store."""

from dataclasses import dataclass, replace

from truerole.core.errors import ModelError
from truerole.core.progress import OnProgress, Progress
from truerole.data.labels.labels import labelled_texts
from truerole.data.store.model_diff import delete_readings
from truerole.data.store.store import open_store, store_exists
from truerole.model.registry import champion
from truerole.model.registry.artifacts import model_folder, model_versions
from truerole.model.registry.champion import Promotion
from truerole.model.registry.model_card import CardFacts, read_card_facts
from truerole.workflows.compare_models import (
    ChangePreview,
    ModelComparison,
    compare_models,
    preview_changes,
)
from truerole.workflows.jobs.job_status import JobReporter
from truerole.workflows.repredict import REREAD_JOB, RepredictEffect, catch_up


def champion_or_shipped() -> tuple[str, str | None]:
    """Return the version of the champion and None, or the shipped version and why the champion cannot be loaded."""
    if problem := champion.champion_problem():
        return model_versions()[0], problem
    return champion.champion_version(), None


@dataclass(frozen=True, slots=True)
class ListedModel:
    """Model as listed: the shipped model has no `facts`, a model that cannot be trusted has a `problem` instead."""

    version: str
    champion: bool
    facts: CardFacts | None = None
    problem: str | None = None


def list_models() -> list[ListedModel]:
    """List all models, the shipped model first, then a user's own from oldest to newest; raises ModelError."""
    shipped, *own = model_versions()
    best = champion.champion_version()
    return [ListedModel(shipped, best == shipped), *(_listed(version, best) for version in own)]


def _listed(version: str, best: str) -> ListedModel:
    try:
        return ListedModel(version, version == best, read_card_facts(model_folder(version)))
    except ModelError as error:
        return ListedModel(version, version == best, problem=str(error))


def compare_with_labels(champion: str, challenger: str, workers: int | None = None) -> ModelComparison:
    """Return how two models compare, also on the labels of the store, if there is a store; raises ModelError."""
    if not store_exists():
        return compare_models(champion, challenger, [], workers)
    with open_store() as store:
        return compare_models(champion, challenger, labelled_texts(store), workers)


def preview_store(champion: str, challenger: str, workers: int | None = None) -> ChangePreview | None:
    """Return which postings of the store the challenger would read differently; None without a store."""
    if not store_exists():
        return None
    with open_store() as store:
        return preview_changes(store, champion, challenger, workers)


def promote_model(version: str, previous: str, reason: str | None, force: bool, workers: int | None) -> Promotion:
    """Compare a model with the `previous` champion, promote the model, and return the recorded promotion.

    Raises ModelError where it is worse beyond chance, unless `force` with a `reason`, which is kept.
    """
    regressions = compare_with_labels(previous, version, workers).benchmark.regressions if previous != version else []
    if force and not (reason or "").strip():
        raise ModelError("--force needs a --reason, which is kept")
    return champion.promote(version, regressions, reason if force else None)


def reread_store(on_progress: OnProgress, workers: int | None = None) -> RepredictEffect | None:
    """Repredict the pending postings with the champion, and return the effect; None for no change.

    While it goes on, the page *Models* shows its progress.
    """
    if not store_exists():
        return None
    with open_store() as store, JobReporter(REREAD_JOB) as status:

        def update(progress: Progress, /) -> None:
            status(replace(progress, step=f"{progress.done:,} postings read again"))
            on_progress(progress)

        effect = catch_up(store, workers, update)
        status.done("all postings are read by the champion")
    return effect


def prune_models() -> list[str]:
    """Delete the models that are not needed any more, and their readings in the store; return their versions."""
    gone = champion.prune()
    if gone and store_exists():
        with open_store() as store:
            for version in gone:
                delete_readings(store, version)
    return gone
