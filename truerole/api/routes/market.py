"""`GET /market/…`: the answers of `truerole market`, by the same functions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Query
from starlette.responses import Response

from truerole.api.schemas.answers import (
    ComparisonAnswer,
    DutiesAnswer,
    PayAnswer,
    SkillsAnswer,
    TrendsAnswer,
    answers,
)
from truerole.api.schemas.queries import (
    ComparisonFilters,
    DutyFilters,
    MarketFilters,
    PayFilters,
    SkillFilters,
    TrendFilters,
)
from truerole.core.concurrency.background import in_foreground
from truerole.data.market.aggregates import Selection
from truerole.phrasing.answers.answer import Answer
from truerole.phrasing.answers.comparison import comparison_answer
from truerole.phrasing.answers.duties import duties_answer
from truerole.phrasing.answers.filters import as_parameter, select_of
from truerole.phrasing.answers.pay import pay_answer
from truerole.phrasing.answers.skills import skills_answer, trends_answer

if TYPE_CHECKING:
    from truerole.api.application import Service


def market_routes(service: "Service") -> APIRouter:
    """Return the routes that answer questions on the market."""
    router = APIRouter(prefix="/market", tags=["market"])
    _add_skill_routes(router, service, _selecting(service))
    _add_facet_routes(router, service, _selecting(service))
    return router


def _selecting(service: "Service") -> Callable[[MarketFilters], Selection]:
    return lambda asked: select_of(service.live.index, asked.model_dump(), as_parameter)


def _add_skill_routes(router: APIRouter, service: "Service", select: Callable[[MarketFilters], Selection]) -> None:
    @router.get("/skills", responses=answers(SkillsAnswer))
    @in_foreground()
    def skills(asked: Annotated[SkillFilters, Query()]) -> Response:
        """List the skills that most postings name, with 95 % intervals."""
        return _sent(skills_answer(service.live.store, select(asked), asked.top, asked.required, as_parameter))

    @router.get("/compare", responses=answers(ComparisonAnswer))
    @in_foreground()
    def compare(asked: Annotated[ComparisonFilters, Query()]) -> Response:
        """Compare the skills of two roles, countries, kinds of company or levels, within the years of each source."""
        found = comparison_answer(
            service.live.store,
            select(asked),
            (asked.a, asked.b),
            asked.by,
            top=asked.top,
            required=asked.required,
            spell=as_parameter,
        )
        return _sent(found)

    @router.get("/trend", responses=answers(TrendsAnswer))
    @in_foreground()
    def trend(asked: Annotated[TrendFilters, Query()]) -> Response:
        """Tell whether skills are rising, falling or steady; without `since` and `until` all time counts."""
        return _sent(trends_answer(select(asked), asked.of, asked.top, asked.required, as_parameter))


def _add_facet_routes(router: APIRouter, service: "Service", select: Callable[[MarketFilters], Selection]) -> None:
    store = service.live.store

    @router.get("/pay", responses=answers(PayAnswer))
    @in_foreground()
    def pay(asked: Annotated[PayFilters, Query()]) -> Response:
        """Show the pay a year that postings publish: medians with 95 % intervals, and quartiles."""
        found = pay_answer(
            store,
            select(asked),
            asked.by,
            currency=asked.currency,
            estimated=asked.estimated,
            top=asked.top,
            spell=as_parameter,
        )
        return _sent(found)

    @router.get("/duties", responses=answers(DutiesAnswer))
    @in_foreground()
    def duties(asked: Annotated[DutyFilters, Query()]) -> Response:
        """Show how the days are filled: the mean share of each kind of work in the duties of postings."""
        return _sent(duties_answer(store, select(asked), asked.by, asked.top, as_parameter))


def _sent(answer: Answer) -> Response:
    body = orjson.dumps(answer.to_dict(), option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, media_type="application/json")
