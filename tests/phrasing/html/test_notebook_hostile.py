"""Nothing of a posting acts in a notebook: not of the text, nor of the title, wherever a mark cuts it."""

from dataclasses import replace

import pytest

import truerole
from tests.phrasing.html.page import Page
from tests.readings import READING
from truerole.core.reading import DutySpan, Title
from truerole.phrasing.html.notebook import reading_html

OURS = {"style", "div", "p", "bdi", "strong", "b", "span", "i", "mark"}
HOSTILE = [
    "<script>alert(1)</script> Build <b>SQL</b> reports <img src=x onerror=alert(1)> each week.",
    "</div></style><style>* { display: none }</style> Build SQL reports.",
    "Build SQL \u202e reports \u200b of $x^2$ &lt;script&gt; \ud800 {{ 7 * 7 }}",
    '" onmouseover="alert(1)" SQL',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_text(text: str) -> None:
    reading = truerole.read(text, title=text)
    page = Page(reading._repr_html_())
    assert page.tags <= OURS
    assert not any("\u202e" in words or "\ud800" in words for words in (page.words, reading._repr_html_()))


def test_a_text_stays_text_wherever_a_mark_cuts_it() -> None:
    text = HOSTILE[0]
    for cut in range(len(text)):
        reading = replace(
            READING, text=text, skills=(), sections=(), duties=(DutySpan(cut, cut + 7, "analysis", None),)
        )
        assert Page(reading_html(reading)).tags <= OURS


def test_a_title_is_cut() -> None:
    shown = reading_html(replace(READING, title=Title("<i>" + "chief " * 10_000, None, None)))
    assert len(shown) < 4_000
    assert "<bdi>&lt;i&gt;chief" in shown
