"""`GET /postings`: search of the stored postings, page by page."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Query
from pyroaring import BitMap
from starlette.exceptions import HTTPException
from starlette.responses import Response

from truerole.api.schemas.answers import PostingsPage, answers
from truerole.api.schemas.queries import PostingSearchFilters
from truerole.core.concurrency.background import in_foreground
from truerole.data.market.aggregates import newest, place_after, select_postings
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.market.listing import list_postings
from truerole.data.market.search.posting_search import PostingSearch, match_place, read_search
from truerole.phrasing.answers.filters import as_parameter, filters_of_all
from truerole.phrasing.postings.listing import listing_record

if TYPE_CHECKING:
    from truerole.api.application import Service


def posting_routes(service: "Service") -> APIRouter:
    """Return the route that finds postings."""
    router = APIRouter(tags=["postings"])

    @router.get("/postings", responses=answers(PostingsPage))
    @in_foreground()
    def find_postings(asked: Annotated[PostingSearchFilters, Query()]) -> Response:
        """Find stored postings by words, place and filters, the newest first, without their texts.

        A cursor stands for a posting: what comes or goes meanwhile shifts no page.
        """
        search = PostingSearch(service.live.store, service.live.index)
        found = _found(search, asked)
        start = place_after(search.index, found, _posting_of(search.index, asked.cursor)) if asked.cursor else 0
        numbers = newest(search.index, found, start, asked.limit)
        page = {
            "total": len(found),
            "capped": search.capped,
            "postings": [listing_record(listing) for listing in list_postings(search.store, numbers)],
            "next": str(numbers[-1]) if numbers and start + len(numbers) < len(found) else None,
        }
        return Response(orjson.dumps(page), media_type="application/json")

    return router


def _found(search: PostingSearch, asked: PostingSearchFilters) -> BitMap:
    filters = filters_of_all(search.index, asked.model_dump(), as_parameter)
    found = select_postings(search.index, replace(filters, copies=asked.copies, closed=asked.closed))
    if asked.place:
        found = found & match_place(search.store, search.index, asked.place)
    return search.find(read_search(asked.q), found) if asked.q else found


def _posting_of(index: BitmapIndex, cursor: str) -> int:
    """Return the posting that a cursor stands for; raises HTTPException where there is none."""
    if (number := int(cursor)) < 2**32 and number in index.all:
        return number
    raise HTTPException(422, f"cursor: {cursor} stands for no posting; begin without a cursor")
