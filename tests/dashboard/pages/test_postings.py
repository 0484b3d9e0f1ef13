import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.labels.examples import load_examples
from truerole.data.store.store import open_store

Visit = Callable[..., AppTest]
ALL_TIME = {"when": "All time"}
EXAMPLE = load_examples()[0]


def cards(app: AppTest) -> list[str]:
    return [html.proto.body for html in app.get("html") if 'class="tr-title"' in html.proto.body]


def told(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "posting" in m.value)


@pytest.mark.usefixtures("home")
def test_a_page_at_a_time_the_newest_first(opens: Visit, some: list[StoreEntry]) -> None:
    data_work = [e for e in some if e.reading.role not in (None, "other") and not e.duplicate_of]
    app = opens("postings", **ALL_TIME)
    assert told(app).startswith(f"**{len(data_work):,} postings**, the newest first")
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
    app = opens("postings", q="scientist -senior", **ALL_TIME)
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
    app = opens("postings", q='"bakery clerk"')
    assert len(cards(app)) == 1
    labels = [box.label for box in app.expander]
    assert "The text" in labels
    assert any("Posted 2 times" in label for label in labels)
    twice = opens("postings", q='"bakery clerk"', copies="true")
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
