from collections.abc import Callable
from io import StringIO

import pytest

from truerole.cli.render.reading import show_reading
from truerole.core.reading import Reading


def shown(reading: Reading, text: str) -> list[str]:
    out = StringIO()
    show_reading(reading, text, out)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_at_a_glance(make: Callable[..., Reading], text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert shown(make(), text) == [
        "Titled Data Scientist; reads as data analyst (78 %).",
        "The title says data scientist, the work says data analyst.",
        "",
        "The mix",
        "  data analyst    ███████████████████████         78 %",
        "  data engineer   ████                            15 %",
        "  data scientist  █                               4 %",
        "  ML engineer     █                               2 %",
        "  other work      ▏                               1 %",
        "",
        "What speaks for it",
        "  + Build dashboards in Tableau.",
        "",
        "What speaks against it",
        "  - Run one pipeline in Airflow. (data engineer)",
        "",
        "Skills",
        "  Required        business intelligence  Tableau",
        "  Nice to have    languages              Python · 3+ years",
        "  Mentioned only  data pipelines         Apache Airflow",
        "",
        "Signals",
        "  Level            The text does not say.",
        "  Kind of company  A start-up, or a young company that is growing. “bakery”",
        "  Deep learning    None asked for.",
        "  Language         English",
    ]


def test_what_the_text_says_of_pay_and_place_is_shown(make: Callable[..., Reading], text: str) -> None:
    lines = shown(make(), f"{text}\nSalary: £38,000 - £45,000 a year\nLocation: Leeds, United Kingdom\n")
    assert lines[2:4] == ["Pay: 38,000 to 45,000 GBP a year", "Place: Leeds, United Kingdom"]


def test_doubt_is_said(make: Callable[..., Reading], text: str) -> None:
    lines = shown(make(confident=False, doubt="too short to tell", title=None), text)
    assert any("Too short to tell" in line for line in lines[:3])


def test_another_language_gets_no_role(make: Callable[..., Reading], text: str) -> None:
    lines = shown(make(role=None, roles={}, evidence=(), confident=False, language="de", title=None), text)
    assert "not seem to be English" in lines[0]
    assert "The mix" not in lines


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_no_line_is_wider_than_the_screen(
    make: Callable[..., Reading], text: str, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert max(map(len, shown(make(), text))) <= int(width)
