from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_market import charts
from tests.dashboard.pages.test_postings import cards

Visit = Callable[..., AppTest]


@pytest.mark.usefixtures("home")
def test_nothing_known_is_asked_for(opens: Visit) -> None:
    app = opens("fit")
    assert "Choose at least one skill" in app.info[0].value
    assert not cards(app)


@pytest.mark.usefixtures("home")
def test_what_to_learn_and_what_fits(opens: Visit) -> None:
    app = opens("fit", know=["SQL", "Microsoft Excel"])
    assert app.multiselect(key="know").value == ["sql", "excel"]
    assert charts(app) == 2
    assert any("within reach" in m.value and "more than today's" in m.value for m in app.markdown)
    assert len(cards(app)) == 10
    assert all("You know</span><bdi>" in card for card in cards(app))


@pytest.mark.usefixtures("home")
def test_wishes_change_the_order(opens: Visit) -> None:
    plain = cards(opens("fit", know="Python"))
    assert cards(opens("fit", know="Python", **{"like-deep": "Yes"})) != plain
    wished = opens("fit", know="Python", **{"like-seniority": "Intern"})
    assert "internship" in cards(wished)[0]


@pytest.mark.usefixtures("home")
def test_skills_are_taken_from_a_text(opens: Visit) -> None:
    app = opens("fit", know="SQL")
    app.text_area(key="cv").set_value("Analyst for six years: dashboards in Tableau and Power BI, some Python and SQL.")
    app.button[0].click().run()
    assert not app.exception
    assert {"sql", "tableau", "power-bi", "python"} <= set(app.multiselect(key="know").value)
    assert any("skills found" in info.value for info in app.info)


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01"])
@pytest.mark.usefixtures("home")
def test_a_text_without_words_is_told_so(opens: Visit, text: str) -> None:
    app = opens("fit")
    app.text_area(key="cv").set_value(text)
    app.button[0].click().run()
    assert not app.exception
    assert app.multiselect(key="know").value == []


@pytest.mark.usefixtures("home")
def test_unknown_skills_in_the_address_are_left_out(opens: Visit) -> None:
    app = opens("fit", know=["<script>", "SQL"])
    assert app.multiselect(key="know").value in (["sql"], [])
