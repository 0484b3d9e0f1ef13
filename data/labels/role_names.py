"""Parse role names as people and files write them, in any case, with blanks, hyphens or underscores."""

from truerole.core.reading import ROLES, Role

_MORE: dict[str, Role] = {
    "machinelearningengineer": "ml_engineer",
    "otherwork": "other",
    "none": "other",
    "noneofthefourdataroles": "other",
}


def parse_role(name: str) -> Role | None:
    """Return the role of a name; None for an unknown name."""
    key = _key(name)
    return next((role for role in ROLES if _key(role) == key), _MORE.get(key))


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
