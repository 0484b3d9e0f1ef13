"""The command `truerole parse`: print the postings of a saved answer of a job board."""

from typing import Annotated

import typer

from truerole.cli.console import echo_error


def parse(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="greenhouse, lever, ashby, hn ...")],
    file: Annotated[str, typer.Argument(metavar="FILE | -", help="The saved answer; also with .gz.")],
    board: Annotated[str, typer.Option(metavar="B", help="The board that answered.")] = "",
) -> None:
    """Print the postings of a saved answer of a job board as JSON lines.

    Nothing is fetched. Problems are printed on stderr, a line each; then the exit code is 1.
    """
    import orjson

    from truerole.workflows.gathering.parse_saved import parse_saved, posting_fields

    parsed = parse_saved(source, file, board)
    for posting in parsed.postings:
        print(orjson.dumps(posting_fields(posting, parsed.company)).decode())
    for problem in parsed.problems:
        echo_error(f"{problem.which}: {problem.why}")
    if parsed.problems:
        raise typer.Exit(1)
