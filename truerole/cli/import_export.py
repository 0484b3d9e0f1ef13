"""The commands `truerole import` and `truerole export`: move postings between files and the store."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from truerole.cli.console import echo_error
from truerole.cli.interrupts import heed_one_interrupt
from truerole.cli.market_filters import with_filters_of_all
from truerole.cli.options import Quiet, Workers
from truerole.core.errors import DataError
from truerole.core.posting import Oddity

if TYPE_CHECKING:
    from pyroaring import BitMap

    from truerole.data.files.posting_rows import PostingFile
    from truerole.data.files.rejects import RejectsFile
    from truerole.data.market.bitmap_index import BitmapIndex
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
    Postings already in the store are skipped. Rows that are not postings go to FILE.rejected.jsonl in this folder, with
    the reason: mend them and import that file; the exit code is then 1. Interrupted, the same command goes on.
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
        echo_error(f"rejected rows are in {out.path}; mend them and import that file{again}")
    return summary.rejected


@with_filters_of_all
def export(
    chosen: dict[str, Any],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="CSV, JSON lines (also with .gz or .zst), Parquet or .xlsx.")
    ],
    *,
    text: Annotated[bool, typer.Option("--text", help="Write the descriptions too.")] = False,
    no_sample: Annotated[bool, typer.Option("--no-sample", help="Leave out the market sample.")] = False,
    search: Annotated[str | None, typer.Option(metavar="WORDS", help="Write what these words find.")] = None,
    place: Annotated[str | None, typer.Option(help="A place, such as London or Germany.")] = None,
    company: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the company's name.")] = None,
    pay: Annotated[float | None, typer.Option(min=1, help="Published pay a year of this amount or more.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Of --pay; else the commonest.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=36_500, help="Posted in so many days.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open jobs alone, none of the sample.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the stored postings and their readings to a file, a row for each posting: all, or those that pass filters.

    With --text, `truerole import` restores the same postings from it. Cells of a CSV that a spreadsheet would take for
    a formula have an apostrophe before them.
    """
    from truerole.cli.render.progress import PostingsBar
    from truerole.data.files.export import ExportFilter, export_postings
    from truerole.data.store.store import open_store

    chosen["own"] = chosen["own"] or no_sample
    words = {"--search": search, "--place": place, "--company": company}
    _refuse_unclear(words, currency, pay)
    with open_store() as store, PostingsBar(hidden=quiet or not sys.stderr.isatty()) as bar:
        narrowed = any(chosen.values()) or any(words.values()) or bool(pay or days or open_)
        numbers = list(_found(store, chosen, words, pay=(pay, currency), days=days, open_=open_)) if narrowed else None
        rows = export_postings(store, out, ExportFilter(texts=text, numbers=numbers), bar)
    echo_error(f"postings written to {out}: {rows:,}")


def _refuse_unclear(words: dict[str, str | None], currency: str | None, pay: float | None) -> None:
    for option, given in words.items():
        if given is not None and not given.strip():
            raise DataError(f"{option} is empty; write words, or leave it out for all postings")
    if currency is not None and pay is None:
        raise DataError("--currency goes with --pay; write the least pay a year, such as --pay 50000")


def _found(
    store: "Store",
    chosen: dict[str, Any],
    words: dict[str, str | None],
    *,
    pay: tuple[float | None, str | None],
    days: int | None,
    open_: bool,
) -> "BitMap":
    """Return the postings that pass all filters, as the page *Postings* finds them."""
    from truerole.data.market.aggregates import select_postings
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.market.search.posting_search import PostingSearch, match_place, read_search
    from truerole.data.market.search.query import match_column
    from truerole.phrasing.answers.filters import filters_of_all

    index = refresh(store)
    filters = filters_of_all(index, chosen)
    if open_:
        if chosen["sample"]:
            raise DataError("--open and --sample exclude each other: the jobs of the sample are past")
        filters = replace(filters.with_facets(sample="no"), closed=False)
    found = select_postings(index, filters)
    if place := words["--place"]:
        found = found & match_place(store, index, place)
    if company := words["--company"]:
        found = found & match_column(store, "company", company)
    if days:
        first = (date.today() - timedelta(days=days)).isoformat()
        found = found & index.any("posted_on", [day for day in index.values("posted_on") if day >= first])
    if pay[0]:
        found = found & _paid(store, index, pay[0], pay[1])
    if search := words["--search"]:
        found = PostingSearch(store, index, most=len(index.all)).find(read_search(search), found)
    return found


def _paid(store: "Store", index: "BitmapIndex", least: float, currency: str | None) -> "BitMap":
    """Return the postings that publish such pay a year; raises DataError for a currency that no posting has."""
    from truerole.data.market.pay import pay_table, select_pay
    from truerole.data.market.search.order import paid_at_least

    table = pay_table(store, index)
    known = list(select_pay(table, index.all).by_currency)
    code = currency.strip().upper() if currency else None
    if code and code not in known:
        raise DataError(f"--currency: no pay is in {code[:20]!r}; known: {', '.join(known[:_SHOWN]) or 'none'}")
    return paid_at_least(select_pay(table, index.all, code), least) if known else index.all - index.all


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
