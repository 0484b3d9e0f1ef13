"""`GET /models`: the models of this machine."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from truerole.api.schemas.answers import ModelRecord, ModelsAnswer
from truerole.workflows.champion import ListedModel, list_models

if TYPE_CHECKING:
    from truerole.api.application import Service


def model_routes(_: "Service") -> APIRouter:
    """Return the route that lists models."""
    router = APIRouter(tags=["models"])

    @router.get("/models")
    def show_models() -> ModelsAnswer:
        """List all models, the shipped model first, with their labels and accuracy."""
        return ModelsAnswer(models=[_record(each, shipped=place == 0) for place, each in enumerate(list_models())])

    return router


def _record(model: ListedModel, *, shipped: bool) -> ModelRecord:
    facts = model.facts
    return ModelRecord(
        version=model.version,
        champion=model.champion,
        shipped=shipped,
        problem=model.problem,
        made=facts.made if facts else None,
        labels=facts.own if facts else None,
        accuracy=facts.accuracy if facts else None,
        macro_f1=facts.macro_f1 if facts else None,
    )
