"""Traps of the signals: postings near data whose words of level, years, stage or depth belong to somebody else."""

import pytest

from truerole.model.signals.classifier import read_signals
from truerole.model.text.document import prepare

WORK = "You write SQL queries, build weekly reports and explain them to the shops."
OWNING = f"{WORK} You manage a team of six and own the roadmap. Requirements: 8+ years of experience."
ENROLLED = f"{WORK} You are currently enrolled at a university and work 20 hours per week."

# (title or none, sentence behind the work, signal, what it must not say)
TRAPS = [
    (None, "Our company has 30 years of history in the trade.", "seniority", "senior"),
    (None, "For over 25 years we have sold garden tools.", "seniority", "lead"),
    (None, "The founders bring 40 years of craft between them.", "seniority", "lead"),
    (None, "You must be at least 18 years old.", "seniority", "senior"),
    (None, "The contract runs for 2 years.", "seniority", "mid"),
    (None, "We grew by half in the last 5 years.", "seniority", "senior"),
    (None, "You report to the Head of Analytics.", "seniority", "lead"),
    (None, "You will work closely with our senior engineers.", "seniority", "senior"),
    (None, "You support the lead analyst with her slides.", "seniority", "lead"),
    (None, "You present the numbers to the director.", "seniority", "lead"),
    (None, "You shorten the lead time of orders.", "seniority", "lead"),
    (None, "You score the sales leads of the week.", "seniority", "lead"),
    (None, "You apply principal component analysis to surveys.", "seniority", "lead"),
    (None, "You count the staff of each shop.", "seniority", "lead"),
    (None, "You study rates of head injuries among cyclists.", "seniority", "lead"),
    (None, "You analyse the marks of graduate students.", "seniority", "intern"),
    (None, "You help the interns with their accounts.", "seniority", "intern"),
    (None, "You price entry-level cars.", "seniority", "junior"),
    ("Staff Nurse", "You keep the records of the ward.", "seniority", "lead"),
    ("Lead Generation Analyst", "You count clicks.", "seniority", "senior"),
    (None, "You get 28 days of leave and bank holidays.", "stage", "enterprise"),
    (None, "Your colleagues are friendly.", "stage", "enterprise"),
    (None, "You hold a degree of a university.", "stage", "enterprise"),
    (None, "We sell our tool to Fortune 100 companies.", "stage", "enterprise"),
    (None, "You follow federal law and state law.", "stage", "enterprise"),
    (None, "You know Google Sheets and Microsoft Word.", "stage", "enterprise"),
    (None, "You reconcile bank statements.", "stage", "enterprise"),
    (None, "Our health insurance covers your children.", "stage", "enterprise"),
    (None, "You will build trust with readers.", "stage", "enterprise"),
    (None, "You have experience with government contracts.", "stage", "enterprise"),
    (None, "You plan the start-up phase of a plant.", "stage", "startup"),
    (None, "You compare prices of sunflower seed oil.", "stage", "startup"),
    (None, "You study private equity funds.", "stage", "startup"),
    (None, "Our advice is backed by evidence.", "stage", "startup"),
    (None, "You follow early stage cancer patients.", "stage", "startup"),
    (None, "You pay attention to detail.", "deep_learning", "3"),
    (None, "You test a power transformer at a substation.", "deep_learning", "2"),
    (None, "You answer calls of estate agents.", "deep_learning", "2"),
    (None, "You build customer segmentation in Excel.", "deep_learning", "2"),
    (None, "You send a prompt response to guests.", "deep_learning", "2"),
    (None, "You watch the distillation columns of a plant.", "deep_learning", "2"),
    (None, "You host video calls with buyers.", "deep_learning", "1"),
]
# (title or none, text, signal, what it does say): the same words of the candidate and the company.
TRUE = [
    ("Staff Data Engineer", OWNING, "seniority", "lead"),
    ("Principal Data Scientist", OWNING, "seniority", "lead"),
    ("Director of Analytics", OWNING, "seniority", "lead"),
    ("Working Student Data Analytics", ENROLLED, "seniority", "intern"),
    (None, f"{WORK} Requirements: 0-2 years of experience.", "seniority", "junior"),
    (None, f"{WORK} Requirements: 1-3 years of experience.", "seniority", "junior"),
    (None, f"{WORK} Requirements: 3-5 years of experience.", "seniority", "mid"),
    (None, f"{WORK} Requirements: 7+ years of experience.", "seniority", "senior"),
    (None, f"Lead Data Engineer\n\nYou lead a team of five. {WORK}", "seniority", "lead"),
]


def said(title: str | None, text: str, signal: str) -> str:
    return str(getattr(read_signals(prepare(text), title), signal))


@pytest.mark.parametrize(("title", "sentence", "signal", "label"), TRAPS, ids=[t[1] for t in TRAPS])
def test_words_of_somebody_else_claim_nothing(title: str | None, sentence: str, signal: str, label: str) -> None:
    assert said(title, f"{WORK} {sentence}", signal) != label


@pytest.mark.parametrize(("title", "sentence", "signal", "label"), TRAPS, ids=[t[1] for t in TRAPS])
def test_they_claim_nothing_at_the_beginning_either(title: str | None, sentence: str, signal: str, label: str) -> None:
    assert said(title, f"{sentence} {WORK}", signal) != label


@pytest.mark.parametrize(("title", "text", "signal", "label"), TRUE)
def test_words_of_the_job_itself_do(title: str | None, text: str, signal: str, label: str) -> None:
    assert said(title, text, signal) == label


@pytest.mark.parametrize(
    "denial",
    [
        "You need no deep learning or PyTorch.",
        "No machine learning, no TensorFlow, just SQL.",
        "Deep learning is not part of this job.",
        "Deep learning: no",
        "PyTorch: not needed",
        "Neural networks? Not needed.",
        "You will never be asked for PyTorch.",
        "You will not build deep learning models.",
    ],
)
@pytest.mark.parametrize("before", ["", f"{WORK} "], ids=["alone", "in a posting"])
def test_denied_deep_learning_is_none(before: str, denial: str) -> None:
    read = read_signals(prepare(f"{before}{denial}"))
    assert (read.deep_learning, read.deep_learning_words) == (0, ())


@pytest.mark.parametrize(
    "text",
    [
        "You need deep learning and PyTorch.",
        "No ticket queues: you train neural networks in PyTorch.",
        "Requirements: PyTorch with or without GPUs.",
        "Deep learning: no experience needed but we teach you PyTorch.",
    ],
)
def test_undenied_deep_learning_counts(text: str) -> None:
    read = read_signals(prepare(text))
    assert read.deep_learning > 0
    assert read.deep_learning_words
