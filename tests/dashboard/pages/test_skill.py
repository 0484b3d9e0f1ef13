import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_market import charts
from truerole.core.reading import DATA_ROLES
from truerole.core.stored import StoreEntry

Visit = Callable[..., AppTest]
ALL_TIME = {"when": "All time"}


def html(app: AppTest) -> str:
    return "".join(part.proto.body for part in app.get("html"))


@pytest.mark.usefixtures("home")
def test_a_skill_tells_how_often_and_for_whom(opens: Visit, some: list[StoreEntry]) -> None:
    work = [e for e in some if e.reading.role in DATA_ROLES and not e.duplicate_of]
    named = [e for e in work if any(asked.skill == "python" for asked in e.reading.skills)]
    app = opens("skill", id="python", **ALL_TIME)
    assert app.title[0].value == "Python"
    assert f"{len(named):,} of {len(work):,} postings name it" in app.markdown[0].value
    assert charts(app) >= 2
    assert [head.value for head in app.subheader] == [
        "Who asks for Python",
        "Python over time",
        "Other skills in postings that name Python",
        "Pay where Python is named",
        "Postings that ask for Python",
    ]
    assert 'href="postings?all=Python&amp;when=All+time"' in html(app)


@pytest.mark.usefixtures("home")
def test_related_skills_are_one_click_away(opens: Visit) -> None:
    assert 'href="skill?id=pyspark&amp;when=All+time"' in html(opens("skill", id="spark", **ALL_TIME))


@pytest.mark.usefixtures("home")
def test_a_skill_opens_on_the_newest_two_years(opens: Visit) -> None:
    assert "of" in opens("skill", id="sql").markdown[0].value
    assert opens("skill", id="sql").selectbox(key="when").value == "Newest 24 months"


@pytest.mark.parametrize("asked", ["Apache Spark", "SPARK", "spark"])
@pytest.mark.usefixtures("home")
def test_a_skill_is_found_by_its_names(opens: Visit, asked: str) -> None:
    assert opens("skill", id=asked).title[0].value == "Apache Spark"


@pytest.mark.usefixtures("home")
def test_an_unknown_skill_says_so_with_near_names(opens: Visit) -> None:
    app = opens("skill", id="pyton")
    assert "No skill is called pyton" in app.info[0].value
    assert 'href="skill?id=python"' in html(app)


@pytest.mark.parametrize("asked", ["](javascript:alert(1))", "<img src=x onerror=alert(1)>", "x" * 10_000, "\u202e"])
@pytest.mark.usefixtures("home")
def test_a_hostile_address_does_nothing(opens: Visit, asked: str) -> None:
    app = opens("skill", id=asked)
    assert app.title[0].value == "Skills"
    assert "<img" not in html(app)
    assert not [shown.value for shown in app.info if re.search(r"(?<!\\)[<(\[]", shown.value)]


@pytest.mark.usefixtures("home")
def test_without_an_id_the_commonest_skills_stand_there(opens: Visit) -> None:
    app = opens("skill")
    assert app.title[0].value == "Skills"
    assert not app.info
    assert 'href="skill?id=sql"' in html(app)
    app.selectbox(key="find-skill").select("spark").run()
    assert app.title[0].value == "Apache Spark"


@pytest.mark.usefixtures("home")
def test_a_filter_that_leaves_too_few_says_so(opens: Visit) -> None:
    app = opens("skill", id="spark", role="data analyst", seniority="Intern", stage="Start-up")
    assert charts(app) == 0
    assert app.info
