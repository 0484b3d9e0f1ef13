"""Display names of the values of facets (roles, countries, sources, and so on), and filters in words."""

from collections.abc import Iterator, Sequence

from truerole.core.reading import DATA_ROLES
from truerole.data.market.aggregates import Filters, Period
from truerole.phrasing.reading import (
    PLURALS,
    ROLE_NAMES,
    SENIORITY_NAMES,
    STAGE_NAMES,
    WORKPLACE_NAMES,
    capitalize_first,
    country_name,
    month_name,
)

FACET_NAMES: dict[str, dict[str, str]] = {
    "role": {str(role): name for role, name in ROLE_NAMES.items()},
    "title_role": {str(role): name for role, name in ROLE_NAMES.items()},
    "seniority": SENIORITY_NAMES,
    "stage": STAGE_NAMES,
    "workplace": WORKPLACE_NAMES,
}

# What people call a facet, on every page, in tables and in help; options and JSON have names of their own.
FACET_LABELS = {
    "role": "Role",
    "title_role": "Role in the title",
    "seniority": "Level",
    "stage": "Kind of company",
    "country": "Country",
    "workplace": "Workplace",
    "source": "Source",
    "year": "Year",
}

# Sources of the market sample; collections of one board, place and year are told apart by who published them.
SAMPLE_SOURCES = {
    "arbeitnow_de_2026_akimovagalina": "Arbeitnow, Germany 2026",
    "builtin_ai_engineer_2026_alexeygrigorev": "Built In, AI engineers 2026",
    "dice_linkedin_2021_eboraks": "Dice and LinkedIn 2021",
    "glassdoor_au_2021_poorval": "Glassdoor, Australia 2021",
    "glassdoor_us_2020_kaouta_da": "Glassdoor, United States 2020, by kaouta",
    "glassdoor_us_2020_playingnumbers": "Glassdoor, United States 2020, by playingnumbers",
    "glassdoor_us_2020_uncleaned_ds": "Glassdoor, United States 2020, uncleaned",
    "googlejobs_india_2023_abdeali": "Google Jobs, India 2023",
    "googlejobs_us_2023_jckober": "Google Jobs, United States 2023",
    "indeed_us_2019_thekartikay": "Indeed, United States 2019",
    "indeed_us_2020_ambreen": "Indeed, United States 2020",
    "internships_2025_hbr12": "Internships 2025",
    "linkedin_2023_2025_muabdalaleam": "LinkedIn 2023 to 2025",
    "linkedin_au_2025_artwork": "LinkedIn, Australia 2025",
    "linkedin_ds_2024_nee1k": "LinkedIn, data science 2024",
    "linkedin_eu_2026_openxflow": "LinkedIn, Europe 2026",
    "linkedin_indeed_ca_2018_linpingyu": "LinkedIn and Indeed, California 2018",
    "linkedin_uk_2026_faisalfehad": "LinkedIn, United Kingdom 2026",
    "linkedin_us_2025_dinozeyu": "LinkedIn, United States 2025, by dinozeyu",
    "linkedin_us_2025_m5991": "LinkedIn, United States 2025, by m5991",
    "multi_us_2020_yanmsong": "Several boards, United States 2020",
    "nhs_uk_2020_stochastictalk": "NHS Jobs, United Kingdom 2020",
}


def value_name(facet: str, value: str) -> str:
    """Return the display name of a facet's value; a source that is none of the market sample's keeps its id."""
    if facet == "country":
        return country_name(value)
    if facet == "source":
        return SAMPLE_SOURCES.get(value, value)
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


# Filters in words. Values that say nothing without the name of their facet have a pattern.
_PATTERNS = {"title_role": "titled {}", "seniority": "level: {}", "stage": "kind of company: {}"}
_ORIGINS = {"no": "my own postings", "yes": "the market sample"}


def role_words(roles: Sequence[str]) -> str:
    """Return the real roles of a selection in words; no role means all work."""
    if not roles:
        return "All work"
    return "All four data roles" if tuple(roles) == DATA_ROLES else capitalize_first(_listed("role", roles))


def filter_words(filters: Filters) -> Iterator[str]:
    """Yield filters in words, but for the roles and the skills: the period, and each facet that is set."""
    yield _period_words(filters.period)
    for facet, values in filters.facets.items():
        if values and facet == "sample":
            yield _ORIGINS[values[0]]
        elif values and facet != "role":
            yield _PATTERNS.get(facet, "{}").format(_listed(facet, values))
    if filters.copies:
        yield "repeats counted each time"


def _listed(facet: str, values: Sequence[str]) -> str:
    return ", ".join(value_name(facet, value) for value in values)


def _period_words(period: Period) -> str:
    first, last = (month_name(month) if month else "" for month in period)
    if first and last:
        return f"{first} to {last}" if first != last else first
    return f"from {first} on" if first else f"until {last}" if last else "all time"
