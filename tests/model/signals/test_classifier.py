"""What postings say of seniority, stage and deep learning, and the words that show it."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from truerole.core.reading import Signals
from truerole.model.signals.classifier import CLASSES, from_rows, load_weights, read_signals
from truerole.model.signals.cues import find_cues
from truerole.model.signals.train import fit, index_of, labels_of, lines
from truerole.model.text.document import prepare

INTERNSHIP = """Our summer internship is open to students who are currently enrolled in a bachelor or master programme.
As an intern you will clean data, draw charts and learn from experienced colleagues. No prior experience is needed."""
JUNIOR = """We look for a junior data analyst. This is an entry-level position for recent graduates.
Requirements: 0-1 years of experience, basic knowledge of SQL, eagerness to learn. Training is provided."""
MID = """You maintain our weekly reports and write the queries behind them.
Requirements: 3+ years of experience with SQL and Tableau. A degree in a related field."""
SENIOR = """We are hiring a senior data engineer who designs our pipelines and mentors junior engineers.
Requirements: 6+ years of experience with Python and Spark, and extensive experience with AWS."""
LEAD = """As Head of Data Science you manage a team of eight data scientists: you hire, coach and review them.
Requirements: 10+ years of experience, 4 of them in people management. You own the roadmap, the budget, the strategy."""
VAGUE = """You turn the questions of our bakeries into queries and dashboards, and present them to the managers.
Requirements: several years of experience with SQL, a bachelor degree, ownership of what you build."""

STARTUP = """We are an early-stage startup, founded in 2023 and backed by venture capital after our seed round.
As one of the first data hires you wear many hats in a small team. We offer equity and stock options."""
ENTERPRISE = """The bank is a Fortune 500 company with more than 80,000 employees in 40 countries, a global leader in
financial services. The position belongs to the corporate division of risk. We are an equal opportunity employer."""
NEITHER = "You write SQL queries, build reports and explain them to colleagues. You know Excel well."

DEEP = """You design and train deep neural networks in PyTorch: convolutional networks, transformers, diffusion models
for computer vision. You write CUDA kernels, run distributed training on GPUs and publish at CVPR and NeurIPS.
Requirements: strong deep learning experience, PyTorch or TensorFlow, object detection, image segmentation."""
PASSING = """You build regression models in scikit-learn and explain them to the business.
Requirements: Python, SQL, statistics, machine learning.
Nice to have: experience with deep learning (TensorFlow or PyTorch)."""


def read(text: str, title: str | None = None) -> Signals:
    return read_signals(prepare(text), title)


def shown(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "seniority"),
    [
        (INTERNSHIP, "intern"),
        (JUNIOR, "junior"),
        (MID, "mid"),
        (SENIOR, "senior"),
        (LEAD, "lead"),
        (NEITHER, "unknown"),
    ],
    ids=["intern", "junior", "mid", "senior", "lead", "unknown"],
)
def test_seniority(text: str, seniority: str) -> None:
    assert read(text).seniority == seniority


@pytest.mark.parametrize(
    ("title", "seniority"),
    [(None, "mid"), ("Data Analyst", "mid"), ("Junior Data Analyst", "junior"), ("Senior Data Analyst", "senior")],
)
def test_the_title_tips_the_seniority_of_a_vague_text(title: str | None, seniority: str) -> None:
    assert read(VAGUE, title).seniority == seniority


YEARS = "You build pipelines and keep them running. {} years of experience with SQL."


@pytest.mark.parametrize(
    ("title", "years", "seniority"),
    [
        ("Data Engineering Intern", "3+", "intern"),
        ("Junior Data Engineer", "5+", "junior"),
        ("Senior Data Engineer", "3+", "senior"),
        ("Lead Data Engineer", "8+", "lead"),
        ("Head of Data", "2+", "lead"),
        # which name no level, or two
        ("Data Engineer", "3+", "mid"),
        ("Data Engineer", "8+", "senior"),
        ("Junior/Senior Data Engineer", "8+", "senior"),
        (None, "3+", "mid"),
    ],
)
def test_a_level_in_the_title_of_a_snippet_outweighs_its_years(title: str | None, years: str, seniority: str) -> None:
    assert read(YEARS.format(years), title).seniority == seniority


def test_in_a_whole_posting_years_are_weighed_against_the_title() -> None:
    work = "You build pipelines for our shops, keep them running and explain them to those who ask. " * 12
    assert read(f"{YEARS.format('3+')} {work}", "Data Engineering Intern").seniority == "mid"


SNIPPET = "You will build dashboards for finance and keep them right.\nRequirements:\n- SQL and Excel\n"


@pytest.mark.parametrize(
    ("line", "seniority"),
    [
        ("New grads welcome", "junior"),
        ("Freshers can apply", "junior"),
        ("No experience needed", "junior"),
        ("Graduate data analyst", "junior"),
        ("Internship: reporting", "intern"),
        ("Working student, 20 hours a week", "intern"),
        ("Mid-level data analyst", "mid"),
        ("5+ years of experience", "senior"),
        ("Senior analyst wanted", "senior"),
        ("Lead Data Analyst", "lead"),
        ("Head of Reporting", "lead"),
        ("Manager, Reporting", "lead"),
        ("You will lead a team of four analysts", "lead"),
        ("You will manage the finance reporting team", "lead"),
        ("SQL and Excel", "unknown"),
        ("You report to the Head of Finance", "unknown"),
        ("First experience with SQL, for instance from an internship", "unknown"),
    ],
)
def test_in_a_snippet_what_is_said_of_the_level_counts(line: str, seniority: str) -> None:
    assert read(f"{line}\n{SNIPPET}").seniority == seniority


@pytest.mark.parametrize(
    ("line", "stage"),
    [
        ("We just raised our seed round.", "startup"),
        ("YC-backed.", "startup"),
        ("We are a Series B company.", "startup"),
        ("You will be our first data hire.", "startup"),
        ("You will be employee number six.", "startup"),
        ("Founded in 2023 by two physicists.", "startup"),
        ("We are four people.", "startup"),
        ("We're a small team of 14.", "startup"),
        ("We are listed on the NYSE.", "enterprise"),
        ("We employ 52,000 people in 40 countries.", "enterprise"),
        ("Our 130-year-old company sells paper.", "enterprise"),
        ("A DAX company.", "enterprise"),
        ("Our clients are Fortune 500 companies.", "unknown"),
        ("We are looking for four people.", "unknown"),
        ("We are proud of our cake.", "unknown"),
    ],
)
def test_in_a_snippet_what_is_said_of_the_company_counts(line: str, stage: str) -> None:
    signals = read(f"{line}\n{SNIPPET}")
    assert signals.stage == stage
    assert bool(signals.stage_words) == (stage != "unknown")


@pytest.mark.parametrize(
    ("duties", "asked", "level"),
    [
        ("You will train deep neural networks for speech.", "Requirements:\n- Python", 3),
        ("Responsibilities:\n- Train CNNs in PyTorch\n- Label images", "Requirements:\n- Python", 3),
        ("Responsibilities:\n- Train CNNs\n- Label images\n- Write reports", "Requirements:\n- Python", 2),
        ("You will build dashboards.", "Requirements:\n- SQL\n- PyTorch", 2),
        ("You will build dashboards and a chatbot on the OpenAI API.", "Requirements:\n- SQL", 2),
        ("You will build dashboards.", "Nice to have:\n- deep learning", 1),
        ("You will build dashboards.", "Requirements:\n- machine learning", 0),
    ],
)
def test_in_a_snippet_deep_learning_is_told_by_its_place(duties: str, asked: str, level: int) -> None:
    assert read(f"{duties}\n{asked}\n").deep_learning == level


def test_the_title_speaks_for_nothing_else() -> None:
    plain, titled = read(NEITHER), read(NEITHER, "Deep Learning Engineer, Startup")
    assert (titled.stage, titled.deep_learning) == (plain.stage, plain.deep_learning)


@pytest.mark.parametrize(
    ("text", "stage"),
    [(STARTUP, "startup"), (ENTERPRISE, "enterprise"), (NEITHER, "unknown")],
    ids=["startup", "enterprise", "unknown"],
)
def test_stage(text: str, stage: str) -> None:
    assert read(text).stage == stage


@pytest.mark.parametrize(("text", "level"), [(NEITHER, 0), (PASSING, 1), (DEEP, 3)], ids=["none", "passing", "core"])
def test_deep_learning(text: str, level: int) -> None:
    assert read(text).deep_learning == level


def test_the_words_that_show_it_are_given() -> None:
    assert "6+ years" in shown(SENIOR, read(SENIOR).seniority_words)
    assert "startup" in shown(STARTUP, read(STARTUP).stage_words)
    assert "PyTorch" in shown(PASSING, read(PASSING).deep_learning_words)


def test_the_words_stand_in_the_text_as_given() -> None:
    html = f"<ul><li>{STARTUP}</li></ul>&amp;"
    assert shown(html, read(html).stage_words) == shown(STARTUP, read(STARTUP).stage_words)


def test_what_is_unknown_shows_no_words() -> None:
    signals = read(NEITHER)
    assert not signals.stage_words
    assert not signals.seniority_words
    assert not signals.deep_learning_words


@pytest.mark.parametrize("text", [LEAD, ENTERPRISE, DEEP])
def test_words_are_few_ordered_and_apart(text: str) -> None:
    signals = read(text)
    for spans in (signals.seniority_words, signals.stage_words, signals.deep_learning_words):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(set(edges))
        assert len(spans) <= 5


@pytest.mark.parametrize("text", ["", " ", "\x00", "years", "$", "🙂" * 50, "3 " * 2000, "( " * 500 + "years"])
def test_odd_texts_are_read(text: str) -> None:
    assert read(text, "").deep_learning == 0


def test_a_fit_reads_back_as_it_was_written() -> None:
    texts = [INTERNSHIP, JUNIOR, MID, SENIOR, LEAD, NEITHER] * 5
    labels = [
        {"seniority": s, "stage": stage, "dl": level}
        for s, stage, level in zip(
            CLASSES["seniority"], ("startup", "enterprise", "unknown") * 2, (0, 1, 2, 3, 0, 0), strict=True
        )
    ] * 5
    documents = [prepare(t) for t in texts]
    clues = [find_cues(d.tokens) for d in documents]
    index = index_of(clues)
    features = [index.find(d, c) for d, c in zip(documents, clues, strict=True)]
    rows = fit(index, features, labels_of(labels))
    weights = from_rows(rows)
    read_back = [weights.classify(weights.index.find(d, c)) for d, c in zip(documents, clues, strict=True)]
    assert [CLASSES["seniority"][r["seniority"]] for r in read_back] == [x["seniority"] for x in labels]
    assert all(line.count("\t") >= 5 for line in lines(rows))


def test_shipped_weights_are_whole() -> None:
    weights = load_weights()
    assert np.isfinite(weights.table).all()
    assert weights.table.shape == (len(weights.index.features), sum(map(len, CLASSES.values())))


def test_read_postings_agree_with_their_labels() -> None:
    # The weights were fitted to these postings too, so this guards against breaks, and measures nothing.
    gold = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared")) / "gold" / "dev.jsonl"
    if not gold.exists():
        pytest.skip("no reference folder")
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    said = [(r, read(r["description"], r["title"])) for r in rows]
    assert sum(s.seniority == r["seniority"] for r, s in said) >= 0.75 * len(rows)
    assert sum(s.stage == r["stage"] for r, s in said) >= 0.75 * len(rows)
    assert sum(s.deep_learning == r["dl"] for r, s in said) >= 0.85 * len(rows)
