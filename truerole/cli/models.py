"""The commands of `truerole models`: list, compare, promote, roll back and delete models."""

import sys
from typing import Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Workers
from truerole.core.errors import ModelError

models = typer.Typer(
    name="models",
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Compare, promote and roll back models.",
)
Version = Annotated[str, typer.Argument(metavar="VERSION", help="As `truerole models list` names it.")]


@models.command("list")
def list_() -> None:
    """List all models, with their labels and accuracy; a star marks the champion, which reads all postings."""
    from truerole.model.registry.champion import champion_problem
    from truerole.workflows.champion import list_models

    for each in list_models():
        details = each.problem or "ships with TrueRole"
        if facts := each.facts:
            details = (
                f"{facts.made}  {facts.own:,} labels  accuracy {facts.accuracy:.3f}  macro-F1 {facts.macro_f1:.3f}"
            )
        print(f"{'*' if each.champion else ' '} {each.version}  {details}")
    if problem := champion_problem():
        echo_error(f"{problem}; until then the shipped model reads")


@models.command()
def show(version: Version) -> None:
    """Print the card of a model."""
    from truerole.core.text.visible import visible
    from truerole.model.registry.artifacts import model_folder
    from truerole.model.registry.model_card import read_card

    print(visible(read_card(model_folder(version))))


@models.command()
def compare(
    challenger: Annotated[str | None, typer.Argument(help="By default the newest model.")] = None,
    champion: Annotated[str | None, typer.Argument(help="By default the champion.")] = None,
    workers: Workers = None,
) -> None:
    """Compare two models: on the benchmark postings, on your labels, on postings of the store."""
    from truerole.cli.render.models import show_comparison, show_preview
    from truerole.model.registry.artifacts import model_versions
    from truerole.workflows.champion import compare_with_labels, preview_store

    challenger, champion = challenger or model_versions()[-1], champion or _champion()
    if challenger == champion:
        raise ModelError(f"{champion} is the champion, and there is no newer model; make one with `truerole train`")
    show_comparison(compare_with_labels(champion, challenger, workers))
    if preview := preview_store(champion, challenger, workers):
        show_preview(preview)


@models.command()
def promote(
    version: Version,
    force: Annotated[bool, typer.Option("--force", help="Promote it although it is worse; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why, where it is worse; it is kept.")] = None,
    workers: Workers = None,
) -> None:
    """Make a model the champion, and read the stored postings again with this model.

    It is refused where macro-F1 or a role has fallen beyond its 95 % interval, unless forced with a reason. Until all
    postings are read again, the old readings count; interrupted, `truerole models reread` goes on.
    """
    from truerole.core.settings import require_writable
    from truerole.workflows.champion import promote_model

    require_writable()
    promotion = promote_model(version, _champion(), reason, force, workers)
    echo_error(f"{promotion.version} is the champion, in place of {promotion.previous}")
    reread(workers)


@models.command()
def rollback(workers: Workers = None) -> None:
    """Make the previous champion the champion again; the readings made then count again at once."""
    from truerole.core.settings import require_writable
    from truerole.model.registry.champion import rollback

    require_writable()
    promotion = rollback()
    echo_error(f"{promotion.version} is the champion again, in place of {promotion.previous}")
    reread(workers)


@models.command()
def reread(workers: Workers = None) -> None:
    """Read with the champion the stored postings that an earlier champion read, and show the new readings."""
    from truerole.cli.render.progress import PostingsBar
    from truerole.core.settings import require_writable
    from truerole.workflows.champion import reread_store

    require_writable()
    heed_one_interrupt()
    with PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        effect = reread_store(bar, workers)
    if effect:
        echo_error(str(effect))


@models.command()
def prune() -> None:
    """Remove models that nobody needs, with their readings.

    The shipped one, the champion, the one before it and the newest five stay.
    """
    from truerole.core.settings import require_writable
    from truerole.workflows.champion import prune_models

    require_writable()
    gone = prune_models()
    echo_error(f"{len(gone)} models removed" + (f": {', '.join(gone)}" if gone else ""))


def _champion() -> str:
    """Return the version of the champion; if that cannot be loaded, warn and return the shipped version."""
    from truerole.workflows.champion import champion_or_shipped

    version, problem = champion_or_shipped()
    if problem:
        echo_error(f"{problem}; until then the shipped model reads")
    return version
