"""The `truerole` command: subcommands, exit codes, and errors as a line on stderr."""

import logging
import os
import re
import sys
from io import TextIOWrapper
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer.core import TyperGroup

from truerole.cli.console import echo_error
from truerole.cli.db import db
from truerole.cli.finding.postings import postings
from truerole.cli.finding.stored import show_listing, stored_posting
from truerole.cli.fit import fit
from truerole.cli.gathering.boards import boards
from truerole.cli.gathering.parse import parse
from truerole.cli.gathering.scrape import scrape
from truerole.cli.gathering.searches import searches
from truerole.cli.import_export import export, import_
from truerole.cli.interrupts import exit_code
from truerole.cli.label import label
from truerole.cli.market import market
from truerole.cli.models import models
from truerole.cli.sample import sample
from truerole.cli.scale.harvest import harvest
from truerole.cli.scale.score import score
from truerole.cli.skills import skills
from truerole.cli.train import train
from truerole.core.ctrl_c import INTERRUPTED, interrupt_as_usual
from truerole.core.errors import DataError, EmptyText, TrueRoleError
from truerole.core.logging import TOLD, configure_logging
from truerole.core.settings import drop_narrow_width

if TYPE_CHECKING:
    from truerole.core.posting import Posting

logger = logging.getLogger(__name__)

# What a command needs is imported inside of it, so that `--help` answers at once.
app = typer.Typer(
    help="See what a job really is: TrueRole reads the posting, not its title.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (market, skills, sample, db, boards, searches, label, models):
    app.add_typer(group, name=group.info.name)
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)

AsJson = Annotated[bool, typer.Option("--json", help="Print the JSON contract instead.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from truerole.core.version import version

        typer.echo(f"truerole {version()}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say on stderr what is done, line by line.")] = False,
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append to FILE what is done, a JSON object a line.")
    ] = None,
) -> None:
    """See what a job really is: TrueRole reads the posting, not its title."""
    interrupt_as_usual()
    configure_logging(echo_error, verbose=verbose, log_file=log_file)
    logger.info("%s begun", _command_name(context))


def _command_name(context: typer.Context) -> str:
    """Return the words of the command that runs, without its arguments, which no log need show."""
    first = context.invoked_subcommand or ""
    group = context.command.get_command(context, first) if isinstance(context.command, TyperGroup) else None
    inner = group.commands if isinstance(group, TyperGroup) else {}
    return " ".join([first, *[word for word in sys.argv if word in inner][:1]])


