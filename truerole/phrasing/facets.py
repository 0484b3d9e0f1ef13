"""Display names of the values of facets: roles, countries, seniorities, kinds of company, workplaces."""

from truerole.phrasing.reading import PLURALS, ROLE_NAMES, SENIORITY_NAMES, STAGE_NAMES, WORKPLACE_NAMES, country_name

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


# Sides of a comparison by facet, and how a heading speaks of two of them.
SIDE_NAMES: dict[str, dict[str, str]] = {
    "role": {str(role): name for role, name in PLURALS.items()},
    "stage": {"startup": "start-ups", "enterprise": "large organisations"},
    "seniority": {
        "intern": "internships",
        "junior": "junior jobs",
        "mid": "jobs for some years",
        "senior": "senior jobs",
        "lead": "lead jobs",
    },
}
_HEADINGS = {"role": "What {} need more than {}", "country": "What {} asks for more than {}"}


def side_name(facet: str, value: str) -> str:
    """Return the name of the postings of a facet's value as a side of a comparison: "ML engineers", "Germany"."""
    return SIDE_NAMES.get(facet, {}).get(value) or value_name(facet, value)


def comparison_heading(facet: str, here: str, there: str) -> str:
    """Return the heading of a comparison of two values of a facet."""
    heading = _HEADINGS.get(facet, "What {} ask for more than {}")
    return f"{heading.format(side_name(facet, here), side_name(facet, there))}, and the other way round"
