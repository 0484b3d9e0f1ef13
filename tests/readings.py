"""One reading written by hand, for tests of what is said and shown of a reading."""

from truerole.core.reading import ROLES, Evidence, Reading, Section, Signals, Skill, Title

TEXT = "We are a bakery.\nBuild dashboards in Tableau.\nRun one pipeline in Airflow.\nPython is a plus."


def span(words: str) -> tuple[int, int]:
    """Return where `words` stand in TEXT."""
    start = TEXT.index(words)
    return start, start + len(words)


def evidence(words: str, **weights: float) -> Evidence:
    return Evidence(*span(words), tuple(weights.get(role, 0.0) for role in ROLES))


READING = Reading(
    id=None,
    role="data_analyst",
    roles={"data_analyst": 0.78, "data_engineer": 0.15, "data_scientist": 0.04, "ml_engineer": 0.02, "other": 0.01},
    confident=True,
    title=Title("Data Scientist", "data_scientist", False),
    evidence=(
        evidence("We are a bakery.", other=0.05),
        evidence("Build dashboards in Tableau.", data_analyst=2.0, data_engineer=-0.5),
        evidence("Run one pipeline in Airflow.", data_engineer=0.8),
    ),
    skills=(
        Skill("tableau", "Tableau", "business intelligence", "required", None, (span("Tableau"),)),
        Skill("airflow", "Apache Airflow", "data pipelines", "context", None, (span("Airflow"),)),
        Skill("python", "Python", "languages", "preferred", 3, (span("Python"),)),
    ),
    signals=Signals(0, "startup", "unknown", stage_words=(span("bakery"),)),
    sections=(Section("about", 0, 16), Section("responsibilities", 17, len(TEXT))),
    language="en",
    model="test",
)
