"""The commands `truerole import` and `truerole export`: move postings between files and the store."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from truerole.cli.console import echo_error
from truerole.cli.finding.search import PostingWishes, find_postings, with_search
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.options import Quiet, Workers
from truerole.core.errors import DataError
from truerole.core.posting import Oddity

if TYPE_CHECKING:
    from truerole.data.files.posting_rows import PostingFile
    from truerole.data.files.rejects import RejectsFile
    from truerole.data.store.store import Store

_SHOWN = 12
_MENDED: dict[Oddity, str] = {
    "date": "dates in the future, or before there were job boards, are left out",
    "pay": "pay that nobody is paid is left out",
    "unread date": "dates that cannot be read are left out",
    "unread pay": "pay that cannot be read is left out",
    "reversed pay": "pay whose higher amount came first is put in order",
}
_COLUMN_HELP = (
    "Take a field from this column; repeatable. Fields: title, description, company, location, country, workplace, "
    "posted_on, url, external_id, source, salary, salary_min, salary_max, currency, period, employment_type, language."
)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE …", help="CSV, JSON (also .gz, .zst), Parquet, Excel, OpenDocument; or folders of them."
        ),
    ],
    *,
    source: Annotated[str | None, typer.Option(help="The source of postings that name none; else FILE's name.")] = None,
    column: Annotated[list[str] | None, typer.Option(metavar="FIELD=NAME", help=_COLUMN_HELP)] = None,
    rejected: Annotated[Path | None, typer.Option(help="Write rejected rows to this file.")] = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Import files of postings into the store, and read them.

    Columns are recognised by the names that job boards and public data sets use; the command says which it takes.
    Postings already in the store are skipped. Rows that are not postings go to a file in this folder, those of jobs.csv
    to jobs.rejected.jsonl, with the reason: mend them and import that file; the exit code is then 1. Of very many, the
    first ones are kept and the others counted: mend the file itself. Interrupted, the same command goes on.
    """
    from truerole.core.settings import require_writable
    from truerole.data.files.formats import files_in
    from truerole.data.files.posting_rows import PostingFile
    from truerole.data.files.rejects import RejectsFile
    from truerole.data.store.store import open_store

    require_writable()
    paths = files_in(files)
    if rejected and len(paths) > 1:
        raise DataError("--rejected goes with one file; the rejected rows of several have a file each")
    # All are looked at before the first is taken.
    tables = [PostingFile(path, source, chosen_columns(column or [])) for path in paths]
    again = f" with the same --column{'s' if len(column) > 1 else ''}" if column else ""
    heed_one_interrupt()
    failed = 0
    try:
        with open_store() as store:
            catch_up(store, workers, quiet)
            for path, table in zip(paths, tables, strict=True):
                if len(paths) > 1:
                    echo_error(f"{path}:")
                failed += _import_file(store, table, RejectsFile(path, rejected), workers, again, quiet=quiet)
    except KeyboardInterrupt:
        echo_error("stopped; the same command goes on where it was")
        raise
    if failed:
        raise typer.Exit(1)


def _import_file(
    store: "Store", table: "PostingFile", out: "RejectsFile", workers: int | None, again: str, *, quiet: bool
) -> int:
    """Import a file, tell the counts, and return the number of rejected rows."""
    from truerole.cli.render.progress import PostingsBar
    from truerole.workflows.import_postings import import_postings

    _tell_columns(table)
    with out, PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
        summary = import_postings(
            store, table, out.add, workers, lambda progress: bar(replace(progress, share=table.share))
        )
    echo_error(str(summary))
    _tell_mended(table)
    if summary.rejected:
        tell_rejected(out, again)
    return summary.rejected


@with_search
def export(
    chosen: dict[str, Any],
    wishes: PostingWishes,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="CSV, JSON lines (also with .gz or .zst), Parquet or .xlsx.")
    ],
    *,
    text: Annotated[bool, typer.Option("--text", help="Write the descriptions too.")] = False,
    no_sample: Annotated[bool, typer.Option("--no-sample", help="Leave out the market sample.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the stored postings and their readings to a file, a row for each posting: all, or those that pass filters.

    With --text, `truerole import` restores the same postings from it. Cells of a CSV that a spreadsheet would take for
    a formula have an apostrophe before them.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.data.files.export import ExportFilter, export_postings
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.store.store import open_store

    chosen["own"] = chosen["own"] or no_sample
    with open_store() as store, PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
        narrowed = any(chosen.values()) or wishes.narrow
        numbers = list(find_postings(store, refresh(store), chosen, wishes)) if narrowed else None
        rows = export_postings(store, out, ExportFilter(texts=text, numbers=numbers), bar)
    echo_error(f"postings written to {out}: {rows:,}")


def chosen_columns(columns: list[str]) -> dict[str, str]:
    """Return the columns that options choose, by field; raises DataError for an option without "="."""
    if wrong := next((given for given in columns if "=" not in given), None):
        raise DataError(f"--column {wrong}: write it as FIELD=NAME, as in title=Headline")
    return {field.strip(): name for field, _, name in (given.partition("=") for given in columns)}


def _tell_columns(table: "PostingFile") -> None:
    taken = (field if field == name else f"{field} from {name!r}" for field, name in table.columns.taken.items())
    unused = table.columns.unused
    if table.note:
        echo_error(table.note)
    more = f" and {len(unused) - _SHOWN:,} more" if len(unused) > _SHOWN else ""
    echo_error(
        "takes "
        + ", ".join(taken)
        + ("; does not use " + ", ".join(map(repr, unused[:_SHOWN])) + more if unused else "")
    )


def tell_rejected(out: "RejectsFile", again: str = "") -> None:
    """Say where the rejected rows are and how they come into the store; `again` are the options of the next import."""
    if out.others:
        echo_error(
            f"the first {out.kept:,} rejected rows are in {out.path}, the other {out.others:,} were only counted; mend "
            f"{out.source} itself and import that again{again}: what is in the store already is skipped"
        )
    else:
        echo_error(f"rejected rows are in {out.path}; mend them and import that file{again}")


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
