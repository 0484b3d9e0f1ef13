import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from tests.dashboard.pages.test_market import charts
from tests.dashboard.pages.test_postings import cards
from tests.data.market.made_up import entry_of, worked_market
from truerole.data.store.store import open_store
from truerole.phrasing.duties.wishes import WISHED_KINDS
from truerole.phrasing.reading import DUTY_NAMES, capitalize_first

Visit = Callable[..., AppTest]


@pytest.mark.usefixtures("home")
def test_nothing_known_is_asked_for(opens: Visit) -> None:
    app = opens("fit")
    assert "Choose at least one skill" in app.info[0].value
    assert not cards(app)


def told(app: AppTest) -> str:
    words = [m.value for m in app.markdown if "tr-card" not in m.value]
    return "\n".join([*words, *(h.proto.body for h in app.get("html"))])


@pytest.mark.usefixtures("home")
def test_what_to_learn_and_what_fits(opens: Visit) -> None:
    app = opens("fit", know=["SQL", "Microsoft Excel"], when="All time")
    assert app.multiselect(key="know").value == ["sql", "excel"]
    assert charts(app) == 2
    assert "For **data analysts**, whose postings are likeliest to name these skills: you know " in told(app)
    skill = r'<a class="tr-link" href="skill\?id=[^"]+" target="_self"><bdi>[^<]+</bdi></a>'
    assert re.search(rf"Learn {skill} next: named by \d+ of \d+ postings", told(app))
    assert re.search(r'href="postings\?role=data\+analyst&amp;all=[^"]+&amp;when=All\+time"', told(app))
    assert "One after the other: " in told(app)
    assert [head.value for head in app.subheader] == [
        "What to learn next, for data analysts",
        "How much you know of what each role asks for",
        "Postings for data analysts by fit",
    ]
    assert len(cards(app)) == 10
    assert all("You know</span><span>" in card for card in cards(app))


@pytest.mark.usefixtures("home")
def test_the_advice_stands_on_the_same_number_everywhere(opens: Visit) -> None:
    app = opens("fit", know="SQL", when="All time", **{"for": "data engineer"})
    numbers = set(re.findall(r"(?:named by|and) [\d,]+ of ([\d,]+)", told(app)))
    assert len(numbers) == 1
    stands_on = [c.value for c in app.caption if " postings, " in c.value and " source" in c.value]
    assert stands_on[0].startswith(f"{numbers.pop()} postings, ")
    assert "For **data engineers**: you know " in told(app)
    assert "postings are likeliest to name" not in told(app)


@pytest.mark.usefixtures("home")
def test_too_few_postings_give_no_advice(opens: Visit) -> None:
    app = opens("fit", know="SQL", country="India", when="All time", **{"for": "ML engineer"})
    assert "too few to advise" in told(app)
    assert "Learn " not in told(app)


@pytest.mark.usefixtures("home")
def test_where_no_role_has_enough_postings_the_best_are_shown(opens: Visit) -> None:
    app = opens("fit", know="SQL", country="India", seniority=["Some years", "Not said"], when="All time")
    assert "No data role has 30 postings here, too few to advise." in told(app)
    assert app.subheader[-1].value == "Postings by fit"
    assert len(cards(app)) == 10


@pytest.mark.usefixtures("home")
def test_the_role_of_another_page_is_the_one_that_is_advised_for(opens: Visit) -> None:
    app = opens("fit", know="SQL", role="data engineer", when="All time")
    assert app.selectbox(key="for").value == "data_engineer"
    assert "For **data engineers**: you know " in told(app)
    app = opens("fit", know="SQL", role=["data engineer", "data analyst"], when="All time")
    assert app.selectbox(key="for").value is None


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


@pytest.mark.parametrize(
    ("know", "meant", "warnings"),
    [
        ("python,sql", ["python", "sql"], 0),
        (["SQL, Microsoft Excel", "k8s"], ["sql", "excel", "kubernetes"], 0),
        (",sql,,sql,", ["sql"], 0),
        (",", [], 1),
        ("sql,no such skill", ["sql"], 1),
        ("sql" + ",zyzzyva" * 500, ["sql"], 1),
    ],
)
@pytest.mark.usefixtures("home")
def test_skills_in_the_address_may_have_commas_between(
    opens: Visit, know: str | list[str], meant: list[str], warnings: int
) -> None:
    app = opens("fit", know=know)
    assert not app.exception
    assert app.multiselect(key="know").value == meant
    assert len(app.warning) == warnings


@pytest.mark.usefixtures("home")
def test_duties_in_the_address_may_have_commas_between(opens: Visit) -> None:
    first, second, third = WISHED_KINDS[:3]
    app = opens("fit", know="sql", more=f"{first},{capitalize_first(DUTY_NAMES[second])}", less=third)
    assert (app.multiselect(key="more").value, app.multiselect(key="less").value) == ([first, second], [third])


