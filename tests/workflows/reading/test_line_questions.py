"""Lines are asked about where the model is least sure of them, each once, and answers are kept."""

from random import Random

import pytest

from truerole.core.errors import StoreError
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry, stored_reading_of
from truerole.data.labels.line_labels import annotated_lines
from truerole.data.market.bitmap_index import BitmapIndex, refresh
from truerole.data.store.store import Store
from truerole.model.reader import default_reader
from truerole.workflows.reading.line_questions import LineSession, draw_line_question

CLEAR = "Build dashboards and reports in Tableau for the sales people"
DOUBTFUL = "Work on the tables that the models of others and the reports stand on"
BENEFIT = "28 days of leave and a bicycle of your own"
TEXT = f"Data Analyst\n\nWhat you will do\n- {CLEAR}\n- {DOUBTFUL}\n- Help\n\nBenefits\n- {BENEFIT}"


def posting(id: str, text: str) -> StoreEntry:
    return StoreEntry(
        Posting("mine", id, "Data Analyst", text), stored_reading_of(default_reader().read(text)), "2026-07"
    )


def filled(store: Store, *texts: str) -> BitmapIndex:
    store.add([posting(str(i), text) for i, text in enumerate(texts)], default_reader().model.version)
    return refresh(store)


def test_the_least_sure_line_is_asked_within_its_posting(store: Store) -> None:
    index = filled(store, TEXT)
    asked = [draw_line_question(store, index, default_reader(), (), Random(i)) for i in range(40)]
    lines = [question.line for question in asked if question]
    assert max(set(lines), key=lines.count) == DOUBTFUL
    assert "Help" not in lines, "too short to tell"
    first = next(question for question in asked if question and question.line == DOUBTFUL)
    assert (first.heading, first.before, first.after) == ("What you will do", CLEAR, "Help")
    assert first.model == default_reader().model.version


def test_what_was_seen_is_not_asked_again(store: Store) -> None:
    index = filled(store, TEXT)
    seen = {DOUBTFUL.lower(), CLEAR.lower()}
    asked = {draw_line_question(store, index, default_reader(), seen, Random(i)).line for i in range(20)}
    assert not {line.lower() for line in asked} & seen


def test_there_may_be_nothing_to_ask(store: Store) -> None:
    assert draw_line_question(store, filled(store, "Data Analyst\n\nHelp"), default_reader(), (), Random(0)) is None
    assert LineSession("me").ask(store, refresh(store)) is None


def test_a_session_keeps_answers_takes_them_back_and_skips(store: Store) -> None:
    index, session = filled(store, TEXT), LineSession("me")
    first = session.ask(store, index)
    assert first == session.ask(store, index)
    session.answer(store, "data_engineering")
    kept = annotated_lines(store)
    assert [(label.line, label.duty, label.read_duty) for label in kept] == [
        (first.line, "data_engineering", first.read_duty)
    ]
    second = session.ask(store, index)
    assert second.line != first.line
    session.skip()
    assert session.ask(store, index).line not in (first.line, second.line)
    assert session.undo(store).line == first.line
    assert (annotated_lines(store), session.given) == ([], 0)
    assert session.undo(store) is None


def test_read_only_keeps_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    index, session = filled(store, TEXT), LineSession("me")
    session.ask(store, index)
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    with pytest.raises(StoreError):
        session.answer(store, "analysis")
