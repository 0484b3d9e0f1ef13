"""Search of stored postings by options: words, place, company, age, pay and the filters of the market."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import wraps
from inspect import Signature, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

from truerole.cli.market_filters import with_filters_of_all
from truerole.core.errors import DataError

if TYPE_CHECKING:
    from pyroaring import BitMap

    from truerole.data.market.bitmap_index import BitmapIndex
    from truerole.data.store.store import Store

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class PostingWishes:
    """Options that narrow postings beyond the filters of the market; raises DataError for options that are unclear.

    `copies` and `closed` say whether repeats count each time, and whether closed postings count.
    """

    search: str | None = None
    place: str | None = None
    company: str | None = None
    pay: float | None = None
    currency: str | None = None
    days: int | None = None
    open_: bool = False
    copies: bool = True
    closed: bool = True

    def __post_init__(self) -> None:
        for option in ("search", "place", "company"):
            given = getattr(self, option)
            if given is not None and not given.strip():
                raise DataError(f"--{option} is empty; write words, or leave it out for all postings")
        if self.currency is not None and self.pay is None:
            raise DataError("--currency goes with --pay; write the least pay a year, such as --pay 50000")

    @property
    def narrow(self) -> bool:
        """Tell whether any posting may be left out."""
        return any((self.search, self.place, self.company, self.pay, self.days, self.open_))


def _options(
    *,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="WORDS", help='Words that are there; "in quotes" together; -word not.'),
    ] = None,
    place: Annotated[str | None, typer.Option(help="A place, such as London or Germany; -word not.")] = None,
    company: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Words of the company's name; -word not.")
    ] = None,
    pay: Annotated[float | None, typer.Option(min=1, help="Published pay a year of this amount or more.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Of --pay; else the commonest.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=36_500, help="Posted in so many days.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open jobs alone, none of the sample.")] = False,
) -> PostingWishes:
    """Return the options as wishes."""
    return PostingWishes(search, place, company, pay, currency, days, open_)


def with_search(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a search and of the filters; its first arguments become the filters and the wishes.

    The filters come as `with_filters_of_all` gives them.
    """
    shared = signature(_options).parameters
    chosen, _, *own = signature(command).parameters.values()

    @wraps(command)
    def run(chosen: dict[str, Any], **given: Any) -> None:  # noqa: ANN401, as each option has a type of its own
        command(chosen, _options(**{name: given.pop(name) for name in shared}), **given)

    run.__signature__ = Signature([chosen, *own, *shared.values()])  # type: ignore[attr-defined]
    return with_filters_of_all(run)


def find_postings(store: "Store", index: "BitmapIndex", chosen: dict[str, Any], wishes: PostingWishes) -> "BitMap":
    """Return the postings that pass all filters, as the page *Search postings* finds them."""
    from truerole.data.market.aggregates import select_postings
    from truerole.data.market.search.posting_search import PostingSearch, match_company, match_place, read_search
    from truerole.phrasing.answers.filters import filters_of_all

    filters = replace(filters_of_all(index, chosen), copies=wishes.copies, closed=wishes.closed)
    if wishes.open_:
        if chosen["sample"]:
            raise DataError("--open and --sample exclude each other: the jobs of the sample are past")
        filters = replace(filters.with_facets(sample="no"), closed=False)
    found = select_postings(index, filters)
    if wishes.place:
        found = found & match_place(store, index, wishes.place)
    if wishes.company:
        found = found & match_company(store, index, wishes.company)
    if wishes.days:
        first = (date.today() - timedelta(days=wishes.days)).isoformat()
        found = found & index.any("posted_on", [day for day in index.values("posted_on") if day >= first])
    if wishes.pay:
        found = found & _paid(store, index, wishes.pay, wishes.currency)
    if wishes.search:
        found = PostingSearch(store, index, most=len(index.all)).find(read_search(wishes.search), found)
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
