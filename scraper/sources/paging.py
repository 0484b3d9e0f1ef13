"""Follow a list by its pages: where the next one begins, what a page shows, and whether the host holds a part back."""

from collections.abc import Iterable, Mapping, Sequence

from truerole.core.posting import Posting
from truerole.scraper.extract.json_fields import parse_count
from truerole.scraper.sources.base import ListPage, Problem


def next_page(
    asked: Mapping[str, str], shown: int, postings: Sequence[Posting], counted: int
) -> tuple[dict[str, str] | None, bool]:
    """Return the context of the request for the next page, None after the last, and whether the list is truncated.

    `asked` is the context of the page that came, which showed `shown` entries of `counted` in all: the first page's
    count holds for all. A page that is empty before the end, or that begins as the page before it, is no end of a list.
    """
    total = parse_count(asked.get("total")) or counted
    offset = parse_count(asked.get("offset")) + shown
    first = postings[0].external_id if postings else ""
    repeated = bool(first) and asked.get("first") == first
    if repeated or not shown:
        return None, repeated or offset < total
    if offset >= total:
        return None, False
    return {"offset": str(offset), "total": str(total), "first": first}, False


def list_page(
    postings: Iterable[Posting], problems: Iterable[Problem] = (), total: int = 0, name: str = ""
) -> ListPage:
    """Return the page of a list whose entries are postings, and problems; `total` and `name` as in `ListPage`."""
    taken = (posting.external_id for posting in postings)
    return ListPage(frozenset((*taken, *(f"! {problem.which}" for problem in problems))), total, name)
