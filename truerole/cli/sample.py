"""The command of `truerole sample`: build the market sample that ships with TrueRole."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from truerole.cli.console import echo_error

sample = typer.Typer(
    name="sample", rich_markup_mode=None, no_args_is_help=True, help="The market sample that ships with TrueRole."
)


@sample.command()
def build(
    corpus: Annotated[Path, typer.Argument(help="JSON lines or Parquet: id, src, title, date, location, description.")],
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the one that ships.")] = None,
) -> None:
    """Read a corpus of postings into a file of facts: no text, only source, month, country, title and the reading."""
    from truerole.cli.render.progress import PostingsBar
    from truerole.core.settings import require_writable
    from truerole.data.market.sample import SAMPLE_FILE
    from truerole.workflows.build_sample import build_sample

    if out is None:
        require_writable()
    with PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        rows = build_sample(corpus, out or SAMPLE_FILE, bar)
    echo_error(f"wrote the facts of {rows:,} postings to {out or SAMPLE_FILE}")
