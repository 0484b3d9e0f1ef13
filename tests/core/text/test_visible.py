import pytest

from truerole.core.text.visible import one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("line\nbreak\ttab é 数据 🙂", "line\nbreak\ttab é 数据 🙂"),
        ("\x1b[31mred\x07\x9b", "[31mred"),
        ("pay \u202e000,1$", "pay 000,1$"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone\ud800", "lone"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        (" \n\t ", ""),
        (" Data\r\n  engineer\u00a0(f/m) ", "Data engineer (f/m)"),
        ("\x1b]0;title\x07 a\u2028b", "]0;title ab"),
    ],
)
def test_one_line(text, line):
    assert one_line(text) == line
