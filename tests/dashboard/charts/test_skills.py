import pytest

from truerole.dashboard.charts.skills import times_chart


@pytest.mark.parametrize(
    ("least", "steps"), [(1.1, [1, 2]), (2.0, [1, 2]), (2.1, [1, 2, 4]), (30.0, [1, 2, 4, 8, 16, 32])]
)
def test_every_step_of_what_is_typical_doubles_and_says_so(least: float, steps: list[int]) -> None:
    rows = [
        {"skill": name, "times at least": times, "times": times, "times at most": 40.0, "here": 0.4, "elsewhere": 0.1}
        for name, times in (("SQL", least), ("R", 1.05))
    ]
    axis = times_chart(rows).to_dict()["encoding"]["x"]
    assert axis["axis"]["values"] == steps
    assert axis["scale"] == {"type": "log", "base": 2, "domain": [1, steps[-1]]}
    assert "every step doubles it" in " ".join(axis["title"])
