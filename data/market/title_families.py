"""Families of job titles that people search for: "Sr. AI/ML Engineer II (Remote)" is an AI/ML engineer."""

import re

_WORD = re.compile(r"[a-z]+")
_LONGEST = 300
# Each family's name, and how else it is written; plurals and what stands around it need not be said.
_FAMILIES = {
    "AI engineer": ("artificial intelligence engineer", "ai developer", "applied ai engineer"),
    "AI/ML engineer": ("ai ml engineer", "ml ai engineer", "ai ml developer"),
    "AI researcher": ("ai research scientist", "ai scientist"),
    "AI architect": ("ai solution architect", "ai solutions architect"),
    "Analytics engineer": (),
    "Analytics manager": ("data analytics manager", "manager analytics"),
    "Applied scientist": (),
    "Back-end engineer": ("backend engineer", "back end engineer", "backend developer", "back end developer"),
    "BI analyst": ("business intelligence analyst", "power bi analyst", "tableau analyst"),
    "BI developer": (
        "business intelligence developer", "business intelligence engineer", "bi engineer", "power bi developer",
        "tableau developer",
    ),
    "Big data engineer": ("big data developer", "hadoop developer"),
    "Business analyst": (),
    "Business data analyst": ("data business analyst",),
    "Clinical data analyst": ("healthcare data analyst", "health data analyst", "clinical data manager"),
    "Cloud data engineer": ("aws data engineer", "azure data engineer", "gcp data engineer"),
    "Computer vision engineer": ("machine vision engineer", "perception engineer"),
    "Data analyst": ("data analytics analyst",),
    "Data architect": ("data modeler", "data modeller"),
    "Data engineer": ("data engineering",),
    "Data entry clerk": ("data entry",),
    "Data manager": ("data management specialist",),
    "Data platform engineer": ("data platform developer", "data infrastructure engineer"),
    "Data quality analyst": (),
    "Data science manager": (
        "head of data science", "director of data science", "manager data science", "director data science",
    ),
    "Data scientist": ("data science",),
    "Data warehouse engineer": ("data warehouse developer", "dwh developer"),
    "Database administrator": ("dba",),
    "Deep learning engineer": (),
    "ETL developer": ("etl engineer",),
    "Financial analyst": (),
    "Full-stack engineer": ("full stack engineer", "full stack developer", "fullstack engineer", "fullstack developer"),
    "GenAI engineer": ("gen ai engineer", "generative ai engineer", "llm engineer", "gen ai developer"),
    "LLM and agent engineer": ("agentic ai engineer", "ai agent engineer", "prompt engineer"),
    "Marketing analyst": ("marketing data analyst", "marketing analytics analyst", "digital analyst"),
    "ML engineer": ("machine learning engineer", "machine learning developer"),
    "MLOps engineer": ("ml ops engineer", "ml platform engineer", "machine learning platform engineer"),
    "NLP engineer": (),
    "Operations analyst": (),
    "Product analyst": ("product data analyst",),
    "Product manager": ("product owner",),
    "Quantitative analyst": ("quantitative researcher", "quant researcher", "quant analyst"),
    "Reporting analyst": ("report analyst", "data reporting analyst"),
    "Research engineer": (),
    "Research scientist": (),
    "Software engineer": ("software developer",),
    "Statistician": ("biostatistician",),
    "Systems analyst": ("system analyst",),
}  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    """Split a title into words, lower-case, without the plural s."""
    return tuple(word.removesuffix("s") if len(word) > 4 else word for word in _WORD.findall(text.lower()))


_BY_WORDS = {_words(name): family for family, also in _FAMILIES.items() for name in (family, *also)}
_SIZES = sorted({len(words) for words in _BY_WORDS}, reverse=True)


def title_family(title: str) -> str | None:
    """Return the family of a title, None for no family; the longest family name in the title wins, then the first."""
    words = _words(title[:_LONGEST])
    for size in _SIZES:
        for start in range(len(words) - size + 1):
            if family := _BY_WORDS.get(words[start : start + size]):
                return family
    return None
