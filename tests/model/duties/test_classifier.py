"""Duties of sentences: what the shipped model says of plain lines, and that arrays and context keep their order."""

import numpy as np
import pytest

from truerole.core.reading import DUTIES, SECTION_KINDS
from truerole.data.labels.examples import load_examples
from truerole.model.duties.classifier import VIEWS, context_features, layout_of, predict_duties
from truerole.model.duties.weights import load_duties
from truerole.model.reader import default_reader
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

# A line of a list of duties, and what it is of.
LINES = [
    ("Build dashboards in Tableau for the sales team", "analysis"),
    ("Analyse churn and present the findings to the heads of department", "analysis"),
    ("Write SQL queries for weekly and monthly reports", "analysis"),
    ("Build and maintain ETL pipelines in Airflow", "data_engineering"),
    ("Design the tables of the data warehouse in Snowflake", "data_engineering"),
    ("Ingest streams from Kafka into the data lake with Spark", "data_engineering"),
    ("Develop predictive models of demand and test them statistically", "data_science"),
    ("Design experiments and estimate causal effects", "data_science"),
    ("Forecast stock by regression and time series models", "data_science"),
    ("Deploy machine learning models to production and monitor them", "ml_engineering"),
    ("Fine-tune large language models and build RAG systems", "ml_engineering"),
    ("Train convolutional neural networks in PyTorch", "ml_engineering"),
    ("Develop REST APIs in Java and Spring Boot", "software"),
    ("Build the web front end in React and TypeScript", "software"),
    ("Administer Linux servers and Kubernetes clusters", "software"),
    ("Negotiate contracts with suppliers", "business"),
    ("Manage the product roadmap and write user stories", "business"),
    ("Reach the sales quota of the region", "business"),
    ("Communicate clearly in a cross-functional team", "general"),
    ("Document your work and review that of colleagues", "general"),
]
ASIDES = [
    "Everybody may apply, of whatever origin, age or belief.",
    "Our company was founded in 1998 and has offices in nine countries.",
    "Health, dental and vision insurance, and a pension plan.",
]


def duty_of(line: str) -> str:
    # Other lines of each kind around, so that the posting as a whole says nothing.
    around = [other for other, _ in LINES[::3] if other != line]
    text = "Responsibilities:\n" + "\n".join(f"- {row}" for row in [*around[:3], line, *around[3:]])
    at = text.index(line)
    return next(d.kind for d in default_reader().read(text).duties if d.start <= at < d.end)


def test_plain_lines_are_told() -> None:
    wrong = [(line, duty_of(line)) for line, duty in LINES if duty_of(line) != duty]
    assert len(wrong) <= 2, wrong


def test_what_is_not_the_work_is_none() -> None:
    text = "About us:\n" + "\n".join(ASIDES) + "\n\nResponsibilities:\n- Build ETL pipelines in Airflow\n"
    duties = default_reader().read(text).duties
    assert [d.kind for d in duties if text[d.start : d.end].strip() in ASIDES] == ["none"] * len(ASIDES)


@pytest.mark.parametrize("example", load_examples()[::6], ids=lambda e: e.id)
def test_every_sentence_has_a_duty_in_order(example) -> None:
    reading = default_reader().read(example.description)
    spans = [(d.start, d.end) for d in reading.duties]
    assert spans == [(s.start, s.end) for s in prepare(example.description).sentences]
    assert all(d.kind in DUTIES and d.second != d.kind and d.second != "none" for d in reading.duties)


def test_a_line_of_skills_is_of_the_work_around_it() -> None:
    asked = "Python and SQL"
    rest = {
        "data_engineering": "Build ETL pipelines in Airflow\n- Run the warehouse\n- Ingest data with Kafka and Spark",
        "data_science": "Develop predictive models\n- Design experiments\n- Regression, clustering and forecasting",
    }
    chances = {}
    for duty, work in rest.items():
        document = prepare(f"Responsibilities:\n- {work}\n\nRequirements:\n- {asked}\n")
        reader = default_reader()
        found = reader.model.roles.vocabulary.find(document, extract_skills(document))
        chances[duty] = predict_duties(reader.model.duties, found, layout_of(document)).in_context[-1]
    for duty in rest:
        other = next(d for d in rest if d != duty)
        assert chances[duty][DUTIES.index(duty)] > chances[other][DUTIES.index(duty)]


@pytest.mark.parametrize("text", ["?!", "Python", "Responsibilities:"])
def test_next_to_nothing_is_read_without_fault(text: str) -> None:
    document = prepare(text)
    reader = default_reader()
    found = reader.model.roles.vocabulary.find(document, extract_skills(document))
    duties = predict_duties(reader.model.duties, found, layout_of(document))
    assert duties.in_context.shape == (len(document.sentences), len(DUTIES))
    assert np.isfinite(duties.in_context).all()
    assert duties.in_context.sum(axis=1) == pytest.approx(np.ones(len(document.sentences)), abs=1e-4)


def test_the_context_of_a_sentence_is_of_its_posting_alone() -> None:
    first = np.eye(len(DUTIES), dtype=np.float32)[[0, 1, 2]]
    features = context_features(first, np.zeros(3, np.int64))
    d = len(DUTIES)
    assert features.shape == (3, VIEWS * d)
    before, after = features[:, d : 2 * d], features[:, 2 * d : 3 * d]
    assert before[0] == pytest.approx(np.full(d, 1 / d))
    assert (before[1] == first[0]).all()
    assert (after[1] == first[2]).all()
    assert after[2] == pytest.approx(np.full(d, 1 / d))


def test_headings_are_above_what_follows_them() -> None:
    document = prepare("Responsibilities:\n- Build\n- Run\n\nRequirements:\n- Know\n")
    layout = layout_of(document)
    heads = [i for i, s in enumerate(document.sentences) if s.heading]
    assert layout.above.tolist() == [max((h for h in heads if h < i), default=-1) for i in range(len(layout.above))]
    assert set(layout.kinds.tolist()) <= set(range(len(SECTION_KINDS)))


def test_the_shipped_duties_are_those_of_the_shipped_model() -> None:
    ours, shipped = load_duties(), default_reader().model.duties
    assert (ours.own == shipped.own).all()
    assert (ours.context == shipped.context).all()