@app.command()
def read(
    source: Annotated[str, typer.Argument(metavar="FILE | - | URL", help="Text or HTML; - is what is piped in.")] = "-",
    title: Annotated[
        str | None,
        typer.Option(help="The title, to see whether the work agrees; without it, one that stands in the text."),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--id", min=1, help="A stored posting, by the id that `truerole postings` shows.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a posting: print the real role, the sentences that show it, and the skills.

    A line with the title alone does not vote on the role. With --json, offsets count characters of the text as given,
    which is printed too for a web page (`description`), and the title is only what is given.
    """
    if number and source != "-":
        raise DataError("--id goes without FILE; leave one of them out")
    listing, posting = stored_posting(number) if number else (None, _posting(source))
    if posting:
        _read(posting, title, as_json=as_json, stored=number is not None)
    elif listing:
        show_listing(listing, as_json=as_json)


def _read(posting: "Posting", title: str | None, *, as_json: bool, stored: bool) -> None:
    """Read a posting and print the reading, a stored posting as the store has it; raises EmptyText without a text."""
    from truerole.core.text.decoding import replace_surrogates
    from truerole.core.text.visible import visible

    if not visible(posting.description).strip():
        raise EmptyText("there is no text to read; give the description of a job")
    from truerole.model.reader import default_reader
    from truerole.workflows.reading.pasted import PastedReading, read_pasted

    given = replace_surrogates(title or posting.title) or None
    read = (
        PastedReading(default_reader().read(posting.description, given))
        if stored
        else read_pasted(posting.description, given, take_found=not as_json)
    )
    reading = read.reading
    if as_json:
        import orjson

        page = {"description": posting.description} if posting.source != "text" else {}
        print(orjson.dumps(reading.to_dict() | page).decode())
    else:
        from truerole.cli.render.reading import show_reading
        from truerole.model.text.text_kind import kind_of_text
        from truerole.phrasing.text_kind import kind_note

        if note := kind_note(kind_of_text(posting.description)) if reading.role else "":
            echo_error(note)
        show_reading(reading, posting.description, found=read.found is not None)


app.command()(score)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="CSV, JSON, Parquet or Excel: description, role.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure how often the roles are read right: by role, source and confidence, and whether probabilities hold."""
    from truerole.cli.render.progress import PostingsBar
    from truerole.core.text.visible import visible
    from truerole.model.evaluation.report import markdown_report
    from truerole.workflows.evaluate_file import caveats, evaluate_file

    with PostingsBar(hidden=not sys.stderr.isatty()) as bar:
        measured = evaluate_file(gold, bar)
    if as_json:
        from truerole.cli.render.evaluation import evaluation_json

        print(evaluation_json(measured.evaluation))
    else:
        print(visible(markdown_report(measured.evaluation)))
    for line in caveats(measured):
        echo_error(line)
    if measured.errors:
        raise typer.Exit(1)


app.command()(train)
app.command("import")(import_)
app.command()(export)
app.command()(parse)
app.command()(scrape)
app.command()(harvest)
app.command()(postings)
app.command()(fit)


_Host = Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on; by default this machine's.")]


@app.command("app")
def open_app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the first page in a browser, where there is one.")] = True,
    host: _Host = "127.0.0.1",
) -> None:
    """Serve the dashboard to a browser on this machine.

    With another address, as in a container, all who reach it may read and change what the dashboard shows. It is still
    shown under names of this machine alone, and those in STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS.
    """
    # Its settings lie beside it, in .streamlit; without a display Streamlit itself opens no browser.
    page = str(Path(__file__).parents[1] / "dashboard" / "entry" / "app.py")
    # Without a name of its own, Streamlit asks a host of the internet for this machine's address. See `origin.py`.
    name = [] if host == "127.0.0.1" else ["--browser.serverAddress=localhost"]
    headless = [] if browser else ["--server.headless=true"]
    flags = [f"--server.address={host}", f"--server.port={port}", *name, *headless]
    os.execv(sys.executable, [sys.executable, "-P", "-m", "truerole.dashboard.entry", "run", page, *flags])


@app.command("api")
def serve_api(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")] = 8600,
    host: _Host = "127.0.0.1",
) -> None:
    """Serve readings, the market and the postings over HTTP: GET /openapi.json says how.

    To others it is open only with keys, in TRUEROLE_API_KEYS. Ctrl-C and SIGTERM let running requests end.
    """
    flags = ["--host", host, "--port", str(port)]
    logging_options = context.parent.params if context.parent else {}
    if logging_options.get("verbose"):
        flags.append("--verbose")
    if log_file := logging_options.get("log_file"):
        flags += ["--log-file", str(log_file)]
    os.execv(sys.executable, [sys.executable, "-P", "-m", "truerole.api", *flags])


def main() -> NoReturn:
    """Run the command line; an error becomes a line on stderr and exit code 2."""
    _open_closed_streams()
    drop_narrow_width()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    configure_logging(echo_error)
    try:
        _run()
    except TrueRoleError as error:
        _tell(str(error))
    except KeyboardInterrupt:  # beside the command, which itself ends in order
        _drop_output()
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _drop_output()  # whoever read it has gone, as `head` does: nothing is left to say
    except OSError as error:
        _drop_output()
        _tell(f"{error.filename or 'output'}: {error.strerror or error}")
    except Exception:  # a fault of TrueRole: Python prints the traceback, and the log keeps it
        logger.exception("ended by an unexpected error", extra=TOLD)
        raise
    sys.exit(2)


def _open_closed_streams() -> None:
    """Replace standard streams that the shell has closed; without an output, end with a line and exit code 2."""
    # They stay open as long as the program runs.
    sys.stdin = sys.stdin or Path(os.devnull).open()  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    if sys.stdout is None:
        sys.stderr.write("truerole: the standard output is closed; send it to a file, or to /dev/null\n")
        sys.exit(2)


def _run() -> None:
    begun = monotonic()
    try:
        app(prog_name="truerole")
    except SystemExit as ended:
        code = exit_code(ended.code) if isinstance(ended.code, int) else ended.code
        logger.info("ended with exit code %s after %.1f s", code or 0, monotonic() - begun)
        sys.exit(code)
    finally:
        sys.stdout.flush()


def _tell(error: str) -> None:
    """Print the error that ended the command, and log the error to the file, if there is one."""
    logger.error("%s", error, extra=TOLD)
    echo_error(error)


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _posting(source: str) -> "Posting":
    """Return the posting that a link, a file or the standard input holds."""
    if _LINK.match(source):
        from truerole.scraper.fetch.single_posting import fetch_posting

        return fetch_posting(source)
    if source == "-" and sys.stdin.isatty():
        raise EmptyText("nothing to read: give a file or a link, or pipe a text in; `truerole read --help` says more")
    from truerole.core.text.decoding import read_file, read_stdin
    from truerole.scraper.extract.document import extract_posting

    raw = read_stdin() if source == "-" else read_file(Path(source))
    return extract_posting(raw, source)
