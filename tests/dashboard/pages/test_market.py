import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.charts.hover import nameless_hovers
from truerole.core.posting import Posting
from truerole.core.stored import SkillDemand, StoreEntry
from truerole.data.store.store import open_store

Visit = Callable[..., AppTest]
ALL_TIME = {"when": "All time"}
HEADS = (("postings for", " name most"), ("is typical of", ""))


def charts(app: AppTest) -> int:
    return len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart"))


def counted(app: AppTest) -> str:
    """Return what the first chart says that it stands on."""
    return next(c.value for c in app.caption if "postings" in c.value)


def heads(app: AppTest) -> list[str]:
    return [head.value for head in app.subheader]


@pytest.mark.usefixtures("empty_home")
def test_the_first_visit_shows_the_sample(opens: Visit, some: list[StoreEntry]) -> None:
    app = opens("market", **ALL_TIME)
    data_roles = sum(e.reading.role not in (None, "other") and not e.duplicate_of for e in some)
    assert counted(app).startswith(f"{data_roles:,} postings, ")
    assert "; all from the market sample" in counted(app)
    assert any("no census" in c.value for c in app.caption)
    assert heads(app) == [f"What {what} the four data roles{most}" for what, most in HEADS]
    assert charts(app) == 2


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory, small_sample: Path, some: list[StoreEntry]) -> Path:
    """Make a store with own postings of three years: ML engineers name Spark ever more often, others seldom.

    Start-ups name PyTorch, large organisations do not.
    """
    path = Path(shutil.copy(small_sample.with_name("truerole.db"), tmp_path_factory.mktemp("own")))
    facts = next(e.reading for e in some if e.reading.role == "data_engineer")
    entries = []
    for n in range(36 * 40):
        month, k = divmod(n, 40)
        rising = 0.1 + 0.5 * month / 36
        named = {
            "sql": True,
            "spark": k % 20 < 20 * (rising if k < 20 else 0.1),
            "pytorch": k % 2,
            "docker": k % 4 == 1,
        }
        reading = replace(
            facts,
            role="ml_engineer" if k < 20 else "data_scientist",
            stage="startup" if k % 2 else "enterprise",
            skills=tuple(SkillDemand(skill, "required") for skill, is_named in named.items() if is_named),
        )
        posting = Posting("board", str(n), "Title", "", country="de" if k % 3 else "us")
        entries.append(StoreEntry(posting, reading, f"{2023 + month // 12}-{month % 12 + 1:02}"))
    with open_store(f"sqlite:///{path}") as store:
        store.add(entries, "v1")
    return path


@pytest.fixture
def own(empty_home: Path, own_store: Path) -> Path:
    """Give the pages the store with own postings."""
    shutil.copy(own_store, empty_home)
    return empty_home


@pytest.mark.parametrize(
    ("address", "heading", "number"),
    [
        ({"view": "Skills"}, "What is typical of the four data roles", 1),
        ({"view": "Role against role"}, "What ML engineers need more than data scientists, and the other way round", 1),
        ({"view": "Compare"}, "What ML engineers need more than data scientists, and the other way round", 1),
        (
            {"view": "Start-up or enterprise"},
            "What start-ups ask for more than large organisations, and the other way round",
            1,
        ),
        (
            {"view": "Compare", "compare": "Countries", "country-a": "United States", "country-b": "Germany"},
            "What United States asks for more than Germany, and the other way round",
            1,
        ),
        ({"view": "What goes together", "skill": "PyTorch"}, "Other skills in postings that name PyTorch", 1),
        ({"view": "What goes together", "skill": "spark"}, "Other skills in postings that name Apache Spark", 1),
        ({"view": "Over time"}, "How often postings for the four data roles ask for these skills", 0),
        (
            {"view": "Over time", "step": "By quarter"},
            "How often postings for the four data roles ask for these skills",
            1,
        ),
        ({"view": "Deep learning"}, "Postings that require deep learning, by year", 1),
    ],
)
@pytest.mark.usefixtures("own")
def test_every_view_opens_by_its_address(opens: Visit, address: dict[str, str], heading: str, number: int) -> None:
    app = opens("market", origin="My own postings alone", **ALL_TIME, **address)
    assert heading in heads(app)
    assert charts(app) == number
    assert nameless_hovers(app) == []


@pytest.mark.usefixtures("own")
def test_a_reason_of_several_roles_is_said_once(opens: Visit) -> None:
    app = opens("market", view="Deep learning", when="From … until …", origin="My own postings alone", until="2023-06")
    told = next(each.value for each in app.markdown if "Cannot tell" in each.value)
    assert told.startswith(
        "- Cannot tell whether the share rises or falls for these roles: no source holds 30 postings"
    )
    assert told.count("no source holds 30 postings") == 1


def listed(app: AppTest) -> list[str]:
    """Return the items of the lists of a page."""
    return re.findall("<li>(.*?)</li>", "".join(part.proto.body for part in app.get("html")))


