"""Display names of the values of facets: roles, countries, seniorities, kinds of company, workplaces."""

from truerole.phrasing.reading import ROLE_NAMES, SENIORITY_NAMES, STAGE_NAMES, WORKPLACE_NAMES, country_name

FACET_NAMES: dict[str, dict[str, str]] = {
    "role": {str(role): name for role, name in ROLE_NAMES.items()},
    "title_role": {str(role): name for role, name in ROLE_NAMES.items()},
    "seniority": SENIORITY_NAMES,
    "stage": STAGE_NAMES,
    "workplace": WORKPLACE_NAMES,
}


def value_name(facet: str, value: str) -> str:
    """Return the display name of a facet's value."""
    if facet == "country":
        return country_name(value)
    return FACET_NAMES.get(facet, {}).get(value, value)