@pytest.mark.usefixtures("home")
def test_unknown_skills_in_the_address_are_told(opens: Visit) -> None:
    app = opens("fit", know=["<script>", "SQL"], **{"for": "<script>", "like-country": "Atlantis"})
    assert app.selectbox(key="for").value is None
    assert app.multiselect(key="know").value == ["sql"]
    told = [warning.value.replace("\\", "") for warning in app.warning]
    assert [line.partition(", which")[0] for line in told] == [
        "What do you know?: this address asks for <script>",
        "Country: this address asks for Atlantis",
    ]
    app.multiselect(key="know").set_value(["sql", "excel"]).run()
    assert ["script" in warning.value for warning in app.warning] == [False]


@pytest.mark.parametrize("name", ["Kubernetes", "Kubernetes (k8s)", "k8s", "kubernetes", "Kubernetes (Kube)"])
@pytest.mark.usefixtures("home")
def test_an_address_names_a_skill_in_whatever_way(opens: Visit, name: str) -> None:
    app = opens("fit", know=["SQL", name])
    assert app.multiselect(key="know").value == ["sql", "kubernetes"]
    assert not app.warning


def pills(app: AppTest) -> ButtonGroup[str]:
    return app.button_group(key="ticked")


@pytest.mark.usefixtures("home")
def test_the_skills_of_a_posting_are_ticked_and_counted(opens: Visit) -> None:
    app = opens("fit", asked="sql,airflow,deep-learning", nice="dbt,sql", know="Microsoft Excel")
    assert pills(app).label == "The posting that you read asks for 4 skills: tick what you know"
    assert pills(app).options == ["SQL", "Apache Airflow", "Deep learning", "dbt (nice to have)"]
    assert pills(app).value == []
    assert "You know none of it." in told(app)
    pills(app).set_value(["sql", "dbt"]).run()
    assert app.multiselect(key="know").value == ["excel", "sql", "dbt"]
    assert "You know 2 of these 4: 43 % of it" in told(app)
    app.multiselect(key="know").set_value(["excel", "pytorch"]).run()
    assert pills(app).value == ["deep-learning"], "who knows PyTorch knows deep learning"
    pills(app).set_value(["deep-learning", "airflow"]).run()
    assert app.multiselect(key="know").value == ["excel", "pytorch", "airflow"]
    pills(app).set_value(["airflow"]).run()
    assert app.multiselect(key="know").value == ["excel", "pytorch", "airflow"]
    assert not app.exception
    assert "What to learn next" in app.subheader[0].value


@pytest.mark.usefixtures("home")
def test_of_alternatives_one_is_asked_for(opens: Visit) -> None:
    app = opens("fit", asked="python.r,sql", nice="tableau.power-bi.no such skill", know="SQL")
    assert pills(app).label == "The posting that you read asks for 3 skills: tick what you know"
    assert pills(app).options == [
        "Python (or R)", "R (or Python)", "SQL",
        "Tableau (or Power BI; nice to have)", "Power BI (or Tableau; nice to have)",
    ]  # fmt: skip
    assert "You know 1 of these 3: 40 % of it, nice-to-have ones counting half." in told(app)
    pills(app).set_value(["sql", "r", "power-bi"]).run()
    assert "You know all of it." in told(app)


def test_an_alternative_to_what_one_knows_is_not_missing(opens: Visit, empty_home: Path) -> None:
    assert empty_home.is_dir()
    asked = ["python=python", "r=python", "tableau=tableau", "power-bi=tableau", "dbt"]
    entries = [entry_of(n, "data_analyst", asked) for n in range(30)]
    with open_store() as store:
        store.add([replace(entry, month="2026-03") for entry in entries], "v1")
    first = cards(opens("fit", know="R", when="All time"))[0]
    known, missing, have = (re.sub("<[^>]+>", "", line) for line in re.findall(r'<p class="tr-line">(.+?)</p>', first))
    assert known == "You know1 of its 3 skills (33 %)"
    assert missing == "Missingdbt, Tableau (or Power BI)"
    assert have == "You haveR"


@pytest.mark.parametrize("asked", ["", ",", ".", ".," * 1_000, "<script>,no such skill", "x" * 100_000, "," * 100_000])
@pytest.mark.usefixtures("home")
def test_an_address_that_asks_for_no_known_skill_shows_none(opens: Visit, asked: str) -> None:
    assert "ticked" not in opens("fit", asked=asked, nice=asked).session_state


def test_duties_that_one_likes_come_first_and_each_card_says_how_its_days_differ(
    opens: Visit, empty_home: Path
) -> None:
    assert empty_home.is_dir()
    with open_store() as store:
        store.add(worked_market(), "v1")
    liked = opens("fit", know="SQL", when="All time", more="Statistics and modelling")
    assert liked.multiselect(key="more").value == ["data_science"]
    days = "Its days</span><span><bdi>30 points more statistics and modelling, 20 points less analysis and reports"
    assert all(days in card for card in cards(liked))
    less = opens("fit", know="SQL", when="All time", less="Statistics and modelling")
    assert all("20 points more analysis and reports" in card for card in cards(less))
