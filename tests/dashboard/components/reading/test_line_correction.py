"""On the page *Read*, a sentence gets its kind of work from who pasted it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from tests.dashboard.pages.test_read import ANALYST, APP, paste, press
from truerole.data.labels import line_labels
from truerole.data.labels.line_labels import annotated_lines
from truerole.data.store.store import open_store
from truerole.model.duties.adapt import adapt_duties
from truerole.model.duties.weights import load_duties
from truerole.model.role.user_labels import shipped_vocabulary

SAVE = "Save the line"


@pytest.fixture
def app(empty_home: Path) -> AppTest:
    return AppTest.from_string(APP, default_timeout=180)


def told(app: AppTest) -> str:
    assert not app.exception
    return " ".join(text.value for text in app.markdown).replace("\\", "")


def box(app: AppTest, label: str) -> Selectbox:
    return next(box for box in app.selectbox if box.label == label)


@pytest.mark.parametrize("text", [ANALYST, ANALYST.replace("opens every", "opens&nbsp;every")])
def test_a_line_is_saved_with_its_text_and_found_again_by_a_training(app: AppTest, text: str) -> None:
    paste(app, text, "Analyst")
    lines = box(app, "Line")
    assert len(lines.options) == 8
    lines.set_value(1)
    app.run()
    duty = box(app, "What it speaks of")
    assert duty.value == "analysis"
    assert "Analysis and reports (as read)" in duty.options
    duty.set_value("software").run()
    press(app, SAVE)
    assert "Saved: software and IT. It counts from the next training on." in told(app)
    with open_store() as store:
        (label,) = annotated_lines(store)
    assert (label.duty, label.read_duty, label.title) == ("software", "analysis", "Analyst")
    assert "Build dashboards in Tableau" in label.line
    found = adapt_duties(load_duties(), shipped_vocabulary(), [label.taught])
    assert (found.lines, found.left_out) == (1, 0)
    assert "Saved:" not in told(paste(app, ANALYST + " And more.")), "it is told of its text alone"


def test_a_line_is_taken_back(app: AppTest) -> None:
    paste(app, ANALYST)
    press(app, SAVE)
    press(app, "Take the line back")
    assert "Taken back." in told(app)
    with open_store() as store:
        assert not annotated_lines(store)


def test_what_cannot_be_kept_is_told(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_labels, "LONGEST_LINE", 20)
    paste(app, ANALYST)
    box(app, "Line").set_value(1).run()
    press(app, SAVE)
    assert "Sorry: a line has 1 to 20 characters" in told(app)


def test_where_nothing_may_be_written_no_line_is_asked_for(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    paste(app, ANALYST)
    assert not [button for button in app.button if button.label == SAVE]
    assert not app.exception
