"""The command `truerole score`: read a file, or many, of postings into readings."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Quiet
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from truerole.core.progress import OnProgress
    from truerole.workflows.batch_score import ScoreSummary


def score(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN",
            help="CSV, JSON, Parquet or Excel: id, description, title. For a folder OUT: a file, folder, 'pattern*' or "
            "s3://… address of Parquet or JSON.",
        ),
    ],
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="JSON lines or Parquet: a reading a row; or a folder of Parquet.")
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Number of processes; by default one for each core.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="The Dask scheduler whose workers read instead.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Read a file of postings into a file of readings, or many files into a folder.

    One a row, in the same order. A name that ends in .jsonl, .ndjson or .json (also with .gz or .zst) is JSON lines,
    .parquet is Parquet. A row's `gid`, where it has one, is its id. A row that cannot be read becomes {"id", "error"};
    then the exit code is 1. Interrupted, the same command goes on where it was.

    Where OUT is a folder, processes read parts of IN from where they lie, and write each as Parquet into OUT;
    _manifest.json there says that all is done. Files of a folder IN that are neither Parquet nor JSON by their names
    are left out; a line names them.
    """
    from truerole.cli.render.progress import PostingsBar

    if workers and cluster:
        raise DataError("--workers and --cluster exclude each other: the cluster has workers of its own")
    heed_one_interrupt()
    try:
        with PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
            summary = _scored(source, target, workers, cluster, bar)
    except KeyboardInterrupt:
        echo_error("stopped; the same command goes on where it was")
        raise
    if summary.note:
        echo_error(summary.note)
    echo_error(str(summary))
    if summary.errors:
        raise typer.Exit(1)


def _scored(
    source: str, target: str, workers: int | None, cluster: str | None, on_progress: "OnProgress"
) -> "ScoreSummary":
    if not (cluster or _in_parts(source, target)):
        from truerole.workflows.batch_score import score_file

        return score_file(Path(source), Path(target), workers, on_progress)
    from truerole.workflows.scale.pools import cluster_pool, local_pool
    from truerole.workflows.scale.score_parts import score_parts

    with cluster_pool(cluster) if cluster else local_pool(workers) as pool:
        return score_parts(source, target, pool, on_progress)


def _in_parts(source: str, target: str) -> bool:
    """Return whether the readings go to a folder: by the name of OUT, or as IN is more than a file of this machine."""
    from truerole.data.parts.storage import is_address, is_pattern

    many = is_address(source) or Path(source).is_dir() or (is_pattern(source) and not Path(source).exists())
    folder = is_address(target) or target.endswith("/") or not Path(target).suffix or Path(target).is_dir()
    return many or folder
