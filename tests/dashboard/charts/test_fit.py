from truerole.dashboard.charts.fit import fit_chart, fit_rows, step_chart, step_rows
from truerole.data.market.aggregates import Proportion
from truerole.data.market.skill_match import LearningStep, RoleFit

STEPS = [
    LearningStep("power-bi", Proportion("power-bi", 1_099, 2_000), Proportion("power-bi", 27, 2_000), 16, 0.33, 0.043),
    LearningStep("r", Proportion("r", 69, 2_000), Proportion("r", 19, 2_000), 8, 0.31, 0.025, behind=True),
]


def test_a_bar_for_each_skill_with_its_mentions() -> None:
    rows = step_rows(STEPS)
    assert [(row["skill"], row["written"], row["gained"], row["like the first"]) for row in rows] == [
        ("Power BI", "1,099 of 2,000", 16, "yes"),
        ("R", "69 of 2,000", 8, "no"),
    ]
    bars, written = step_chart(rows).to_dict()["layer"]
    assert written["encoding"]["text"]["field"] == "named"
    assert bars["encoding"]["x"]["field"] == "points"


def test_a_bar_for_each_role_with_its_interval() -> None:
    rows = fit_rows([RoleFit("ml_engineer", Proportion("ml_engineer", 3, 1_232), 0.105, (0.1, 0.11), -1.0)])
    assert [(row["role"], row["written"], row["low"], row["high"]) for row in rows] == [
        ("ML engineers", "3 of 1,232", 0.1, 0.11)
    ]
    _, spans, *_ = fit_chart(rows).to_dict()["layer"]
    assert (spans["encoding"]["x"]["field"], spans["encoding"]["x2"]["field"]) == ("low", "high")
