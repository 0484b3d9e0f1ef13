"""Sections: where sentences begin and end, and which kind each one is."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from truerole.core.reading import SECTION_KINDS
from truerole.model.sections.classifier import Sentence, _viterbi, classify_sentences, merge_sections
from truerole.model.text.document import prepare
from truerole.model.text.tokenizer import TOKEN

RESP, REQ, PREF = "responsibilities", "requirements", "preferred"
ABOUT, BENEFITS, LEGAL, OTHER = "about", "benefits", "legal", "other"


def kinds(text: str) -> list[tuple[str, str]]:
    document = prepare(text)
    return [(document.clean[s.start : s.end].strip(), s.kind) for s in document.sentences]


def kind_of(text: str, needle: str) -> str:
    found = [kind for words, kind in kinds(text) if needle in words]
    assert found, f"{needle!r} stands in no sentence of {kinds(text)}"
    return found[0]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Responsibilities", RESP),
        ("**What you'll do**", RESP),
        ("What you’ll do:", RESP),
        ("What youll do", RESP),
        ("## What You Will Be Working On", RESP),
        ("🚀 Your mission", RESP),
        ("1. Key responsibilities", RESP),
        ("Duties & Responsibilities", RESP),
        ("ESSENTIAL JOB FUNCTIONS", RESP),
        ("In this role, you will:", RESP),
        ("You will", RESP),
        ("Your tasks", RESP),
        ("Day-to-day:", RESP),
        ("As a Data Engineer, you will:", RESP),
        ("What you'll do…", RESP),
        ("Responsibilities include, but are not limited to:", RESP),
        ("Requirements", REQ),
        ("Minimum Qualifications:", REQ),
        ("Who you are", REQ),
        ("**About you**", REQ),
        ("You are:", REQ),
        ("What you bring", REQ),
        ("What we're looking for", REQ),
        ("Must-haves", REQ),
        ("Your profile", REQ),
        ("EDUCATION AND EXPERIENCE REQUIRED", REQ),
        ("You might be a good fit if you...", REQ),
        ("Knowledge, Skills & Abilities", REQ),
        ("Nice to have", PREF),
        ("Nice-to-haves:", PREF),
        ("Preferred qualifications", PREF),
        ("### Bonus points", PREF),
        ("Desirable:", PREF),
        ("Even better if you have", PREF),
        ("Good to have skills", PREF),
        ("What will make you stand out:", PREF),
    ],
)
def test_heading_names_the_kind_of_the_list_below(heading: str, kind: str) -> None:
    text = f"{heading}\n- SQL and Python\n- Spark, at scale\n"
    assert [k for _, k in kinds(text)] == [kind] * 3
    assert [s.heading for s in prepare(text).sentences] == [True, False, False]


@pytest.mark.parametrize(
    ("heading", "line", "kind"),
    [
        ("About us", "We are a family of bakers who began in 1962.", ABOUT),
        ("Who we are:", "A team of forty people in three cities.", ABOUT),
        ("**About Pinecone Ferries**", "Our ships link nine islands.", ABOUT),
        ("Our values", "We are kind and curious.", ABOUT),
        ("Company overview", "Founded as a dairy, now a leading grocer.", ABOUT),
        ("What we offer", "30 days of holiday", BENEFITS),
        ("BENEFITS", "Dental and vision insurance", BENEFITS),
        ("Perks & benefits:", "Free lunch", BENEFITS),
        ("What's in it for you?", "A pension and a bike", BENEFITS),
        ("Compensation", "$100,000 to $120,000", BENEFITS),
        ("Equal Opportunity Employer", "We do not discriminate by age or race.", LEGAL),
        ("EEO statement:", "All qualified applicants will be considered.", LEGAL),
        ("How to apply", "Send your CV to the address below.", OTHER),
        ("Location:", "Lisbon", OTHER),
        ("Interview process", "A call, then a visit.", OTHER),
        ("Job type:", "Full-time", OTHER),
    ],
)
def test_heading_names_the_kind_of_the_text_below(heading: str, line: str, kind: str) -> None:
    assert kinds(f"{heading}\n{line}\n")[-1] == (line, kind)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("You will design, build and maintain data pipelines for our analysts.", RESP),
        ("Develop dashboards and reports that support business decisions.", RESP),
        ("Collaborate with stakeholders to gather requirements.", RESP),
        ("Bachelor's degree in computer science or a related field.", REQ),
        ("5+ years of experience with Python and SQL.", REQ),
        ("Strong communication skills and attention to detail.", REQ),
        ("Proficiency in Excel and a statistical package.", REQ),
        ("We are a global leader in renewable energy with offices in twelve countries.", ABOUT),
        ("Our mission is to make banking simple for everyone.", ABOUT),
        ("We offer a competitive salary, health insurance and paid time off.", BENEFITS),
        ("401(k) with company match, dental and vision insurance.", BENEFITS),
        ("We are an equal opportunity employer, whatever your race or religion.", LEGAL),
        (
            "All qualified applicants will receive consideration without regard to sex, age or national origin.",
            LEGAL,
        ),
        ("Experience with Kafka is a plus.", PREF),
        ("Knowledge of Scala is desirable.", PREF),
        ("Familiarity with dbt would be an advantage.", PREF),
    ],
)
def test_wording_alone_tells_the_kind(sentence: str, kind: str) -> None:
    assert kinds(sentence) == [(sentence, kind)]


POSTING = """Harbour Analytics builds software for ports. We are a team of 60 in Rotterdam.

