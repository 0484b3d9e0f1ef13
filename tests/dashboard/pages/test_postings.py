import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

from tests.data.market.statistics.test_open_times import add as add_gathered
from truerole.core.posting import Posting, Salary
from truerole.core.reading import DATA_ROLES
from truerole.core.stored import StoreEntry
from truerole.dashboard.components.finding.download import _found_file
from truerole.data.labels.examples import load_examples
from truerole.data.store.store import open_store

Visit = Callable[..., AppTest]
ALL_TIME = {"when": "All time"}
ALL_WORK = {"all-work": "true"}
FORMS = ("csv", "jsonl", "parquet", "xlsx")
EXAMPLE = load_examples()[0]


def cards(app: AppTest) -> list[str]:
    return [html.proto.body for html in app.get("html") if 'class="tr-title"' in html.proto.body]


def told(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "posting" in m.value)


@pytest.mark.usefixtures("home")
def test_a_page_at_a_time_the_newest_first(opens: Visit, some: list[StoreEntry]) -> None:
    data_work = [e for e in some if e.reading.role not in (None, "other") and not e.duplicate_of]
    app = opens("postings", **ALL_TIME)
    assert told(app).startswith(f"**{len(data_work):,} postings**")
    newest = max(e.month for e in data_work if e.month)
    assert len(cards(app)) == 10
    assert any(e.posting.title.split()[0] in cards(app)[0] for e in data_work if e.month == newest)
    second = opens("postings", page="2", **ALL_TIME)
    assert len(cards(second)) == 10
    assert not set(cards(second)) & set(cards(app))


@pytest.mark.usefixtures("home")
def test_words_and_filters(opens: Visit, some: list[StoreEntry]) -> None:
    titles = [re.findall(r"\w+", e.posting.title.lower()) for e in some if not e.duplicate_of]
    wanted = [words for words in titles if "scientist" in words and "senior" not in words]
    app = opens("postings", q="scientist -senior", **ALL_TIME, **ALL_WORK)
    assert told(app).startswith(f"**{len(wanted):,} postings**")
    assert all("scientist" in card.lower() for card in cards(app))
    none = opens("postings", q="zyzzyva")
    assert "No posting" in none.info[0].value


@pytest.mark.usefixtures("home")
def test_texts_and_repetitions_are_told(opens: Visit, some: list[StoreEntry]) -> None:
    text = "Bake bread and keep the books of the bakery in order, every day of the week. " * 8
    entries = [
        StoreEntry(Posting("mine", str(n), "Bakery clerk", text, url=url), some[0].reading, "2026-01")
        for n, url in enumerate(("https://example.org/1", "javascript:alert(1)"))
    ]
    with open_store() as store:
        store.add(entries, "v1")
    app = opens("postings", q='"bakery clerk"', **ALL_WORK)
    assert len(cards(app)) == 1
    labels = [box.label for box in app.expander]
    assert "The text" in labels
    assert any("Posted 2 times" in label for label in labels)
    twice = opens("postings", q='"bakery clerk"', copies="true", **ALL_WORK)
    assert len(cards(twice)) == 2


@pytest.mark.usefixtures("home")
def test_the_nearest_to_a_pasted_posting(opens: Visit) -> None:
    app = opens("postings", how="Like one that you paste")
    assert not cards(app)
    app.text_area[0].set_value(EXAMPLE.description)
    app.button[0].click().run()
    assert not app.exception
    assert len(cards(app)) == 20
    assert "In common" in cards(app)[0]
    app.text_area[0].set_value("   ")
    app.button[0].click().run()
    assert "Paste a posting first" in app.info[0].value


@pytest.mark.parametrize("words", ['"', "a" * 300, "NEAR(x y)", "title:x OR 1=1; DROP TABLE postings", "-", "🙂"])
@pytest.mark.usefixtures("home")
def test_hostile_words_are_words(opens: Visit, words: str, some: list[StoreEntry]) -> None:
    app = opens("postings", q=words)
    assert not app.exception
    with open_store() as store:
        assert store.count() == len(some)


def named(some: list[StoreEntry], *skills: str) -> int:
    """Return how many postings name all of these skills."""
    return sum(set(skills) <= {asked.skill for asked in e.reading.skills} for e in some if not e.duplicate_of)