@pytest.mark.parametrize("trend", [["Apache Spark", "SQL"], "spark,sql"])
@pytest.mark.usefixtures("own")
def test_a_trend_is_said_in_words(opens: Visit, trend: str | list[str]) -> None:
    app = opens("market", view="Over time", trend=trend, origin="My own postings alone")
    spark, sql = listed(app)[:2]
    assert 'href="skill?id=spark' in spark
    assert "<bdi>Apache Spark</bdi></a>: rising, " in spark
    assert spark.endswith(" points a year (1 source that reaches from January 2023 to December 2025, 1,440 postings).")
    assert "cannot tell" in sql  # every posting names it: nothing is known of chance


@pytest.mark.parametrize(
    ("address", "tables"),
    [({"view": "Over time"}, 1), ({"view": "Deep learning"}, 1), ({"view": "Over time", "step": "By quarter"}, 0)],
)
@pytest.mark.usefixtures("own")
def test_three_years_are_a_table_and_no_line(opens: Visit, address: dict[str, str], tables: int) -> None:
    app = opens("market", origin="My own postings alone", **address, **ALL_TIME)
    found = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<table class="tr-table"')]
    assert len(found) == tables
    assert sum("would look like a trend" in each.value for each in app.markdown) == tables
    for each in found:
        assert re.findall('<th scope="col">([^<]+)<', each)[1:] == ["2023", "2024", "2025"]
        cells = re.findall('<td data-label="2024">([^<]+)<', each)
        assert cells
        assert all(" of " in cell for cell in cells)


@pytest.mark.parametrize("view", ["Over time", "Deep learning"])
@pytest.mark.usefixtures("own")
def test_what_is_over_time_says_its_time_and_its_postings(opens: Visit, view: str) -> None:
    app = opens("market", view=view, origin="My own postings alone")
    captions = [caption.value for caption in app.caption]
    if view == "Over time":
        assert app.selectbox(key="when").value == "All time"
    else:
        assert any(caption.startswith("Of all time, not of the newest 24 months alone") for caption in captions)
    assert any("1,440 postings, January 2023 to December 2025, from 1 source" in caption for caption in captions)
    assert any("Of 1,440 postings looked at, these are of sources that hold 30" in caption for caption in captions)
    chosen = [c.value for c in opens("market", view=view, origin="My own postings alone", **ALL_TIME).caption]
    assert not any(caption.startswith("Of all time") for caption in chosen)


@pytest.mark.parametrize(
    ("chosen", "before", "trends", "after"),
    [
        (None, "Newest 24 months", "All time", "Newest 24 months"),
        ("All time", "All time", "All time", "All time"),
        ("From … until …", "From … until …", "From … until …", "From … until …"),
    ],
)
@pytest.mark.usefixtures("own")
def test_the_time_is_all_of_it_on_trends_unless_it_was_chosen(
    opens: Visit, chosen: str | None, before: str, trends: str, after: str
) -> None:
    app = opens("market", origin="My own postings alone")
    if chosen:
        app.selectbox(key="when").set_value(chosen).run()
    seen = [app.selectbox(key="when").value]
    for view in ("Over time", "Skills"):
        next(c for c in app.segmented_control if c.key == "view").set_value(view).run()
        assert not app.exception
        seen.append(app.selectbox(key="when").value)
    assert seen == [before, trends, after]


@pytest.mark.usefixtures("own")
def test_what_rises_and_falls_is_listed(opens: Visit) -> None:
    app = opens("market", view="Over time", origin="My own postings alone")
    assert "Of the 4 most frequent skills" in heads(app)
    told = listed(app)[4:]
    assert "<bdi>Apache Spark</bdi></a>: rising, " in told[0]
    assert told[1:] == ["None is surely falling."]


@pytest.mark.usefixtures("own")
def test_a_comparison_says_how_many_could_be_compared(opens: Visit) -> None:
    app = opens("market", view="Compare", origin="My own postings alone", **ALL_TIME)
    told = app.markdown[0].value.replace("\\", "")
    assert told == (
        "Compared: ML engineers, 720 of 720 postings (median date June 2024), and data scientists, 720 of 720 postings "
        "(median date June 2024), always within one year of one source (3 of these hold 30 postings of both)."
    )


@pytest.mark.usefixtures("own")
def test_sides_without_a_common_year_of_a_source_are_said_to_be_incomparable(opens: Visit) -> None:
    address = {"compare": "Countries", "country-a": "United States", "country-b": "Germany"}
    app = opens("market", view="Compare", role="other work", **address, **ALL_TIME)
    assert charts(app) == 0
    assert app.info[0].value.startswith(r"Cannot be compared\: no year of one source holds 30 postings of both")


