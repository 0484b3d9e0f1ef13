"""Cleaning: what stands where afterwards, and hostile markup."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from truerole.model.text.clean import clean, lower_if_capitals
from truerole.model.text.document import prepare


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("BUILD REPORTS FOR SHOPS. " * 20, True),
        ("BUILD REPORTS FOR SHOPS: $5, 100 % NEW\n" * 20 + "www.fennwick.example", True),
        ("Build Reports For SHOPS. " * 20, False),
        ("BUILD REPORTS FOR SHOPS. " * 20 + "and then a sentence as others write it, " * 5, False),
        ("SAS, SPSS, R, SQL, AWS, GCP", False),  # too short to tell from acronyms
        ("BUILD İN CAPITALS. " * 20, False),  # a letter that is two in lower case would move all that follow
        ("", False),
        ("1234 5678 " * 100, False),
    ],
)
def test_texts_in_capitals(text: str, lowered: bool) -> None:
    assert lower_if_capitals(text) == (text.lower() if lowered else text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain words, as they are", "plain words, as they are"),
        ("a<br>b", "a\n   b"),
        ("<p>One</p><p>Two</p>", "\n  One\n   \n  Two\n   "),
        ("<ul><li>SQL</li></ul>", "\n   \n•  SQL\n    \n    "),
        ("<b>bold</b>", "   bold    "),
        ("R&amp;D", "R&    D"),
        ("caf&eacute;", "caf" + "é".ljust(8)),
        ("AT&T &unknown; &", "AT&T &unknown; &"),
        ("&#8226; SQL", "•       SQL"),
        ("a<script>if (a < b) run()</script>b", "a" + " " * 33 + "b"),
        ("a<style>p { color: red }</STYLE >b", "a" + " " * 32 + "b"),
        ("never closed <script>all of it", "never closed " + " " * 17),
        ("x <!-- a <b> note --> y", "x " + " " * 19 + " y"),
        ("<!DOCTYPE html>x", " " * 15 + "x"),
        ("a < b and c > d", "a < b and c > d"),
        ("one\\ntwo\\r\\nthree", "one\n two\n   three"),
        ("a\u200bb\u00a0c\ufeff", "a b c "),
        ("a\rb\u2028c", "a\nb\nc"),
        ("nul\x00 and bell\x07", "nul  and bell "),
        ("\ud800 lone", "  lone"),
        ("\u202eright to left", " right to left"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


SCRAPS = "< > </ <!-- --> <li> <br/> <script> </script> & ; &amp; &#x &#0; &#1114112; &nbsp &NotEqualTilde; \\n \\r\\n"
markup = st.sampled_from([*SCRAPS.split(), "<li ", "\\", "\n", "\r", "\x00", "\ud800", "İ", "ß", "\u200b"])


@given(st.lists(markup | st.text(max_size=5)).map("".join))
@example("<li>")
@example("<LI><hr>")
@example("&NotEqualTilde;")
@example("-->")
def test_clean_moves_no_character(text: str) -> None:
    assert len(clean(text)) == len(text)


@given(st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=50))
def test_clean_is_settled_after_one_pass_where_there_is_no_markup(text: str) -> None:
    plain = text.replace("&", "").replace("<", "").replace("\\", "")
    assert clean(clean(plain)) == clean(plain)


HOSTILE = [
    "<",
    "<!--",
    "<script>",
    "<script ",
    "<a ",
    "<a",
    "</",
    "<!",
    "<div>",
    "&",
    "&#",
    "&amp",
    "\\r",
    "\n",
    " ",
    "• ",
    "a",
]


@pytest.mark.parametrize("piece", [*HOSTILE, "<style></style ", "<!-- -", "--><!--", "<b x='", "<template></x>"])
def test_clean_takes_time_in_proportion_to_the_text(piece: str) -> None:
    text = piece * 100_000
    began = time.process_time()
    assert len(clean(text)) == len(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("piece", ["<", "&", "\n", "•\n", " ", "lorem ipsum ", "<div>", "Lorem. "])
def test_a_long_text_is_read_in_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    began = time.process_time()
    document = prepare(text)
    assert len(document.clean) == len(text)
    assert time.process_time() - began < 5
