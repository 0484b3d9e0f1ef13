"""The commands of `truerole models`: which models there are, how they compare, and which one reads."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.core.errors import ModelError

if TYPE_CHECKING:
    from truerole.data.store.store import Store
    from truerole.workflows.compare_models import ModelComparison

models = typer.Typer(
    name="models", rich_markup_mode=None, no_args_is_help=True, help="The models that read, and those that could."
)
_SHOWN = 12
Version = Annotated[str, typer.Argument(metavar="VERSION", help="As `truerole models list` names it.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; all cores where not said.")]


@models.command("list")
def list_models() -> None:
    """List all models: which one reads, what the others were made of."""
    from truerole.model.registry.artifacts import model_folder, model_versions
    from truerole.model.registry.champion import champion_problem, champion_version
    from truerole.model.registry.model_card import read_card_facts

    shipped, *own = model_versions()
    champion = champion_version()
    print(f"{'*' if champion == shipped else ' '} {shipped}  ships with TrueRole")
    for version in own:
        try:
            facts = read_card_facts(model_folder(version))
            told = f"{facts.made}  {facts.own:,} labels  accuracy {facts.accuracy:.3f}  macro-F1 {facts.macro_f1:.3f}"
        except ModelError as error:
            told = str(error)
        print(f"{'*' if champion == version else ' '} {version}  {told}")
    if problem := champion_problem():
        echo_error(f"{problem}; until then the shipped model reads")


@models.command()
def show(version: Version) -> None:
    """Print the card of a model."""
    from truerole.core.text import visible
    from truerole.model.registry.artifacts import model_folder
    from truerole.model.registry.model_card import CARD

    print(visible((model_folder(version) / CARD).read_text("utf-8")))


@models.command()
def compare(
    challenger: Annotated[str | None, typer.Argument(help="By default the newest model.")] = None,
    champion: Annotated[str | None, typer.Argument(help="By default the one that reads.")] = None,
    workers: Workers = None,
) -> None:
    """Set two models side by side: on the frozen part, on your labels, on postings of the store."""
    from truerole.data.store.store import open_store, store_exists
    from truerole.model.registry.artifacts import model_versions
    from truerole.phrasing.comparison import preview_sentence
    from truerole.workflows.compare_models import preview_changes

    challenger, champion = challenger or model_versions()[-1], champion or _rival()
    if challenger == champion:
        raise ModelError(f"{champion} is the champion, and there is no newer model; make one with `truerole train`")
    found = _contest(champion, challenger, workers)
    _print(found)
    if store_exists():
        with open_store() as store:
            foreseen = preview_changes(store, champion, challenger, workers)
        print(preview_sentence(foreseen))
        for one in foreseen.turned[:_SHOWN]:
            echo_error(f"posting {one.number}: {one.was} before, {one.now} now ({one.title})")


@models.command()
def promote(
    version: Version,
    force: Annotated[bool, typer.Option("--force", help="Promote it although it is worse; say why.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why, where it is worse; it is kept.")] = None,
    workers: Workers = None,
) -> None:
    """Make a model the champion, and have it read the store again.

    It is refused where macro-F1 or a role has fallen beyond its 95 % interval, unless forced with a reason. Until all
    postings are read again, the old readings count; interrupted, `truerole models reread` goes on.
    """
    from truerole.core.settings import require_writable
    from truerole.model.registry.champion import promote as make_champion

    require_writable()
    rival = _rival()
    fallen = _contest(rival, version, workers).frozen.regressions if rival != version else []
    if force and not (reason or "").strip():
        raise ModelError("--force needs a --reason, which is kept")
    made = make_champion(version, fallen, reason if force else None)
    echo_error(f"{made.version} is the champion, in place of {made.previous}")
    reread(workers)


@models.command()
def rollback(workers: Workers = None) -> None:
    """Make the model before the champion champion again; what it had read counts again at once."""
    from truerole.core.settings import require_writable
    from truerole.model.registry.champion import rollback as go_back

    require_writable()
    made = go_back()
    echo_error(f"{made.version} is the champion again, in place of {made.previous}")
    reread(workers)


@models.command()
def reread(workers: Workers = None) -> None:
    """Have the champion read what it has not read yet, and switch the store to its readings."""
    from truerole.core.settings import require_writable
    from truerole.data.store.store import open_store, store_exists

    require_writable()
    heed_one_interrupt()
    if store_exists():
        with open_store() as store:
            _reread(store, workers)


@models.command()
def prune() -> None:
    """Remove models that nobody needs, with their readings.

    The shipped one, the champion, the one before it and the newest five stay.
    """
    from truerole.core.settings import require_writable
    from truerole.data.store.model_diff import delete_readings
    from truerole.data.store.store import open_store, store_exists
    from truerole.model.registry.champion import prune as remove

    require_writable()
    gone = remove()
    if gone and store_exists():
        with open_store() as store:
            for version in gone:
                delete_readings(store, version)
    echo_error(f"{len(gone)} models removed" + (f": {', '.join(gone)}" if gone else ""))


def _reread(store: "Store", workers: int | None) -> None:
    from dataclasses import replace

    from truerole.cli.render.progress import PostingsBar
    from truerole.core.progress import Progress
    from truerole.workflows.job_status import Working
    from truerole.workflows.repredict import REREAD_JOB, catch_up

    with Working(REREAD_JOB) as working, PostingsBar(hidden=not sys.stderr.isatty()) as bar:

        def on_progress(progress: Progress, /) -> None:
            working(replace(progress, step=f"{progress.done:,} postings read again"))
            bar(progress)

        found = catch_up(store, workers, on_progress)
        working.done("all postings are read by the champion")
    if found:
        echo_error(str(found))


def _rival() -> str:
    """Return the champion, or the shipped model where the champion cannot be loaded."""
    from truerole.model.registry.artifacts import model_versions
    from truerole.model.registry.champion import champion_problem, champion_version

    if problem := champion_problem():
        echo_error(f"{problem}; until then the shipped model reads")
        return model_versions()[0]
    return champion_version()


def _contest(champion: str, challenger: str, workers: int | None) -> "ModelComparison":
    from truerole.data.labels.labels import effective
    from truerole.data.store.store import open_store, store_exists
    from truerole.workflows.compare_models import compare_models

    if not store_exists():
        return compare_models(champion, challenger, [], workers)
    with open_store() as store:
        return compare_models(champion, challenger, effective(store), workers)


def _print(found: "ModelComparison") -> None:
    from truerole.phrasing.comparison import comparison_verdict, metric_rows, own_labels_sentence, role_rows

    print(f"{found.challenger} beside the champion {found.champion}, on {found.frozen.n:,} frozen postings:")
    print(comparison_verdict(found))
    if told := own_labels_sentence(found):
        print(told)
    print("\n| figure | champion | challenger | difference | 95 % interval |\n|---|---|---|---|---|")
    for row in metric_rows(found.frozen):
        spread = f"{row['low']:+.3f} to {row['high']:+.3f}" if row["low"] is not None else ""
        difference = f"{row['difference']:+.3f}" if row["difference"] is not None else ""
        print(f"| {row['figure']} | {row['champion']:.3f} | {row['challenger']:.3f} | {difference} | {spread} |")
    head, *_ = lines = role_rows(found.frozen)
    print("\n| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for line in lines:
        print("| " + " | ".join(f"{v:.3f}" if isinstance(v, float) else str(v) for v in line.values()) + " |")
    print(f"\n{len(found.frozen.changes):,} frozen postings read differently:")
    for change in found.frozen.changes[:_SHOWN]:
        print(f"- {change.id}: {change.champion} before, {change.challenger} now, {change.role} by its reader")