@pytest.mark.usefixtures("home")
def test_the_address_holds_the_filters(opens: Visit, some: list[StoreEntry]) -> None:
    analysts = sum(e.reading.role == "data_analyst" and not e.duplicate_of for e in some)
    app = opens("market", **ALL_TIME, role="data analyst", required="true", top="Top 10")
    assert app.multiselect(key="role").value == ["data_analyst"]
    assert counted(app).startswith(f"{analysts:,} postings")
    assert heads(app)[1] == "What is typical of data analysts"
    abroad = sum(e.reading.role == "data_analyst" and e.posting.country == "us" and not e.duplicate_of for e in some)
    app.multiselect(key="country").set_value(["us"]).run()
    assert counted(app).startswith(f"{abroad:,} postings")


@pytest.mark.usefixtures("home")
def test_a_kind_of_skill_alone(opens: Visit) -> None:
    app = opens("market")
    app.selectbox(key="category").set_value("web").run()
    assert not app.exception
    assert charts(app) >= 1


@pytest.mark.usefixtures("home")
def test_too_few_are_said_to_be_too_few(opens: Visit) -> None:
    app = opens("market", role="ML engineer")
    app.multiselect(key="country").set_value(["sk"]).run()
    assert "too few to say anything" in app.info[0].value
    assert charts(app) == 0


@pytest.mark.usefixtures("home")
def test_a_role_against_itself_says_nothing(opens: Visit) -> None:
    app = opens("market", view="Compare", **ALL_TIME)
    app.selectbox(key="b").set_value("ml_engineer").run()
    assert "two different sides" in app.info[0].value


def test_postings_that_come_while_it_is_open_are_seen(home: Path, opens: Visit, some: list[StoreEntry]) -> None:
    app = opens("market")
    before = counted(app)
    facts = next(e.reading for e in some if e.reading.role == "data_engineer")
    with open_store() as store:
        store.add([StoreEntry(Posting("mine", str(n), "Title", ""), facts, "2026-01") for n in range(900)], "v1")
    deadline = monotonic() + 120
    while counted(app) == before and monotonic() < deadline:
        sleep(0.1)
        app.run()  # the index is refreshed beside the page
    assert counted(app) != before
    assert "; all from the market sample" not in counted(app)
    assert home.exists()


@pytest.mark.usefixtures("home")
def test_a_hostile_source_is_plain_text(opens: Visit, some: list[StoreEntry]) -> None:
    hostile = [
        StoreEntry(Posting("[x](javascript:alert(1)) $y$", str(i), "<b>t</b>", ""), entry.reading, "2026-01")
        for i, entry in enumerate(some[:200])
    ]
    with open_store() as store:
        store.add(hostile, "v1")
    assert "[x](javascript:alert(1)) $y$" in opens("market").multiselect(key="source").options


@pytest.mark.parametrize("page", ["market", "titles", "postings", "fit", "about"])
def test_a_store_that_cannot_be_read_is_one_line(home: Path, opens: Visit, page: str) -> None:
    (home / "truerole.db").write_text("a diary " * 1000)
    app = opens(page)
    assert len(app.info) == 1
    assert "is no store of TrueRole" in app.info[0].value
    assert charts(app) == 0


@pytest.mark.usefixtures("home")
def test_what_the_sample_cannot_tell_of_time_comes_first(opens: Visit) -> None:
    app = opens("market", view="Over time")
    assert (
        app.info[0].value.replace("\\", "").startswith("These postings cannot tell whether these skills rise or fall.")
    )
    assert [link.proto.label for link in app.get("page_link")] == ["Gather postings", "About the numbers"]


@pytest.mark.parametrize(
    ("page", "few", "one"),
    [("market", True, False), ("market", False, True), ("titles", False, True), ("fit", False, True)],
)
@pytest.mark.usefixtures("home")
def test_it_is_said_before_the_charts_what_few_postings_or_one_source_mean(
    opens: Visit, some: list[StoreEntry], page: str, few: bool, one: bool
) -> None:
    of_data_work = [e for e in some if e.reading.role not in (None, "other") and not e.duplicate_of]
    sources = Counter(e.posting.source for e in of_data_work)
    source = next(name for name, count in sources.most_common() if (count < 100) == few and count >= 30)
    app = opens(page, **ALL_TIME, know="SQL", **({"source": source} if few or one else {}))
    told = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<p class="tr-caution"')]
    assert [("by chance" in line, "from " in line) for line in told] == [(few, True)] * (few or one)


VIEWS = ("Skills", "Compare", "What goes together", "Over time", "Deep learning", "What the days hold", "Pay")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("own")
def test_a_view_has_one_caution_of_the_postings_that_it_shows(opens: Visit, view: str) -> None:
    app = opens("market", view=view, origin="My own postings alone", skill="PyTorch", step="By quarter", **ALL_TIME)
    told = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<p class="tr-caution"')]
    assert len(told) == (view != "Pay")  # no own posting publishes it
    assert all("ll postings" in line for line in told)
    behind = view in ("Compare", "What goes together", "What the days hold")
    assert all((" behind these figures" in line) == behind for line in told)