What you'll do
- Build and maintain pipelines that bring ship positions into our warehouse
- Develop models that predict the arrival of ships
* Work closely with product managers

Requirements:
• 3+ years of experience as a data engineer
• Strong knowledge of SQL
• Experience with Airflow is a plus
• Bachelor's degree required, Master's degree preferred

We offer a competitive salary, 28 days of paid vacation and health insurance.
Harbour Analytics is an equal opportunity employer, whatever your race, religion or gender.
"""


@pytest.mark.parametrize(
    ("needle", "kind"),
    [
        ("builds software", ABOUT),
        ("a team of 60", ABOUT),
        ("What you'll do", RESP),
        ("ship positions", RESP),
        ("arrival of ships", RESP),
        ("product managers", RESP),
        ("Requirements", REQ),
        ("3+ years", REQ),
        ("knowledge of SQL", REQ),
        ("Airflow", PREF),
        ("Master's degree preferred", REQ),
        ("paid vacation", BENEFITS),
        ("equal opportunity", LEGAL),
        ("race, religion", LEGAL),
    ],
)
def test_wording_goes_against_the_heading_where_the_section_runs_on(needle: str, kind: str) -> None:
    assert kind_of(POSTING, needle) == kind


ONE_LINE = (
    "Tulip Freight moves flowers across Europe. We are looking for a data analyst.ResponsibilitiesBuild dashboards for "
    "the planning team.Analyze delays and present insights to managers. Prepare weekly reports on costs.You will also "
    "maintain the data model. Job Requirements Bachelor's degree in statistics. 2+ years of experience with SQL. "
    "Preferred Qualifications Experience with Tableau. What We Offer Free coffee and flowers. 25 days of vacation."
)
NO_STOPS = (
    "Data Engineer Orchard Robotics Utrecht Responsibilities Design and build data pipelines for our robots "
    "Develop tests for the quality of data Maintain the warehouse and support its users Work with engineers "
    "and with growers in order to understand what they need Qualifications Bachelor s degree in "
    "computing or a close field At least three years of experience with Python and SQL "
    "Strong communication skills Ability to work in a team Benefits Health insurance and paid vacation Flexible hours"
)


@pytest.mark.parametrize(
    ("text", "needle", "kind"),
    [
        (ONE_LINE, "moves flowers", ABOUT),
        (ONE_LINE, "Build dashboards", RESP),
        (ONE_LINE, "Analyze delays", RESP),
        (ONE_LINE, "You will also", RESP),
        (ONE_LINE, "Bachelor's degree", REQ),
        (ONE_LINE, "years of experience", REQ),
        (ONE_LINE, "Tableau", PREF),
        (ONE_LINE, "Free coffee", BENEFITS),
        (ONE_LINE, "25 days", BENEFITS),
        (NO_STOPS, "our robots", RESP),
        (NO_STOPS, "quality of data", RESP),
        (NO_STOPS, "a close field", REQ),
        (NO_STOPS, "Python and SQL", REQ),
        (NO_STOPS, "Health insurance", BENEFITS),
    ],
)
def test_texts_without_line_breaks(text: str, needle: str, kind: str) -> None:
    assert kind_of(text, needle) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Responsibilities: build and maintain reports", ["Responsibilities:", "build and maintain reports"]),
        ("• Nice to have: Scala", ["Nice to have: Scala"]),
        ("- one\n* two\n3) three\no four\n✓ five", ["one", "two", "three", "four", "five"]),
        ("Languages such as Python: yes", ["Languages such as Python: yes"]),
        ("Use C++ or .NET\n.NET is fine", ["Use C++ or .NET", ".NET is fine"]),
        ("   \n\n \t", []),
        ("• \n -- \n***", []),
    ],
)
def test_cutting(text: str, expected: list[str]) -> None:
    assert [words for words, _ in kinds(text)] == expected


def test_long_lines_are_cut_into_sentences_but_not_at_abbreviations() -> None:
    first = "We work with partners in the U.S. Midwest, e.g. Ohio, and ask what they need of us and of Dr. Watt."
    text = f"{first} You report to the head of data! Is that you?Then write to us; we answer."
    assert [words for words, _ in kinds(text)] == [
        first,
        "You report to the head of data!",
        "Is that you?",
        "Then write to us;",
        "we answer.",
    ]


@pytest.mark.parametrize("word", ["lorem ", "Lorem ", "LOREM ", "lorem, ", "loremIpsum "])
def test_no_sentence_is_longer_than_sixty_words(word: str) -> None:
    assert all(len(words.split()) <= 60 for words, _ in kinds(word * 500))


@given(st.text(st.sampled_from("aB.:;-•*# \n\t1!?'&/<>li") | st.characters(), max_size=400))
@settings(max_examples=300, deadline=None)
@example("Skills:Skills: ")
@example("o ")
@example("A" * 130 + "; B. C")
def test_sentences_cover_every_word_in_order_without_overlap(text: str) -> None:
    document = prepare(text)
    edge = 0
    for s in document.sentences:
        assert edge <= s.start < s.end <= len(text)
        edge = s.end
    inside = " ".join(document.clean[s.start : s.end] for s in document.sentences)
    letters = [w for w in TOKEN.findall(inside) if w.isalpha() and len(w) > 1]
    assert letters == [w for w in TOKEN.findall(document.clean) if w.isalpha() and len(w) > 1]


def test_neighbours_of_one_kind_make_a_block() -> None:
    sentences = (Sentence(0, 5, "about"), Sentence(6, 9, "about"), Sentence(10, 12, "legal"))
    assert [(b.kind, b.start, b.end) for b in merge_sections(sentences)] == [("about", 0, 9), ("legal", 10, 12)]


def test_a_sentence_that_introduces_a_list_is_its_heading() -> None:
    text = (
        "Requirements:\n- 3 years of SQL\n- Python\n\nWe think that people do their best work where they like to be "
        "and where they are well looked after. That is why we offer:\n- Desks by the window\n- A garden\n"
    )
    assert [kind_of(text, w) for w in ("3 years", "offer", "Desks", "garden")] == [REQ, BENEFITS, BENEFITS, BENEFITS]


def test_nothing_gives_nothing() -> None:
    document = prepare("")
    outline = classify_sentences("", document.tokens)
    assert outline.sentences == () and not any(map(len, outline))
    assert merge_sections(()) == ()


@pytest.mark.parametrize(
    "piece", ["1. ", "• ", "•\n", "\n", "Why ", "Skills/", "**Skills**\n", "a; ", "aB", "is a plus "]
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    document = prepare(piece * (100_000 // len(piece)))
    assert document.sentences == () or document.sentences[-1].end <= 100_000


@pytest.mark.parametrize(
    ("evidence", "kinds_in_order"),
    [
        (3.9, [RESP, RESP, RESP]),
        (4.1, [RESP, BENEFITS, RESP]),
    ],
)
def test_a_sentence_changes_its_kind_where_it_outweighs_two_changes(evidence: float, kinds_in_order: list[str]) -> None:
    rows = [[0.0] * len(SECTION_KINDS) for _ in range(3)]
    rows[0][SECTION_KINDS.index(RESP)] = rows[2][SECTION_KINDS.index(RESP)] = 9.0
    rows[1][SECTION_KINDS.index(BENEFITS)] = evidence
    assert [SECTION_KINDS[i] for i in _viterbi([None] * 3, rows)] == kinds_in_order


@pytest.mark.parametrize(("evidence", "last"), [(1.9, RESP), (2.1, BENEFITS)])
def test_a_change_of_kind_costs_two(evidence: float, last: str) -> None:
    rows = [[0.0] * len(SECTION_KINDS) for _ in range(2)]
    rows[0][SECTION_KINDS.index(RESP)], rows[1][SECTION_KINDS.index(BENEFITS)] = 9.0, evidence
    assert [SECTION_KINDS[i] for i in _viterbi([None] * 2, rows)] == [RESP, last]
