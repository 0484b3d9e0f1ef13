"""The commands `truerole import` and `truerole export`: move postings between files and the store."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Quiet, Workers
from truerole.core.errors import DataError
from truerole.core.posting import Oddity
from truerole.core.reading import Role

if TYPE_CHECKING:
    from truerole.data.files.posting_rows import PostingFile
    from truerole.data.store.store import Store

_SHOWN = 12
_MENDED: dict[Oddity, str] = {
    "date": "dates in the future, or before there were job boards, are left out",
    "pay": "pay that nobody is paid is left out",
    "reversed pay": "pay whose higher amount came first is put in order",
}
_COLUMN_HELP = (
    "Take a field from this column; repeatable. Fields: title, description, company, location, country, workplace, "
    "posted_on, url, external_id, source, salary_min, salary_max, currency, period, employment_type, language."
)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON lines (also with .gz or .zst) or Parquet.")],
    *,
    source: Annotated[str | None, typer.Option(help="The source of postings that name none; else FILE's name.")] = None,
    column: Annotated[list[str] | None, typer.Option(metavar="FIELD=NAME", help=_COLUMN_HELP)] = None,
    rejected: Annotated[Path | None, typer.Option(help="Write rejected rows to this file.")] = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Import a file of postings into the store, and read them.

    Columns are recognised by the names that job boards and public data sets use; the command says which it takes.
    Postings already in the store are skipped. Rows that are not postings go to FILE.rejected.jsonl in this folder, with
    the reason: mend them and import that file; the exit code is then 1. Interrupted, the same command goes on.
    """
    from dataclasses import replace

    from truerole.cli.render.progress import PostingsBar
    from truerole.core.settings import require_writable
    from truerole.data.files.posting_rows import PostingFile
    from truerole.data.files.rejects import RejectsFile
    from truerole.data.store.store import open_store
    from truerole.workflows.import_postings import import_postings

    require_writable()
    table, out = PostingFile(file, source, _chosen(column or [])), RejectsFile(file, rejected)
    _tell_columns(table)
    heed_one_interrupt()
    try:
        with open_store() as store, out:
            catch_up(store, workers, quiet)
            with PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
                summary = import_postings(
                    store, table, out.add, workers, lambda progress: bar(replace(progress, share=table.share))
                )
    except KeyboardInterrupt:
        echo_error("stopped; the same command goes on where it was")
        raise
    echo_error(str(summary))
    _tell_mended(table)
    if summary.rejected:
        again = f" with the same --column{'s' if len(column) > 1 else ''}" if column else ""
        echo_error(f"rejected rows are in {out.path}; mend them and import that file{again}")
        raise typer.Exit(1)


def export(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="CSV, JSON lines (also with .gz or .zst), Parquet or .xlsx.")
    ],
    *,
    role: Annotated[Role | None, typer.Option(help="Write only postings of this role.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Write postings from this month on.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Write the descriptions too.")] = False,
    no_sample: Annotated[bool, typer.Option("--no-sample", help="Leave out the market sample.")] = False,
    search: Annotated[str | None, typer.Option(metavar="WORDS", help="Write what these words find.")] = None,
    quiet: Quiet = False,
) -> None:
    """Write the stored postings and their readings to a file, a row for each posting.

    With --text, `truerole import` restores the same postings from it. Cells of a CSV that a spreadsheet would take for
    a formula have an apostrophe before them.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.data.files.export import ExportFilter, export_postings
    from truerole.data.store.store import open_store

    if since and not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", since):
        raise DataError(f"--since {since}: write the month as YYYY-MM")
    with open_store() as store, PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
        wanted = ExportFilter(role, since, not no_sample, text, _found(store, search) if search else None)
        rows = export_postings(store, out, wanted, bar)
    echo_error(f"postings written to {out}: {rows:,}")


def _found(store: "Store", words: str) -> list[int]:
    """Return the numbers of the postings that words find, the earliest stored first."""
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.market.search.posting_search import PostingSearch, read_search

    index = refresh(store)
    return list(PostingSearch(store, index, most=len(index.all)).find(read_search(words), index.all))


def _chosen(columns: list[str]) -> dict[str, str]:
    if wrong := next((given for given in columns if "=" not in given), None):
        raise DataError(f"--column {wrong}: write it as FIELD=NAME, as in title=Headline")
    return {field.strip(): name for field, _, name in (given.partition("=") for given in columns)}


def _tell_columns(table: "PostingFile") -> None:
    taken = (field if field == name else f"{field} from {name!r}" for field, name in table.columns.taken.items())
    unused = table.columns.unused
    more = f" and {len(unused) - _SHOWN:,} more" if len(unused) > _SHOWN else ""
    echo_error(
        "takes "
        + ", ".join(taken)
        + ("; does not use " + ", ".join(map(repr, unused[:_SHOWN])) + more if unused else "")
    )


def _tell_mended(table: "PostingFile") -> None:
    """Say which dates and which pay were left out or put in order, and how often."""
    if table.unsure_days:
        echo_error(f"dates that could be two days, as 03/04/2026 is, are left out: {table.unsure_days:,}")
    for kind, (count, first) in sorted(table.oddities.items()):
        echo_error(f"{_MENDED[kind]}: {count:,} (first: {first})")


def catch_up(store: "Store", workers: int | None, quiet: bool) -> None:
    """Read the stored postings again if the current model has not read them yet."""
    from truerole.cli.render.progress import PostingsBar
    from truerole.workflows.repredict import is_behind, repredict

    if is_behind(store):
        echo_error(f"another model has read the {store.count():,} postings of the store; reading them again first")
        with PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
            repredict(store, workers, bar)