@pytest.mark.usefixtures("home")
def test_words_find_skills_where_there_are_no_texts(opens: Visit, some: list[StoreEntry]) -> None:
    app = opens("postings", q="spark kafka", **ALL_TIME)
    found = int(told(app).split()[0].strip("*").replace(",", ""))
    assert found >= named(some, "spark", "kafka") > 5
    note = next(caption.value for caption in app.caption if "market sample has no texts" in caption.value)
    assert note.startswith("Searched as words and as skills: Apache Spark and Apache Kafka.")
    assert sum("nobody can apply" in caption.value for caption in app.caption) == len(cards(app))


@pytest.mark.parametrize(
    ("query", "skills", "without"),
    [
        ({"all": ["SQL", "Python"]}, ("sql", "python"), ()),
        ({"all": "SQL", "none": "Python"}, ("sql",), ("python",)),
        ({"all": ["sklearn", "Amazon Web Services"], "none": "tf"}, ("scikit-learn", "aws"), ("tensorflow",)),
    ],
)
@pytest.mark.usefixtures("home")
def test_skills_filter(
    opens: Visit, some: list[StoreEntry], query: dict[str, str], skills: tuple[str, ...], without: tuple[str, ...]
) -> None:
    app = opens("postings", q="-zyzzyva", **query, **ALL_TIME, **ALL_WORK)
    wanted = named(some, *skills) - (named(some, *skills, *without) if without else 0)
    assert told(app).startswith(f"**{wanted:,} posting")
    assert "Most of the skills first" in app.selectbox(key="sort").options


@pytest.mark.usefixtures("home")
def test_an_unknown_skill_in_the_address_is_told(opens: Visit) -> None:
    app = opens("postings", all="Sqll", **ALL_TIME)
    assert "this address asks for Sqll" in app.warning[0].value


@pytest.mark.usefixtures("home")
def test_what_finds_nothing_is_told_and_dropped(opens: Visit, some: list[StoreEntry]) -> None:
    app = opens("postings", q="kafka zyzzyva", **ALL_TIME)
    assert "“zyzzyva” is in no posting at all" in app.info[0].value
    offer = next(button for button in app.button if button.label.startswith("Without zyzzyva: "))
    offer.click().run()
    assert app.text_input(key="q").value == "kafka"
    assert cards(app)


