"""Start page: its doors and their numbers, what is pasted there, and addresses of before there was one."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from truerole.core.errors import StoreError
from truerole.dashboard.components.permalink import LONGEST_LINK, Draft, encode_draft
from truerole.data.labels.examples import demo_examples, load_examples

POSTING = next(example.description for example in load_examples() if example.role == "data_engineer")


@pytest.fixture
def app(home: Path) -> AppTest:
    return AppTest.from_string("from truerole.dashboard.app import main\nmain()", default_timeout=180)


def shown(app: AppTest) -> str:
    assert not app.exception
    return " ".join(
        [block.value for block in (*app.markdown, *app.caption, *app.info)] + [h.proto.body for h in app.get("html")]
    )


def test_three_doors_with_the_number_behind_each(app: AppTest) -> None:
    app.run()
    assert [door.value for door in app.subheader] == ["Read a job", "See the market", "Find what fits me"]
    text = shown(app)
    assert "postings read, the newest of" in text
    assert "are contradicted by the work in the text" in text
    assert "<b>0</b> open jobs gathered yet: the market sample is past" in text
    assert "from the market sample" in text


@pytest.mark.parametrize("query", [{"example": demo_examples()[0].id}, {"p": encode_draft(Draft(POSTING)) or ""}])
def test_an_address_of_before_leads_to_read(app: AppTest, query: dict[str, str]) -> None:
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert app.title[0].value == "What is this job, really?"
    assert "tr-verdict" in shown(app)
    assert all(app.query_params[key] == value for key, value in query.items())


@pytest.mark.parametrize("text", [POSTING, POSTING + "".join(f" {n:x}" for n in range(9**7, 9**7 + LONGEST_LINK))])
def test_what_is_pasted_is_read_at_once(app: AppTest, text: str) -> None:
    app.run()
    app.text_area(key="start-text").input(text)
    app.button[0].click()
    app.run()
    assert app.title[0].value == "What is this job, really?"
    assert "tr-verdict" in shown(app)


def test_nothing_pasted_stays_here(app: AppTest) -> None:
    app.run()
    app.button[0].click().run()
    assert app.title[0].value == "See what a job really is"


def test_doors_stay_open_without_a_store(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise StoreError("/a/folder: may not be written; set TRUEROLE_HOME to another folder")

    monkeypatch.setattr("truerole.dashboard.pages.start.store_cache", broken)
    app.run()
    assert len(app.subheader) == 3
    assert "to another folder" in app.info[0].value


def test_where_nothing_may_be_changed_nobody_is_told_to(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    app.run()
    assert "open jobs gathered yet" in shown(app)
    assert not {"Label postings", "Gather open jobs"} & {link.proto.label for link in app.get("page_link")}
