"""The command `truerole postings`: stored postings that pass filters, as the page *Search postings* lists them."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from truerole.cli.finding.search import PostingWishes, find_postings, with_search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truerole.data.market.aggregates import SampleNote
    from truerole.data.market.listing import Listing


@with_search
def postings(
    chosen: dict[str, Any],
    wishes: PostingWishes,
    *,
    closed: Annotated[bool, typer.Option("--closed", help="Closed postings, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="List this many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print all that is known, one JSON object a line.")] = False,
) -> None:
    """List the stored postings that pass filters, the newest first: all roles, each job once, open or of unknown end.

    `truerole read --id ID` reads one of them.
    """
    from truerole.data.market.aggregates import newest, sample_note
    from truerole.data.market.bitmap_index import refresh
    from truerole.data.market.listing import list_postings
    from truerole.data.market.sample import fill_store
    from truerole.data.store.store import open_store

    wishes = replace(wishes, copies=False, closed=closed)
    with open_store() as store:
        fill_store(store)
        index = refresh(store)
        found = find_postings(store, index, chosen, wishes)
        listed = list_postings(store, newest(index, found, 0, limit))
    if as_json:
        _print_records(listed)
        if len(listed) < len(found):
            # Not among the lines, which another program reads.
            print(f"truerole: the newest {len(listed):,} of {len(found):,}; --limit lists more", file=sys.stderr)
    else:
        _print_table(sample_note(index, found), listed)


def _print_records(listed: "Sequence[Listing]") -> None:
    import orjson

    from truerole.phrasing.postings.listing import listing_record

    for one in listed:
        print(orjson.dumps(listing_record(one)).decode())


def _print_table(sample: "SampleNote", listed: "Sequence[Listing]") -> None:
    """Print the postings as a table without empty columns, below the sample note."""
    from truerole.cli.render.answer import show_answer
    from truerole.phrasing.answers.answer import Answer
    from truerole.phrasing.market import sample_words

    rows = [_row(one) for one in listed]
    names = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    columns = {name: (lambda row, name=name: str(row[name] or "")) for name in names}
    lines = [f"{sample_words(sample)}."] if listed else ["No posting passes all of this; leave out a word or a filter."]
    if sample.all_sample and listed:
        lines.append("All are past: nobody can apply to the postings of the market sample.")
    if len(listed) < sample.postings:
        lines.append(f"The newest {len(listed):,}; --limit lists more.")
    show_answer(Answer(lines, "postings", rows, columns))


def _row(one: "Listing") -> dict[str, str | float | None]:
    from truerole.phrasing.postings.facts import pay_text
    from truerole.phrasing.postings.listing import place_words, posted_words, role_words

    return {
        "Id": str(one.number),
        "Title": one.title,
        "Real role": role_words(one.reading),
        "Company": one.company,
        "Place": place_words(one),
        "Posted": posted_words(one),
        "Pay": pay_text(one.salary),
    }