@pytest.mark.parametrize(
    ("query", "offer"),
    [
        ({"q": "kafka", "all": "Apache Kafka", "none": "Apache Kafka"}, "Also with Apache Kafka: "),
        ({"q": "kafka", "place": "Atlantis"}, "Without place “Atlantis”: "),
        ({"q": "kafka", "company": "Zyzzyva Ltd"}, "Without company “Zyzzyva Ltd”: "),
        ({"q": "kafka", "posted": "Last 24 hours"}, "Without posted in the last 24 hours: "),
        ({"q": "kafka", "open": "true"}, "Also what is past or closed: "),
        ({"q": "kafka -kafka"}, "Without kafka: "),
        ({"q": "zyzzyva", "place": "Atlantis"}, "Without these words and filters: "),
        ({"q": "kafka zyzzyva", "place": "Atlantis"}, "Only kafka, of all time and without any filter: "),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_to_leave_out_is_offered(opens: Visit, query: dict[str, str], offer: str) -> None:
    app = opens("postings", **query, **ALL_TIME)
    assert not cards(app)
    buttons = [button for button in app.button if str(button.key).startswith("remedy")]
    next(button for button in buttons if button.label.replace("\\", "").startswith(offer)).click().run()
    assert not app.exception
    assert cards(app)


@pytest.mark.usefixtures("home")
def test_place_company_age_and_open_jobs(opens: Visit, some: list[StoreEntry]) -> None:
    today = date.today()
    rows = (("Acme AI", "Berlin, Germany", today), ("Acme", "Leeds", today - timedelta(days=5)), ("Other", None, None))
    with open_store() as store:
        store.add(
            [
                StoreEntry(
                    Posting("mine", str(n), "Gardener", f"Text {n}", company=company, location=place, posted_on=day),
                    some[0].reading,
                )
                for n, (company, place, day) in enumerate(rows)
            ],
            "v1",
        )
    for query, count in (
        ({}, 3),
        ({"place": "berlin"}, 1),
        ({"place": "Leeds"}, 1),
        ({"company": "acme"}, 2),
        ({"company": "acme ai"}, 1),
        ({"company": "acme -ai"}, 1),
        ({"place": "-leeds"}, 2),
        ({"posted": "Last 3 days"}, 1),
        ({"posted": "Last 7 days", "company": "acme"}, 2),
        ({"open": "true"}, 3),
    ):
        assert len(cards(opens("postings", q="gardener", **query, **ALL_TIME, **ALL_WORK))) == count, query


@pytest.mark.usefixtures("home")
def test_pay_filters_and_orders(opens: Visit, some: list[StoreEntry]) -> None:
    paid = {"1": 60_000, "2": 90_000, "3": None}
    with open_store() as store:
        store.add(
            [
                StoreEntry(
                    Posting(
                        "mine", n, "Gardener", f"Text {n}", salary=Salary(pay, None, "CHF", "year") if pay else None
                    ),
                    some[0].reading,
                    "2026-01",
                )
                for n, pay in paid.items()
            ],
            "v1",
        )
    app = opens("postings", q="gardener", sort="Highest published pay first", **ALL_TIME, **ALL_WORK)
    assert [("90,000" in card, "60,000" in card) for card in cards(app)][:2] == [(True, False), (False, True)]
    app = opens("postings", q="gardener", pay="70000", currency="CHF", **ALL_TIME, **ALL_WORK)
    assert len(cards(app)) == 1
    none = opens("postings", q="gardener", pay="9000000", currency="CHF", **ALL_TIME, **ALL_WORK)
    assert any("Without pay of at least 9,000,000 CHF" in b.label.replace("\\", "") for b in none.button)


@pytest.mark.usefixtures("home")
def test_what_is_found_can_be_downloaded(opens: Visit, some: list[StoreEntry]) -> None:
    hostile = Posting("mine", "1", "=HYPERLINK(1)", "A text with \x0b in it.", company="+cmd")
    with open_store() as store:
        store.add([StoreEntry(hostile, some[0].reading, "2026-01")], "v1")
        made = {form: _found_file(store, lambda start, count: [len(some) + 1, 1][start:count], form) for form in FORMS}
    rows = list(csv.DictReader(io.StringIO(made["csv"].decode())))
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1)", rows[1]["title"]]
    assert (rows[0]["company"], rows[0]["description"]) == ("'+cmd", hostile.description)
    lines = [json.loads(line) for line in made["jsonl"].splitlines()]
    assert [line["title"] for line in lines] == ["=HYPERLINK(1)", rows[1]["title"]]
    assert lines[1]["description"] is None
    assert parquet.read_table(io.BytesIO(made["parquet"]))["title"].to_pylist() == [line["title"] for line in lines]
    app = opens("postings", **ALL_TIME)
    assert len(app.get("download_button")) == len(FORMS)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"open": "true", "q": "dbt"}, "No open job has been gathered yet"),
        ({"place": "Atlantis"}, "only the country is known: write a country, such as Germany"),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_the_sample_cannot_answer_is_told(opens: Visit, query: dict[str, str], told: str) -> None:
    app = opens("postings", **query)
    assert told in app.info[0].value.replace("\\", "")
    assert len(app.get("page_link")) == 1 + ("open" in query)
    assert any("nobody can apply" in text.value for text in app.markdown)


@pytest.mark.parametrize(
    ("query", "key", "label", "words"),
    [
        ({"q": "python new york"}, "q", "United States in place of new york: ", "python United States"),
        ({"q": "München -senior"}, "q", "Germany in place of München: ", "-senior Germany"),
        ({"place": "munich"}, "place", "Germany in place of munich: ", "Germany"),
    ],
)
@pytest.mark.usefixtures("home")
def test_the_country_of_a_town_is_offered(
    opens: Visit, query: dict[str, str], key: str, label: str, words: str
) -> None:
    app = opens("postings", **query, **ALL_TIME)
    offer = next(b for b in app.button if b.label.replace("\\", "").startswith(label))
    number = offer.label.rpartition(": ")[2]
    offer.click().run()
    assert app.text_input(key=key).value == words
    assert told(app) == f"**{number}**"
    assert not [b for b in app.button if "in place of" in b.label]


