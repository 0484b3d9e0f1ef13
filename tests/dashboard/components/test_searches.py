"""The search on the page Gather: what the form asks for, and what a saved search shows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.data.store.test_store import entry
from truerole.core.clock import now
from truerole.core.normalise.job_search import Search
from truerole.dashboard.components.searches import postings_address
from truerole.data.crawl.boards import add_board
from truerole.data.crawl.saved_searches import mark_looked_at, save_search, saved_searches
from truerole.data.store.store import Store, open_store
from truerole.workflows.jobs import background_job

Visit = Callable[..., AppTest]
HOSTILE = "[x](javascript:alert(1)) <img src=x> :red[y] $1$"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """Return the store that the pages have."""
    with open_store() as opened:
        yield opened


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the commands that the page starts; none of them runs."""
    commands: list[list[str]] = []
    monkeypatch.setattr(background_job, "start", lambda _, command: commands.append(list(command)))
    return commands


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def field(app: AppTest, label: str) -> object:
    return next(one for one in (*app.text_input, *app.number_input, *app.checkbox) if one.label == label)


def told(app: AppTest) -> str:
    return " ".join(box.value for kind in (app.info, app.markdown, app.caption, app.warning) for box in kind)


def plain(label: str) -> str:
    return label.replace("\\", "")


def test_one_searches_at_once_where_no_board_is_on_the_list(
    opens: Visit, store: Store, started: list[list[str]]
) -> None:
    app = opens("gather")
    for label, value in (
        ("Words", "data engineer"),
        ("Place", "Berlin"),
        ("Save as", "--watch"),
        ("Remote work only", True),
    ):
        field(app, label).set_value(value)  # type: ignore[attr-defined]
    press(app, "Search")
    assert started[0][-5:] == [
        "--search=data engineer",
        "--location=Berlin",
        "--save=--watch",
        "--remote",
        "--since=7d",
    ]


@pytest.mark.parametrize(
    ("search", "address"),
    [
        (
            Search("data engineer", "Berlin", days=7),
            "q=data+engineer&place=Berlin&posted=Last+7+days&open=true&all-work=true",
        ),
        (Search("r", remote=True, salary_from=60_000), "q=r+remote&pay=60000&open=true&all-work=true"),
        (Search("a&b", '"><b>', days=3), "q=a%26b&place=%22%3E%3Cb%3E&open=true&all-work=true"),
    ],
)
def test_a_search_leads_to_its_postings(search: Search, address: str) -> None:
    assert postings_address(search) == f"postings?{address}"


@pytest.mark.usefixtures("started")
def test_who_has_searched_finds_the_way_to_what_was_found(opens: Visit, store: Store) -> None:
    add_board(store, "lever", "acme")
    app = opens("gather", view="Search")
    field(app, "Words").set_value(HOSTILE)  # type: ignore[attr-defined]
    press(app, "Search")
    link = next(html.proto.body for html in app.get("html") if "postings?" in html.proto.body)
    assert "On Postings: &quot;[x]" in link
    assert "<img" not in link


SENT = {"Words": "data engineer", "Place": "Berlin", "Pay from, a year": 60_000, "Remote work only": True}


def shown(app: AppTest) -> dict[str, object]:
    return {label: field(app, label).value for label in SENT} | {"Posted": app.selectbox[0].value}  # type: ignore[attr-defined]


def test_the_search_stays_in_the_form_after_it_was_sent_after_leaving_and_in_the_address(
    opens: Visit, store: Store, started: list[list[str]]
) -> None:
    add_board(store, "lever", "acme")
    app = opens("gather", view="Search")
    for label, value in SENT.items():
        field(app, label).set_value(value)  # type: ignore[attr-defined]
    app.selectbox[0].set_value("Last 30 days")
    press(app, "Search")
    assert shown(app) == SENT | {"Posted": "Last 30 days"}
    press(app, "Search")
    assert started[0] == started[1]
    address = {key: app.query_params[key] for key in ("words", "place", "days", "pay", "remote")}
    # Back from another page, what was in the fields and in the address is gone.
    again = AppTest.from_string("from truerole.dashboard.pages import gather\ngather.page()", default_timeout=180)
    again.session_state["last search"] = app.session_state["last search"]
    again.run()
    assert shown(again) == SENT | {"Posted": "Last 30 days"}
    assert shown(opens("gather", **address)) == shown(app)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"words": HOSTILE, "place": HOSTILE}, {"Words": HOSTILE, "Place": HOSTILE}),
        ({"words": "x" * 5_000, "place": "y" * 5_000}, {"Words": "x" * 100, "Place": "y" * 100}),
        ({"words": "r", "days": "-7", "pay": "-1", "remote": "1"}, {"Pay from, a year": 0, "Remote work only": False}),
        ({"words": "r", "days": "9" * 30, "pay": "9" * 30}, {"Pay from, a year": 0}),
        ({"words": "r", "days": "²", "pay": "1e9"}, {"Pay from, a year": 0}),
        ({"words": "", "place": "Berlin"}, {"Words": "", "Place": ""}),
        ({"words": "\x00\u202e", "place": "\x07"}, {}),
    ],
)
def test_a_hostile_address_fills_the_form_harmlessly(
    opens: Visit, store: Store, address: dict[str, str], expected: dict[str, object]
) -> None:
    add_board(store, "lever", "acme")
    found = shown(opens("gather", view="Search", **address))
    assert {label: found[label] for label in expected} == expected
    assert found["Posted"] in ("Last 7 days", "Any time")


def test_a_saved_search_is_asked_again(opens: Visit, store: Store, started: list[list[str]]) -> None:
    add_board(store, "lever", "acme")
    save_search("mine", Search("data engineer", "Berlin", days=7))
    app = press(opens("gather", view="Search"), "Search again")
    assert started[0][-3:] == ["--search=data engineer", "--location=Berlin", "--since=7d"]
    assert shown(app) == {label: type(value)() for label, value in SENT.items()} | {
        "Words": "data engineer", "Place": "Berlin", "Posted": "Last 7 days",
    }  # fmt: skip


def test_without_words_nothing_is_asked(opens: Visit, store: Store, started: list[list[str]]) -> None:
    add_board(store, "lever", "acme")
    app = press(opens("gather", view="Search"), "Search")
    assert started == []
    assert "No search is saved yet." in told(app)


def test_a_saved_search_shows_what_is_new_until_it_was_seen(opens: Visit, store: Store) -> None:
    add_board(store, "lever", "acme")
    store.add([entry(1, title="Data Engineer", company=HOSTILE, url="https://a.example/1"), entry(2)], "v1")
    save_search(HOSTILE[:60], Search("data engineer"))
    app = opens("gather", view="Search")
    assert plain(app.expander[0].label).endswith("1 open posting, 1 new")
    assert "](" not in app.expander[0].label
    (row,) = app.dataframe[-1].value.to_dict("records")
    assert (row["New"], row["Title"], row["Company"]) == ("new", "Data Engineer", HOSTILE)
    press(app, "Mark all as seen")
    assert saved_searches()[0].looked_at
    press(app, "Remove the search")
    assert saved_searches() == []


def test_what_was_seen_is_not_new(opens: Visit, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_board(store, "lever", "acme")
    store.add([entry(1, title="Data Engineer")], "v1")
    save_search("mine", Search("data engineer"))
    mark_looked_at("mine", now().replace(year=2100))
    monkeypatch.setenv("TRUEROLE_READONLY", "1")
    app = opens("gather", view="Search")
    assert plain(app.expander[0].label) == "mine: 1 open posting, 0 new"
    assert not app.button
