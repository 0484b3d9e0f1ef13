"""The command `truerole parse`: what a saved answer of a job board holds, asked of nobody."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error

if TYPE_CHECKING:
    from truerole.core.posting import Posting

_MOST_BYTES = 200_000_000
_GZIP = b"\x1f\x8b"


def parse(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="greenhouse, lever, ashby, hn ...")],
    file: Annotated[str, typer.Argument(metavar="FILE | -", help="What the source answered; also with .gz.")],
    board: Annotated[str, typer.Option(metavar="B", help="The board that it is of.")] = "",
) -> None:
    """Print the postings of a saved answer of a job board as JSON lines.

    Nothing is fetched. What is no posting is said, a line each; then the exit code is 1.
    """
    import orjson

    from truerole.scraper.sources.base import Request, Response
    from truerole.scraper.sources.registry import source_of

    named = "standard input" if file == "-" else file
    parsed = source_of(source).parse(Response(Request(named), _bytes_of(file, named)), board)
    for posting in parsed.postings:
        print(orjson.dumps(_shown(posting, parsed.company)).decode())
    for problem in parsed.problems:
        echo_error(f"{problem.which}: {problem.why}")
    if parsed.problems:
        raise typer.Exit(1)


def _bytes_of(file: str, named: str) -> bytes:
    """Return what a file or the standard input holds, unpacked; raises DataError for what is damaged or too large."""
    from truerole.core.decoding import read_file, read_input
    from truerole.core.errors import DataError

    raw = read_input(_MOST_BYTES) if file == "-" else read_file(Path(file), _MOST_BYTES)
    if not raw.startswith(_GZIP):
        return raw
    import gzip
    import zlib
    from io import BytesIO

    try:
        with gzip.open(BytesIO(raw)) as stream:
            unpacked = stream.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise DataError(f"{named}: is damaged: it does not unpack to its end") from None
    if len(unpacked) > _MOST_BYTES:
        raise DataError(f"{named}: holds more than {_MOST_BYTES / 1e6:g} MB; parse it in parts")
    return unpacked


def _shown(posting: "Posting", company: str | None) -> dict[str, object]:
    pay = posting.salary
    return {
        "external_id": posting.external_id,
        "url": posting.url,
        "title": posting.title,
        "company": posting.company or company,
        "location": posting.location,
        "country": posting.country,
        "workplace": posting.workplace,
        "description": posting.description,
        "posted_on": posting.posted_on,
        "salary": pay
        and {"min": pay.min, "max": pay.max, "currency": pay.currency, "period": pay.period, "basis": pay.basis},
        "employment_type": posting.employment_type,
    }
