"""Options that several commands share."""

from typing import Annotated

import typer

Workers = Annotated[int | None, typer.Option(min=1, help="Number of processes; by default one for each core.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
