"""`GET /skills` and `GET /skills/{id}`: the taxonomy."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException

from truerole.api.schemas.answers import FoundSkills, ListedSkill, SkillInFull
from truerole.api.schemas.queries import TaxonomyQuery
from truerole.core.taxonomy import SkillEntry, load_taxonomy

if TYPE_CHECKING:
    from truerole.api.application import Service


def skill_routes(_: "Service") -> APIRouter:
    """Return the routes that show the taxonomy."""
    router = APIRouter(tags=["skills"])

    @router.get("/skills")
    def find_skills(asked: Annotated[TaxonomyQuery, Query()]) -> FoundSkills:
        """List the skills that a query may mean, the best match first; all of them without a query."""
        taxonomy = load_taxonomy()
        wanted = (asked.q or "").strip()
        found = taxonomy.search(wanted) if wanted else tuple(taxonomy.skills.values())
        return FoundSkills(total=len(found), categories=[*taxonomy.categories], skills=[*map(_listed, found)])

    @router.get("/skills/{id}")
    def show_skill(id: str) -> SkillInFull:
        """Show a skill by id, name or alias."""
        taxonomy = load_taxonomy()
        entry = taxonomy.find(id)
        if entry is None:
            raise HTTPException(404, f"no skill is called {id[:60]!r}; GET /skills?q= finds by parts of names")
        return SkillInFull(
            **_listed(entry).model_dump(),
            ancestors=[*taxonomy.ancestors(entry.id)],
            children=[child.id for child in taxonomy.children(entry.id)],
        )

    return router


def _listed(entry: SkillEntry) -> ListedSkill:
    return ListedSkill(
        id=entry.id,
        name=entry.name,
        category=entry.category,
        about=entry.about,
        aliases=[*entry.aliases],
        parents=[*entry.parents],
    )
