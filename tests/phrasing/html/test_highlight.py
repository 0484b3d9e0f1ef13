import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.phrasing.html.page import Page
from truerole.core.reading import DutySpan, Section, Skill
from truerole.phrasing.escape import escape
from truerole.phrasing.evidence import EvidenceSpan, evidence_spans
from truerole.phrasing.html.highlight import annotate, around, duty_mark, evidence_mark, quote


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_quote_is_one_line_without_bullet_and_cut_at_a_word():
    text = "•  Build  the\nthing " + "word " * 100
    assert quote(text, 0, 20) == "Build the thing"
    long = quote(text, 0, len(text), 30)
    assert long.endswith("word …")
    assert len(long) <= 31


def test_clues_and_skills_are_marked_in_their_place(make, text):
    reading = make()
    shown = annotate(text, reading.sections, map(evidence_mark, evidence_spans(reading)), reading.skills)
    assert (
        '<mark class="tr-strongly tr-da" title="points strongly to data analyst">Build dashboards in '
        '<span class="tr-skill tr-required" title="Required">Tableau</span>.'
        '<span class="tr-tag">data analyst</span></mark>'
    ) in shown
    assert '<span class="tr-skill tr-preferred" title="Nice to have">Python</span> is a plus.' in shown
    assert re.findall(r'tr-kind">([^<]*)<', shown) == ["The company", "The work"]
    assert squeeze(Page(shown).words) == squeeze(text)


def test_a_text_without_sections_is_shown_whole():
    assert "Hello &amp; welcome" in annotate("Hello & welcome", (), (), ())


def test_a_bullet_goes_with_its_section():
    text = "Run it.\n - Nice: dbt"
    start = text.index("Nice")
    shown = annotate(text, (Section("responsibilities", 0, 7), Section("preferred", start, len(text))), (), ())
    assert "<div>Run it.</div>" in shown
    assert "<div>- Nice: dbt</div>" in shown


def test_many_empty_lines_become_one():
    assert "one\n\n  two" in annotate("one \n \n\t\n\n\n  two", (), (), ())


HOSTILE = '<img src=x onerror=alert(1)>{}<script>alert(1)</script> $x$ ![](http://e) "quoted" &amp; \u202e'


def test_hostile_text_stays_text_wherever_marks_cut_it():
    text = HOSTILE.format("</mark></div>")
    skill = Skill("<b>", "<b>", "<i>", "required", None, ((2, 9), (7, 12), (30, 33)))
    for cut in range(len(text)):
        page = Page(annotate(text, (), (evidence_mark(EvidenceSpan(cut, cut + 9, "other", 1.0)),), (skill,)))
        assert page.tags == {"div", "mark", "span"}


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6)


@given(st.text(max_size=80), SPANS, SPANS, st.lists(st.integers(1, 60), max_size=3))
def test_every_character_is_shown_once_whatever_the_spans(text, spans, mentions, edges):
    marks = [
        evidence_mark(EvidenceSpan(a, min(a + n, len(text)), "ml_engineer", 1.0)) for a, n in spans if a < len(text)
    ]
    found = tuple((a, min(a + n, len(text))) for a, n in mentions if a < len(text))
    starts = sorted({e for e in edges if e < len(text)})
    sections = [Section("other", a, len(text)) for a in starts]
    shown = annotate(text, sections, marks, (Skill("x", "x", "x", "context", None, found),))
    page = Page(shown)
    assert page.tags <= {"div", "mark", "span"}
    assert squeeze(page.words) == squeeze(escape_and_read(text))


def escape_and_read(text: str) -> str:
    return Page(f"<p>{escape(text)}</p>").words


@pytest.mark.parametrize("text", [" " * 99_000 + "x", " -" * 50_000, "\n \t" * 33_000, "<" * 100_000, "a" * 100_000])
def test_no_text_takes_long(text):
    sections = [Section("other", at, at + 200) for at in range(0, len(text), 200)]
    skill = Skill("x", "x", "x", "required", None, tuple((at, at + 5) for at in range(0, len(text), 50)))
    begin = time.process_time()
    marks = [evidence_mark(EvidenceSpan(at, at + 300, "other", 1.0)) for at in range(0, 90_000, 8_000)]
    annotate(text, sections, marks, (skill,))
    annotate(text, (), (), ())
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("We use Spark.", "Spark", "… We use Spark. …"),
        ("a" * 90 + " <b> Spark " + "z" * 90, "Spark", "… &lt;b&gt; Spark …"),
        ("one\n• two Spark\n\nthree", "Spark", "… one • two Spark three …"),
    ],
)
def test_the_words_around_a_place(text: str, word: str, expected: str) -> None:
    start = text.index(word)
    assert around(text, start, start + len(word)) == expected


def test_what_stands_above_the_first_section_is_of_no_kind():
    shown = annotate("Home\nJobs\nBuild reports.", [Section("responsibilities", 10, 24)], [], [])
    parts = re.findall(r'<div class="tr-kind">(.*?)</div><div>(.*?)</div>', shown, re.DOTALL)
    assert parts == [("", "Home\nJobs"), ("The work", "Build reports.")]


@pytest.mark.parametrize(
    ("duty", "classes", "says"),
    [
        (DutySpan(0, 9, "software", None), "tr-clearly tr-sw", "software and IT"),
        (
            DutySpan(0, 9, "analysis", "business"),
            "tr-clearly tr-da",
            "analysis and reports, and business and coordination",
        ),
    ],
)
def test_a_sentence_is_marked_by_its_kind_of_work(duty, classes, says):
    shown = annotate("Mend APIs.", (), [duty_mark(duty)], ())
    assert f'<mark class="{classes}" title="{says}">Mend APIs' in shown
