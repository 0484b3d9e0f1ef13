import pytest

from truerole.phrasing.escape import escape, escape_markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('" onmouseover="x', "&quot; onmouseover=&quot;x"),
        ("a\x00b\x07", "ab"),
        ("pay \u202e000,1$", "pay 000,1$"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone\ud800", "lone"),
        ("line\nbreak\ttab é 数据 🙂", "line\nbreak\ttab é 数据 🙂"),
    ],
)
def test_escape(text, shown):
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$100k$", r"\$100k\$"),
        ("![x](http://e)", r"\!\[x\]\(http\:\/\/e\)"),
        (":red[x]", r"\:red\[x\]"),
        ("<b>", r"\<b\>"),
        ("two\n\n# lines", r"two \# lines"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_escape_markdown(text, shown):
    assert escape_markdown(text) == shown
