"""Open TrueRole's terminal door: the `truerole` command. Each command calls one function of a room."""

import os
import re
import sys
from io import TextIOWrapper
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from data.errors import EmptyText, TrueRoleError

if TYPE_CHECKING:
    from data.posting import Posting

# What a command needs is imported inside of it, so that `--help` answers at once.
app = typer.Typer(
    help="See what a job really is: TrueRole reads the posting, not its title.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# As in .streamlit/config.toml, which is in the checkout alone: no question for an address, no statistics, no traces.
STREAMLIT = (
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--client.showErrorDetails=none",
    "--client.showErrorLinks=false",
    "--client.toolbarMode=minimal",
)
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)

AsJson = Annotated[bool, typer.Option("--json", help="Print the JSON contract instead.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from data.version import version

        typer.echo(f"truerole {version()}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """See what a job really is: TrueRole reads the posting, not its title."""


@app.command()
def read(
    source: Annotated[str, typer.Argument(metavar="FILE | - | URL", help="Text or HTML; - is what is piped in.")] = "-",
    title: Annotated[str | None, typer.Option(help="The title, to see whether the work agrees with it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read one posting: its real role, and why.

    With --json, the offsets count in the text as given; of a web page it is printed along, as `description`.
    """
    from dashboard.safe import visible
    from data.decoding import scrub

    posting = _posting(source)
    if not visible(posting.description).strip():
        raise EmptyText("there is no text to read; give the description of a job")
    from model.reader import default_reader

    reading = default_reader().read(posting.description, scrub(title or posting.title) or None)
    if as_json:
        import orjson

        page = {"description": posting.description} if posting.source != "text" else {}
        print(orjson.dumps(reading.to_dict() | page).decode())
    else:
        from dashboard.terminal import show

        show(reading, posting.description)


@app.command()
def score(
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON lines or Parquet: id, description, title.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="JSON lines or Parquet: a reading a row.")],
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores where not said.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Read a file of postings into a file of readings.

    One a row, in the same order. A name that ends in .jsonl, .ndjson or .json (also with .gz or .zst) is JSON lines,
    .parquet is Parquet. A row's `gid`, where it has one, is its id. A row that cannot be read becomes {"id", "error"};
    then the exit code is 1. Interrupted, the same command goes on where it was.
    """
    from dashboard.terminal import Bar
    from model.scoring import score as score_file

    _heed_one_interrupt()
    try:
        with Bar(hidden=quiet or not sys.stderr.isatty()) as bar:
            summary = score_file(source, target, workers, bar.update)
    except KeyboardInterrupt:
        _say("stopped; the same command goes on where it was")
        raise
    _say(str(summary))
    if summary.errors:
        raise typer.Exit(1)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="JSON lines or Parquet: description, role.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure how often the roles are read right: by role, source and confidence, and whether probabilities hold."""
    from dashboard.safe import visible
    from dashboard.terminal import Bar
    from model.evaluation import table
    from model.measuring import measure, report

    with Bar(hidden=not sys.stderr.isatty()) as bar:
        measured = measure(gold, bar.update)
    if as_json:
        import orjson

        print(orjson.dumps(measured.evaluation, option=orjson.OPT_NON_STR_KEYS).decode())
    else:
        print(visible(table(measured.evaluation)))
    for line in report(measured):
        _say(line)
    if measured.errors:
        raise typer.Exit(1)


@app.command()
def train(
    out: Annotated[Path | None, typer.Option(help="Keep the model and its card in this folder.")] = None,
) -> None:
    """Fit the role model to the shipped counts again, check it on unseen sources, and compare with the model card.

    Takes a minute or two.
    """
    from dashboard.terminal import Steps
    from data.counts import load_counts
    from model import card, registry
    from model.evaluation import table
    from model.training import train as fit

    counts = load_counts()
    with Steps(hidden=not sys.stderr.isatty()) as steps:
        trained = fit(counts, steps.update)
    print(table(trained.evaluation))
    same = card.agrees(registry.SHIPPED, trained.evaluation)
    _say("the figures are those of the model card" if same else "the figures differ from those of the model card")
    if out:
        entry = registry.keep(trained, counts, out)
        _say(f"kept {out / entry.file} and its card")


class _OrFind(TyperGroup):
    """Take what is no command of `truerole skills` for a query."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401, as the context's module is private
        """Put `find` before a query, and before nothing at all."""
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else ["find", *args])


skills = typer.Typer(cls=_OrFind, rich_markup_mode=None, help="Browse the skills that are known, and find new ones.")
app.add_typer(skills, name="skills")


@skills.command()
def find(
    query: Annotated[list[str] | None, typer.Argument(help="A name, a part of one, or a category.")] = None,
) -> None:
    """Show the skills that QUERY may mean, or the categories; `find` need not be said."""
    from dashboard.catalogue import show_categories, show_skills
    from data.errors import DataError
    from data.taxonomy import load_taxonomy

    taxonomy, wanted = load_taxonomy(), " ".join(query or ())
    if not wanted.strip():
        show_categories(taxonomy)
    elif taxonomy.search(wanted):
        show_skills(taxonomy, wanted)
    else:
        raise DataError(f"no skill is called {wanted[:60]!r}; `truerole skills` shows the categories")


@skills.command()
def discover(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="JSON lines or Parquet: description.")],
    fewest: Annotated[int, typer.Option(min=1, help="Leave out what fewer postings list.")] = 5,
    limit: Annotated[int, typer.Option(min=1, help="Show so many terms.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print all terms, one JSON object a line.")] = False,
) -> None:
    """Count the words that postings list beside known skills and that are none yet, for people to adopt."""
    from dashboard.catalogue import show_terms
    from dashboard.terminal import Bar
    from model.discovery import discover as terms_of

    with Bar(hidden=not sys.stderr.isatty()) as bar:
        found = terms_of(corpus, fewest, bar.update)
    if as_json:
        import orjson

        for term in found.terms:
            print(orjson.dumps(term).decode())
    else:
        show_terms(found.terms, limit)
    if found.left_out:
        _say(f"{found.left_out:,} of {found.rows:,} rows could not be used (first: {found.first_error})")
        raise typer.Exit(1)


sample = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="The market sample that ships with TrueRole.")
app.add_typer(sample, name="sample")


@sample.command()
def build(
    corpus: Annotated[Path, typer.Argument(help="JSON lines or Parquet: id, src, title, date, location, description.")],
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the one that ships.")] = None,
) -> None:
    """Read a corpus of postings into a file of facts: no text, only source, month, country, title and the reading."""
    from dashboard.terminal import Bar
    from data.sample import FILE
    from model.sampling import build as build_sample

    with Bar(hidden=not sys.stderr.isatty()) as bar:
        rows = build_sample(corpus, out or FILE, bar.update)
    _say(f"wrote the facts of {rows:,} postings to {out or FILE}")


db = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="The store of postings.")
app.add_typer(db, name="db")


@db.command()
def info() -> None:
    """Say where the store is, and what it holds."""
    from data.store import open_store

    with open_store() as store:
        for name, value in store.info().items():
            print(f"{name:<10}{value}")


@db.command()
def check() -> None:
    """Compare the index behind the charts with the tables; exit code 1 where they differ."""
    from data.bitmaps import check as check_index
    from data.store import open_store

    with open_store() as store:
        wrong = check_index(store) + store.damage()
    for line in wrong:
        print(line)
    if wrong:
        raise typer.Exit(1)
    print("the store is whole, and its index says what its tables say")


@db.command()
def rebuild() -> None:
    """Make the index behind the charts anew."""
    from data.bitmaps import rebuild as rebuild_index
    from data.store import open_store

    with open_store() as store:
        print(f"the index is made anew: {len(rebuild_index(store).all):,} postings")


@db.command()
def fill() -> None:
    """Put the market sample into the store, if it has no postings."""
    from data.sample import fill as fill_store
    from data.store import open_store

    with open_store() as store:
        print(f"{fill_store(store).new:,} postings added, {store.count():,} in all")


@app.command("app")
def open_app(port: Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")] = 8501) -> None:
    """Serve the dashboard to a browser on this machine."""
    page = str(Path(__file__).with_name("app.py"))
    address = ["--server.address=127.0.0.1", f"--server.port={port}"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", page, *address, *STREAMLIT])


def main() -> NoReturn:
    """Run the command line: what goes wrong becomes one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            app(prog_name="truerole")
        finally:
            sys.stdout.flush()
    except TrueRoleError as error:
        _say(str(error))
    except BrokenPipeError:
        _drop_output()  # whoever read it has gone, as `head` does: nothing is left to say
    except OSError as error:
        _drop_output()
        _say(f"{error.filename or 'output'}: {error.strerror or error}")
    sys.exit(2)


def _heed_one_interrupt() -> None:
    """Let the first Ctrl-C end what runs, in order; an impatient second one would leave processes behind."""

    def stop(*_: object) -> NoReturn:
        signal(SIGINT, SIG_IGN)
        raise KeyboardInterrupt

    signal(SIGINT, stop)


def _say(message: str) -> None:
    from dashboard.safe import visible

    print("truerole:", " ".join(visible(message).split()), file=sys.stderr)


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _posting(source: str) -> "Posting":
    """Return the posting that a link, a file or the standard input holds."""
    if _LINK.match(source):
        from scraper.link import fetch_posting

        return fetch_posting(source)
    if source == "-" and sys.stdin.isatty():
        raise EmptyText("nothing to read: give a file or a link, or pipe a text in; `truerole read --help` says more")
    from data.decoding import read_file, read_input
    from scraper.document import posting_of

    raw = read_input() if source == "-" else read_file(Path(source))
    return posting_of(raw, source)


if __name__ == "__main__":
    main()
