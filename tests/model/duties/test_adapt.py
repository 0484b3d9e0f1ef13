"""Labelled lines correct the duty model: for them and their likes, and hardly for others."""

import numpy as np
import pytest

from truerole.core.labels import TaughtLine
from truerole.core.reading import DUTIES
from truerole.data.labels.examples import load_examples
from truerole.model.duties.adapt import AdaptedDuties, adapt_duties
from truerole.model.duties.classifier import DutyModel, layout_of, predict_duties
from truerole.model.duties.weights import load_duties
from truerole.model.role.user_labels import shipped_vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

LINES = (
    "Build dashboards in Tableau for the sales team.",
    "Own the weekly dashboard of the shops.",
    "Create Power BI reports for managers.",
    "Maintain the dashboards that the board looks at.",
    "Design reports and dashboards in Looker.",
    "Prepare the monthly report for finance.",
    "Automate Excel reports.",
    "Publish dashboards for the regions.",
    "Answer questions with charts and dashboards.",
    "Support users of our dashboards.",
)


def posting(line: str) -> str:
    return f"Responsibilities\n- {line}\n- Work with colleagues in other teams.\n"


def taught(*lines: str) -> list[TaughtLine]:
    return [TaughtLine(posting(line), line, "software") for line in lines]


def adapt(lines: list[TaughtLine]) -> AdaptedDuties:
    return adapt_duties(load_duties(), shipped_vocabulary(), lines)


def read(model: DutyModel, text: str) -> np.ndarray:
    """Return the probabilities of the duties of each sentence of a text."""
    document = prepare(text)
    found = shipped_vocabulary().find(document, extract_skills(document))
    return predict_duties(model, found, layout_of(document)).in_context


@pytest.fixture(scope="module")
def adapted() -> AdaptedDuties:
    return adapt(taught(*LINES))


def test_lines_are_read_as_labelled_and_the_figures_are_of_lines_read_otherwise_before(adapted: AdaptedDuties) -> None:
    assert (adapted.lines, adapted.before, adapted.left_out) == (10, 0, 0)
    assert 0 < adapted.unseen < 10
    for line in LINES:
        assert DUTIES[read(adapted.model, posting(line))[1].argmax()] == "software", line


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        ("Maintain dashboards for the marketing team.", True),
        ("Build weekly reports in Tableau.", True),
        ("Train deep learning models that find fraud.", False),
        ("Load events with Airflow into Snowflake.", False),
        ("We offer a pension and free lunches.", False),
    ],
)
def test_their_likes_move_and_others_stay(adapted: AdaptedDuties, line: str, moves: bool) -> None:
    software = DUTIES.index("software")
    before, now = (read(model, posting(line))[1] for model in (load_duties(), adapted.model))
    assert (now[software] - before[software] > 0.03) == moves
    assert moves or now.argmax() == before.argmax()


def test_few_sentences_of_other_postings_change(adapted: AdaptedDuties) -> None:
    texts = [example.description for example in load_examples()]
    before, now = (
        np.concatenate([read(model, text).argmax(axis=1) for text in texts]) for model in (load_duties(), adapted.model)
    )
    assert len(before) > 2_000
    assert 0 < (before != now).sum() < 0.05 * len(before)


def test_only_the_weights_of_labelled_terms_change(adapted: AdaptedDuties) -> None:
    changed = (adapted.model.own != load_duties().own).any(axis=1)
    assert 0 < changed.sum() < 200
    assert adapted.model.near is load_duties().near


@pytest.mark.parametrize(
    ("line", "left_out"),
    [
        (LINES[1], 0),
        ("Own  the weekly\tdashboard of the shops.", 0),
        ("Own the weekly dashboard", 1),
        ("", 1),
    ],
)
def test_a_line_is_found_by_its_words(line: str, left_out: int) -> None:
    found = adapt([TaughtLine(posting(LINES[1]), line, "software")])
    assert (found.lines, found.left_out) == (1 - left_out, left_out)


def test_a_text_alone_is_measured_on_the_shipped_model() -> None:
    found = adapt([TaughtLine(posting(LINES[0]), LINES[0], "analysis")])
    assert (found.before, found.unseen) == (1, 1)


@pytest.mark.parametrize("lines", [[], [TaughtLine("", "Own it.", "software")]])
def test_without_lines_the_model_stays(lines: list[TaughtLine]) -> None:
    assert adapt(lines).model is load_duties()
