"""The trade of postings that are none of the four roles."""

import numpy as np
import pytest

from truerole.core.reading import DUTIES, SECTION_KINDS
from truerole.model.duties.other_kind import other_kind
from truerole.model.text.document import prepare

TEXTS = [
    (
        "product or project management",
        "Own the roadmap and the backlog, plan sprints, report milestones and timelines.",
    ),
    ("business analysis", "Elicit needs, write BRDs, draw BPMN workflows, lead UAT and keep traceability."),
    ("sales and marketing", "Meet the sales quota, find prospects and leads in the CRM, run marketing campaigns."),
    ("support and operations", "Answer tickets at the help desk, log incidents in ServiceNow, keep the inventory."),
    ("science and health", "Run assays in the laboratory, take specimens of patients, plan clinical trials."),
    ("teaching", "Teach students, plan the curriculum, hold lectures, guide learners in the classroom."),
    ("finance", "Keep the ledger, prepare tax returns, support the audit, post invoices and accruals."),
]
BUSINESS, SOFTWARE, NONE = (DUTIES.index(name) for name in ("business", "software", "none"))


def kind_of(text: str, duty: int) -> str | None:
    document = prepare(f"Responsibilities:\n- {text}\n")
    duties = np.eye(len(DUTIES), dtype=np.float32)[[duty] * len(document.sentences)]
    return other_kind(document, duties, np.array([SECTION_KINDS.index(s.kind) for s in document.sentences]))


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_words_name_the_trade(kind: str, text: str) -> None:
    assert kind_of(text, BUSINESS) == kind


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_duties_of_software_are_software(kind: str, text: str) -> None:
    assert kind_of(text, SOFTWARE) == "software development"


@pytest.mark.parametrize(
    "text",
    [
        "Do what has to be done.",
        "Sales and audits.",
        "Keep bees and sing.",
        "Meet the sales quota, find prospects and leads; teach students, plan the curriculum, hold lectures.",
    ],
)
def test_what_is_not_clear_is_not_named(text: str) -> None:
    assert kind_of(text, BUSINESS) is None


def test_no_work_has_no_trade() -> None:
    assert kind_of("We like cake.", NONE) is None
