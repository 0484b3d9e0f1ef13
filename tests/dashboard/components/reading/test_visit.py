"""The page *Read* over a visit: addresses, titles in the text, what is no posting, earlier readings."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_read import ANALYST, APP, paste, press, shown, told
from tests.model.text.test_text_kind import ANALYST as RYE
from tests.model.text.test_text_kind import CV, ENGINEER, SCIENTIST
from truerole.dashboard.components.permalink import Draft, decode_draft
from truerole.dashboard.components.reading import way_on
from truerole.dashboard.components.reading.visit import MOST_READINGS

Visit = Callable[..., AppTest]
VERDICT = 'class="tr-verdict"'
# Too odd to be packed into an address.
LONG = RYE + "".join(chr(0x4E00 + i * 7 % 0x5000) for i in range(3_000))


@pytest.fixture
def app(home: object) -> AppTest:
    return AppTest.from_string(APP, default_timeout=180)


def again(app: AppTest) -> AppTest:
    """Open the address of a page anew, as F5, a bookmark or a passed on link does."""
    other = AppTest.from_string(APP, default_timeout=180)
    for name, values in app.query_params.items():
        other.query_params[name] = values
    return other.run()


def correct(app: AppTest, before: str, title: str) -> AppTest:
    box = next(t for t in app.text_input if t.label == "Title as posted")
    assert box.value == before
    box.set_value(title)
    return press(app, "Use it")


def links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: f"{link.proto.page}?{link.proto.query_string}" for link in app.get("page_link")}


def test_what_is_pasted_survives_f5_and_a_bookmark(app):
    paste(app, ANALYST, "Data Scientist")
    assert shown(again(app)) == shown(app)
    assert decode_draft(app.query_params["p"]) == Draft(ANALYST, "Data Scientist")


def test_a_text_too_long_for_the_address_is_kept_for_the_visit_and_says_so(app):
    paste(app, LONG)
    assert "kept only while this page is open" in " ".join(c.value for c in app.caption)
    kept = app.query_params["kept"]
    paste(app, ENGINEER)
    app.query_params.clear()
    app.query_params["kept"] = kept
    assert "Titled <bdi>Data Analyst</bdi>" in shown(app.run())
    assert "too long for an address" in told(again(app))


def test_nothing_is_pasted_and_nothing_stays_in_the_address(app):
    paste(app, ANALYST)
    paste(app, "  ")
    assert dict(app.query_params) == {}


def test_a_title_in_the_text_counts_and_can_be_corrected(app):
    page = shown(paste(app, RYE))
    assert "Title found in the text: “<bdi>Data Analyst</bdi>”" in page
    assert "Titled <bdi>Data Analyst</bdi>; reads as <strong>data analyst</strong>" in page
    page = shown(correct(app, "Data Analyst", "ML Engineer"))
    assert "Titled <bdi>ML Engineer</bdi>" in page
    assert "Title found" not in page
    assert shown(again(app)) == page
    page = shown(correct(app, "ML Engineer", ""))
    assert "Titled" not in page
    assert "Title found" not in page


def test_a_given_title_is_not_looked_for(app):
    page = shown(paste(app, RYE, "Number Cruncher"))
    assert "Titled <bdi>Number Cruncher</bdi>" in page
    assert "Title found" not in page


def test_what_the_text_says_of_pay_and_place_is_shown_with_its_words(app):
    facts = "Location: Leeds\nSalary: £45,000 - £55,000 per year. Please apply.\nThis is a hybrid role.\nFull-time\n"
    page = shown(paste(app, facts + RYE))
    assert "<b>Pay:</b> <bdi>45,000 to 55,000 GBP a year</bdi>" in page
    assert "“<bdi>Salary: £45,000 - £55,000 per year.</bdi>”" in page
    assert "<b>Place:</b> <bdi>Leeds</bdi>" in page
    assert "<b>Workplace:</b> <bdi>Hybrid</bdi>" in page
    assert "<b>Employment:</b> <bdi>Full-time</bdi>" in page
    assert 'class="tr-facts"' not in shown(paste(app, ANALYST))


def test_a_verdict_leads_on_with_posting_and_role(app):
    paste(app, RYE)
    ways = links(app)
    assert ways["What this role asks for"] == "market?role=data+analyst"
    fit = parse_qs(ways["Do I fit?"].removeprefix("fit?"))
    assert fit["role"] == ["data analyst"]
    assert {"sql", "tableau"} <= set(fit["asked"][0].split(","))
    assert ways["Postings like this"].startswith("postings?how=Like+one+that+you+paste&p=")


def test_postings_like_this_are_there_when_the_link_is_opened(app, opens: Visit):
    paste(app, RYE)
    code = links(app)["Postings like this"].partition("&p=")[2]
    like = opens("postings", how="Like one that you paste", p=code)
    assert like.text_area[0].value == RYE.replace("\r", "")
    assert len([h for h in like.get("html") if "In common" in h.proto.body]) > 5


def test_a_posting_is_set_against_its_role_where_that_has_postings_enough(app, monkeypatch):
    assert "tr-absent" not in shown(paste(app, RYE)).partition("<style>")[0]
    monkeypatch.setattr(way_on, "_FEWEST", 1)
    page = shown(paste(app, RYE))
    assert "skills that postings for data analysts name most" in page
    assert page.count('<li class="tr-here">') + page.count('<li class="tr-absent">') == 10
    assert any("Out of" in c.value and "market sample" in c.value for c in app.caption)


def test_other_work_has_no_role_to_go_on_with(app):
    paste(app, "You bake bread and rolls, serve the customers of our shop and clean the oven every night. " * 5)
    assert "This one and its role" not in [s.value for s in app.subheader]
    assert "What this role asks for" not in links(app)


def test_several_postings_are_read_separately(app):
    page = shown(paste(app, f"{RYE}\n\n{ENGINEER}"))
    assert "These look like 2 postings" in told(app)
    assert VERDICT not in page
    app.toggle(key="separately").set_value(True).run()
    (table,) = app.dataframe
    assert list(table.value["title"]) == ["Data Analyst", "Data Engineer"]
    assert list(table.value["role"]) == ["data analyst", "data engineer"]
    assert "Titled <bdi>Data Engineer</bdi>; reads as" in shown(press(app, "Open 2"))


def test_a_cv_leads_to_fit_with_its_skills(app):
    page = shown(paste(app, CV))
    assert "looks like a CV" in told(app)
    assert VERDICT not in page
    assert links(app)["See what fits you"].startswith("fit?know=")
    assert "know=Tableau" in links(app)["See what fits you"]
    paste(app, RYE)
    assert "know=Tableau" in links(app)["Do I fit?"]


@pytest.mark.parametrize("text", [CV, f"{RYE}\n\n{ENGINEER}"], ids=["cv", "two postings"])
def test_what_is_no_single_posting_is_read_all_the_same_on_demand(app, text):
    paste(app, text)
    assert VERDICT in shown(press(app, "Read it as one posting all the same"))


def test_a_list_of_jobs_is_told(app):
    paste(app, "All jobs\nData Analyst\nLeeds\nML Engineer\nYork\nSous Chef\nHull\nBus Driver\nLeeds\n")
    assert "looks like a list of jobs" in told(app)


def test_earlier_readings_are_a_click_away_and_beside_each_other(app):
    for text in (RYE, ENGINEER, SCIENTIST):
        paste(app, text)
    earlier = [b.label for b in app.button if (b.key or "").startswith("open-")]
    assert [label.split(" ·")[0] for label in earlier] == ["Data Engineer", "Data Analyst"]
    next(b for b in app.button if (b.key or "").startswith("beside-")).click().run()
    page = shown(app)
    assert "Skills that both name" in page
    assert page.count('class="tr-side"') == 2
    assert page.count("<b>The work, duty by duty</b>") == 2
    assert "<b>The work of both</b><p>The first has " in page
    assert "Reads as data scientist" in page
    assert "Reads as data engineer" in page
    assert 'class="tr-sides"' not in shown(press(app, "Show this one alone"))
    next(b for b in app.button if b.label == earlier[1]).click().run()
    assert "Titled <bdi>Data Analyst</bdi>" in shown(app)
    assert decode_draft(app.query_params["p"]).text == RYE


def test_no_more_than_ten_readings_are_kept(app):
    for i in range(MOST_READINGS + 2):
        paste(app, f"{RYE}\nRow {i}.")
    assert len([b for b in app.button if (b.key or "").startswith("open-")]) == MOST_READINGS - 1


def test_a_hostile_title_in_a_text_stays_text(app):
    page = shown(paste(app, f"Job title: <img src=x onerror=alert(1)> :red[x] $1$ ![y](http://e) Analyst\n\n{ANALYST}"))
    assert "<img" not in page
    paste(app, RYE)
    written = [*app.markdown, *app.caption, *app.info]
    assert not [m.value for m in written if "alert" in m.value or ":red[" in m.value]
    assert not [b.label for b in app.button if "![" in b.label or ":red[" in b.label]
