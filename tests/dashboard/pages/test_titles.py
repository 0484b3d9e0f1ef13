from collections import Counter
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.pages.test_market import charts
from truerole.core.reading import ROLES
from truerole.core.stored import StoreEntry

Visit = Callable[..., AppTest]
ALL_TIME = {"when": "All time"}


@pytest.mark.usefixtures("home")
def test_how_many_titles_mislead(opens: Visit, some: list[StoreEntry]) -> None:
    named = [e for e in some if e.reading.title_role and e.reading.role and not e.duplicate_of]
    wrong = sum(e.reading.agrees is False for e in named)
    other = sum(e.reading.title_role != e.reading.role for e in named)
    assert 0 < wrong < other
    app = opens("titles", **ALL_TIME)
    assert f"Of {len(named):,} postings" in app.markdown[0].value
    assert f"**{wrong / len(named):.0%}".replace("%", " %") in app.markdown[0].value
    assert f"in another {(other - wrong) / len(named):.0%}".replace("%", " %") in app.markdown[0].value
    assert charts(app) == 4
    assert {"What the title says, and what the work is", "What postings with these titles really are"} <= {
        head.value for head in app.subheader
    }


@pytest.mark.parametrize("by", ["Title", "Level", "Kind of company", "Year", "Country"])
@pytest.mark.usefixtures("home")
def test_by_what_titles_mislead(opens: Visit, by: str) -> None:
    app = opens("titles", by=by, **ALL_TIME)
    assert charts(app) == 4
    alike = [caption for caption in app.caption if "as if all had the same roles in their titles" in caption.value]
    assert len(alike) == (by != "Title")


@pytest.mark.parametrize(("by", "facet"), [("Title", "title_role"), ("Country", "country")])
@pytest.mark.usefixtures("home")
def test_misleading_titles_are_counted_of_the_groups_that_are_shown(
    opens: Visit, some: list[StoreEntry], by: str, facet: str
) -> None:
    named = [e for e in some if e.reading.title_role and e.reading.role and not e.duplicate_of]
    values = [e.posting.country if facet == "country" else getattr(e.reading, facet) for e in named]
    shown = sum(count for value, count in Counter(values).items() if value and count >= 30)
    assert 0 < shown <= len(named)
    app = opens("titles", by=by, **ALL_TIME)
    (caption,) = (each.value for each in app.caption if "whose work is mainly another's" in each.value)
    assert caption.startswith(f"{shown:,} postings,")


@pytest.mark.usefixtures("home")
def test_groups_of_other_titles_are_not_compared(opens: Visit) -> None:
    app = opens("titles", by="Source", **ALL_TIME)
    assert charts(app) == 3
    assert any(info.value.startswith("Not compared") for info in app.info)


@pytest.mark.usefixtures("home")
def test_a_role_by_itself(opens: Visit, some: list[StoreEntry]) -> None:
    app = opens("titles", role="other work", **ALL_TIME)
    assert app.multiselect(key="role").value == [ROLES[4]]
    named = [e.reading for e in some if e.reading.title_role and e.reading.role == "other" and not e.duplicate_of]
    wrong = f"{sum(reading.agrees is False for reading in named) / len(named):.0%}".replace("%", " %")
    assert f"Of {len(named):,} postings" in app.markdown[0].value
    assert f"**{wrong} describe mainly other work" in app.markdown[0].value