@pytest.mark.parametrize(
    "query", [{"q": "spark"}, {"q": "Atlantis"}, {"place": "Canada"}, {"q": "london", "open": "true"}]
)
@pytest.mark.usefixtures("home")
def test_no_country_is_offered_where_no_town_is_named_or_no_sample_searched(
    opens: Visit, query: dict[str, str]
) -> None:
    assert not [b for b in opens("postings", **query, **ALL_TIME).button if "in place of" in b.label]


@pytest.mark.parametrize(("role", "roles"), [({}, DATA_ROLES), ({"role": "data engineer"}, ("data_engineer",))])
@pytest.mark.usefixtures("home")
def test_words_keep_to_the_roles_that_were_searched(
    opens: Visit, some: list[StoreEntry], role: dict[str, str], roles: tuple[str, ...]
) -> None:
    of_roles = [e for e in some if e.reading.role in roles and not e.duplicate_of]
    app = opens("postings", **role, **ALL_TIME)
    assert told(app) == f"**{len(of_roles):,} postings**"
    placeholder = app.multiselect(key="role").placeholder
    app.text_input(key="q").set_value("-zyzzyva").run()
    assert told(app) == f"**{len(of_roles):,} postings**"
    assert app.multiselect(key="role").placeholder == placeholder == "All four data roles"


@pytest.mark.usefixtures("home")
def test_words_say_what_they_find_in_other_work_with_the_way_there(opens: Visit, some: list[StoreEntry]) -> None:
    app = opens("postings", q="python", **ALL_TIME)
    found = int(told(app).split()[0].strip("*"))
    line = next(m.value for m in app.markdown if m.value.endswith("in other work."))
    app.button(key="all work").click().run()
    assert told(app) == f"**{found + int(line.split()[4]):,} postings**"
    assert app.multiselect(key="role").placeholder == "All work"
    assert next(t for t in app.toggle if t.key == "all-work").value
    for address in ({}, {"q": "python", "all-work": "true"}, {"q": "python", "role": "data analyst"}):
        assert "all work" not in [b.key for b in opens("postings", **address, **ALL_TIME).button]


@pytest.mark.parametrize(("query", "nor"), [({"q": "zyzzyva"}, True), ({"q": "gardener"}, False)])
@pytest.mark.usefixtures("home")
def test_it_is_said_where_other_work_has_no_such_posting_either(
    opens: Visit, some: list[StoreEntry], query: dict[str, str], nor: bool
) -> None:
    other = next(e.reading for e in some if e.reading.role == "other")
    with open_store() as store:
        store.add([StoreEntry(Posting("mine", "1", "Gardener", "Roses."), other, "2026-01")], "v1")
    app = opens("postings", **query, **ALL_TIME)
    assert ("Nor does any of other work" in app.info[0].value) == nor
    offers = [b for b in app.button if b.label.startswith("In all work: 1 posting")]
    assert len(offers) == (not nor)
    for offer in offers:
        offer.click().run()
        assert len(cards(app)) == 1


@pytest.mark.usefixtures("home")
def test_gathered_jobs_say_when_they_were_seen_and_how_long_such_jobs_are_open(opens: Visit) -> None:
    with open_store() as store:
        add_gathered(store, 25, closed_on=date(2026, 5, 31), close_reason="absent", company="Acme")
        add_gathered(store, 5, company="Acme")
    cards_of_acme = cards(opens("postings", q="acme", role="data analyst", **ALL_TIME))
    assert len(cards_of_acme) == 5
    usual = "30 days for data analysts, the middle half 30 to 30 (25 closed, 5 not closed when last seen)"
    assert all("First 4 May 2026, last 20 May 2026" in card and usual in card for card in cards_of_acme)
    company = opens("company", name="Acme", **ALL_TIME)
    assert any(m.value == f"Usually open: {usual.replace('data analysts', 'its jobs')}." for m in company.markdown)
    assert sum("Kaplan" in caption.value for caption in company.caption) >= 1
