"""Follow a list by an offset: where the next page begins, and whether the host holds a part back."""

from collections.abc import Mapping, Sequence

from truerole.core.posting import Posting
from truerole.scraper.extract.json_fields import parse_count


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
