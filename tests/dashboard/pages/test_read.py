import pytest
from streamlit.testing.v1 import AppTest

from truerole.core.errors import FailedLink
from truerole.core.posting import Posting
from truerole.dashboard.components.permalink import Draft, decode_draft, encode_draft
from truerole.dashboard.components.reading.visit import LONGEST_TITLE
from truerole.data.labels.examples import demo_examples

APP = "from truerole.dashboard.pages.read import page\n\npage()"
ANALYST = """What you'll do
- Build dashboards in Tableau that the sales team opens every morning.
- Write SQL queries to answer questions from marketing and finance, and present weekly KPI reports.
- Analyse A/B tests and explain the results to stakeholders.

What we ask
- Three years of work with SQL, Excel and a BI tool.

Nice to have
- A little Python.
"""
GERMAN = """Wir suchen eine Person für unsere Datenabteilung, die Berichte erstellt und mit den Fachabteilungen spricht.
Deine Aufgaben: Du baust Auswertungen, pflegst unsere Tabellen und erklärst die Ergebnisse der Geschäftsleitung."""


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_string(APP, default_timeout=180)


def shown(app: AppTest) -> str:
    """Return all the HTML of the page, which has no error."""
    assert not app.exception
    return "\n".join(h.proto.body for h in app.get("html"))


def told(app: AppTest) -> str:
    assert not app.exception
    return " ".join(i.value for i in app.info)


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def paste(app: AppTest, text: str, title: str = "") -> AppTest:
    app.run()
    app.text_area(key="text").set_value(text)
    app.text_input(key="title").set_value(title)
    return press(app, "Read it")


def fetch(app: AppTest, url: str) -> AppTest:
    app.run()
    app.text_input(key="url").set_value(url)
    return press(app, "Open it")


def test_the_page_opens_with_boxes_and_examples(app):
    app.run()
    assert 'class="tr-verdict"' not in shown(app)
    assert not app.info
    assert {e.demo for e in demo_examples()} < {b.label for b in app.button}


def test_pasted_text_gets_its_verdict_and_its_marks(app):
    page = shown(paste(app, ANALYST, "Data Scientist"))
    assert "Titled <bdi>Data Scientist</bdi>; reads as <strong>data analyst</strong>" in page
    assert "The title says data scientist, the work says data analyst." in page
    assert '<mark class="tr-' in page
    assert '<span class="tr-skill tr-required" title="Required">Tableau</span>' in page
    assert '<span class="tr-skill tr-preferred" title="Nice to have">Python</span>' in page
    assert any(e.label == "Read another posting" for e in app.expander)


@pytest.mark.parametrize("example", demo_examples(), ids=lambda e: e.id)
def test_an_example_is_one_click_away_and_has_a_link(app, example):
    app.run()
    page = shown(press(app, example.demo))
    assert 'class="tr-verdict" role="status"' in page
    assert app.query_params["example"] == example.id
    assert app.text_area(key="text").value == example.description
    assert f"?example={example.id}" in " ".join(c.value for c in app.code)


def test_a_shared_link_restores_the_posting(app):
    paste(app, ANALYST, "Data Scientist")
    before = shown(app)
    link = next(c.value for c in app.code if "?p=" in c.value)
    other = AppTest.from_string(APP, default_timeout=180)
    other.query_params["p"] = link.split("?p=")[1]
    other.run()
    assert shown(other) == before
    assert other.text_area(key="text").value == ANALYST
    assert other.text_input(key="title").value == "Data Scientist"


def test_what_is_pasted_replaces_what_a_link_brought(app):
    app.query_params["p"] = encode_draft(Draft("Bake bread.", "Baker"))
    paste(app, ANALYST, "Sales Analyst")
    assert "<bdi>Sales Analyst</bdi>" in shown(app)
    assert decode_draft(app.query_params["p"]) == Draft(ANALYST, "Sales Analyst")


@pytest.mark.parametrize(("name", "value"), [("p", "broken"), ("example", "no-such-example")])
def test_a_broken_link_says_so_and_the_page_still_works(app, name, value):
    app.query_params[name] = value
    app.run()
    assert "paste" in told(app)
    assert "data analyst" in shown(paste(app, ANALYST))
    assert not app.info


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "paste"),
        (" \n\t ", "paste"),
        ("word " * 20_001, "100,000"),
        (GERMAN, "looks like German"),
        ("Data work.", "Paste the whole"),
    ],
    ids=["empty", "blank", "too long", "German", "short"],
)
def test_what_cannot_be_read_gets_a_kind_answer_and_the_box_stays_open(app, text, said):
    paste(app, text)
    assert said in told(app).replace("\\", "")
    assert not [e for e in app.expander if e.label == "Read another posting"]


def test_a_recipe_is_told_to_be_no_data_job(app):
    page = shown(paste(app, "Mix the flour with the sugar, add four eggs and bake the cake for forty minutes. " * 4))
    assert "<strong>other work</strong>" in page
    assert "It is another kind of job, or no job posting at all." in page


def test_a_link_is_opened_and_read(app, monkeypatch):
    asked = []

    def answer(url: str) -> Posting:
        asked.append(url)
        return Posting("link", url, "Data\n Wizard", "\ud800" + ANALYST)

    monkeypatch.setattr("truerole.scraper.fetch.single_posting.fetch_posting", answer)
    page = shown(fetch(app, " https://jobs.example/7 "))
    assert asked == ["https://jobs.example/7"]
    assert "<bdi>Data Wizard</bdi>" in page
    assert app.text_area(key="text").value == "\ufffd" + ANALYST


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "javascript:alert(1)", "http://127.0.0.1/", "http://[::1]/"])
def test_a_link_that_is_not_of_the_public_web_is_not_opened(app, url):
    assert "http" in told(fetch(app, url)) or "public" in told(app)


def test_an_endless_title_in_a_link_is_cut(app):
    app.query_params["p"] = encode_draft(Draft(ANALYST, "Analyst " * 5_000))
    assert len(shown(app.run())) < 30_000
    assert len(app.text_input(key="title").value) == LONGEST_TITLE


def test_a_link_that_fails_says_why_without_a_trace_of_markdown(app, monkeypatch):
    def fail(url: str) -> Posting:
        raise FailedLink("![x](http://e) $1$ gave no answer")

    monkeypatch.setattr("truerole.scraper.fetch.single_posting.fetch_posting", fail)
    assert told(fetch(app, "https://jobs.example/7")) == r"Sorry\: \!\[x\]\(http\:\/\/e\) \$1\$ gave no answer\."


def test_hostile_text_reaches_no_markdown_and_no_html(app):
    hostile = "<script>alert(1)</script><img src=http://e/x onerror=alert(1)> :red[x] $100k$ ![x](http://e/y)"
    page = shown(paste(app, f"{hostile}\n{ANALYST}", hostile))
    assert "<script" not in page
    assert "<img" not in page
    written = [*app.markdown, *app.caption, *app.subheader, *app.title, *app.info]
    assert not [m.value for m in written if "alert" in m.value or ":red[" in m.value or "$100k" in m.value]
    assert not [b.label for b in [*app.button, *app.expander] if "alert" in b.label]
