"""The command `truerole harvest`: postings out of the archives of a crawl."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Quiet, Workers


def harvest(
    sources: Annotated[
        list[Path], typer.Argument(metavar="WARC …", help="Archives of crawled pages: .warc or .warc.gz.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The .parquet file of postings.")],
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Harvest the postings that crawled pages carry as schema.org JobPosting into a Parquet file.

    The archives are those of Common Crawl, or of any crawler that writes WARC. A posting that comes again, by its URL
    or by its words, is left out. What cannot be read is passed over and counted; where a file is damaged, or is no
    archive, the exit code is 1; where no file gives a single record, OUT stays as it was. OUT is ready for
    `truerole score` and `truerole import`.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.workflows.scale.harvest import harvest as harvest_files

    heed_one_interrupt()
    with PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
        summary = harvest_files(sources, target, workers, bar)
    for line in summary.damaged if summary.written else ():
        echo_error(line)
    echo_error(str(summary))
    if summary.damaged:
        raise typer.Exit(1)
