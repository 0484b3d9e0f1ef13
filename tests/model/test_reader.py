"""Text in, reading out: its contract, its doubts, and offsets that hold in the text as it was given."""

import json
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import truerole
from truerole import model
from truerole.core.errors import EmptyText, TooLong
from truerole.core.reading import ROLES, Reading
from truerole.data.labels.examples import load_examples
from truerole.model.reader import MAX_CHARACTERS, Reader, default_reader
from truerole.model.registry.artifacts import Model

ENGINEER = next(e for e in load_examples() if e.role == "data_engineer" and e.sure == 3)
GERMAN = """Du entwickelst mit uns die Datenplattform: Du baust Pipelines, pflegst das Warehouse und sorgst für die
Qualität der Daten. Das bringst du mit: gute Kenntnisse in SQL und Python, und Freude an der Arbeit im Team."""


@pytest.mark.parametrize(
    "text", ["\u200b\ufeff", "\x00", "?!", "--- *** ---", "<p></p>", "<!-- data -->", "🙂", "x", "1"]
)
def test_too_few_words_to_tell_the_language(text: str) -> None:
    reading = default_reader().read(text)
    assert (reading.role, reading.language, reading.confident) == (None, "und", False)
    assert reading.doubt == "too short to tell"
    assert reading.skills == reading.evidence == ()


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(EmptyText) as caught:
        default_reader().read(text)
    assert "paste" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_longest_text_is_read_and_one_more_character_is_not() -> None:
    longest = ENGINEER.description.ljust(MAX_CHARACTERS)
    assert default_reader().read(longest).role == "data_engineer"
    with pytest.raises(TooLong, match="100,001 characters"):
        default_reader().read(longest + ".")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (ENGINEER.description, None),
        (GERMAN, "not English"),
        ("SQL", "too short to tell"),
        ("Data engineer", "too short to tell"),
        ("We need SQL.", "too short to tell"),
        ("We need Python and SQL and Spark and Airflow.", "too short to tell"),
        ("Senior data engineer wanted: Python, SQL, Spark, Airflow, Kafka, AWS.", "too short to tell"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_doubts(text: str, doubt: str | None) -> None:
    reading = default_reader().read(text)
    assert (reading.doubt, reading.confident) == (doubt, doubt is None)


def with_thresholds(confident_from: float, title_from: float) -> Reader:
    model = default_reader().model
    roles = model.roles
    limits = np.full(len(ROLES), title_from, np.float32)
    return Reader(
        Model("t", replace(roles, confidence_threshold=confident_from, title_thresholds=limits), model.duties)
    )


@pytest.mark.parametrize(("threshold", "doubt"), [(0.0, None), (1.01, "could be either")])
def test_confident_from_a_measured_probability_on(threshold: float, doubt: str | None) -> None:
    assert with_thresholds(threshold, 0).read(ENGINEER.description).doubt == doubt


def test_what_is_not_english_gets_no_role() -> None:
    reading = default_reader().read(GERMAN, "Data Engineer")
    assert (reading.role, reading.language, reading.evidence) == (None, "de", ())
    assert reading.roles == dict.fromkeys(ROLES, 0.2)
    assert (reading.title.role, reading.title.agrees) == ("data_engineer", None)


@pytest.mark.parametrize(
    ("title", "role", "agrees"),
    [
        ("Senior Data Engineer (m/f/d)", "data_engineer", True),
        ("Data Scientist", "data_scientist", False),
        ("Data Analyst", "data_analyst", False),
        ("Pipeline Wizard", None, None),
        ("Software Engineer", None, None),
        ("<script>", None, None),
        ("Data Engineer " + "x" * 50_000, "data_engineer", True),
    ],
    ids=lambda value: str(value)[:20],
)
def test_titles(title: str, role: str | None, agrees: bool | None) -> None:
    found = default_reader().read(ENGINEER.description, title).title
    assert (found.text, found.role, found.agrees) == (title, role, agrees)


@pytest.mark.parametrize("title", [None, "", " \n"])
def test_no_title(title: str | None) -> None:
    assert default_reader().read(ENGINEER.description, title).title is None


@pytest.mark.parametrize(("limit", "agrees"), [(0.0, None), (1.0, False)])
def test_a_title_that_may_fit_too_is_not_contradicted(limit: float, agrees: bool | None) -> None:
    assert with_thresholds(0.5, limit).read(ENGINEER.description, "Data Scientist").title.agrees is agrees


CONTRACT = {
    "": {"id", "role", "roles", "confident", "title", "evidence", "skills", "deep_learning", "stage", "seniority"}
    | {"sections", "language", "model", "duties", "other_kind"},
    "title": {"text", "role", "agrees"},
    "evidence": {"start", "end", "role", "weight"},
    "skills": {"id", "name", "category", "need", "years", "mentions", "alternatives"},
    "sections": {"kind", "start", "end"},
    "duties": {"kind", "start", "end", "second"},
}


def test_the_contract() -> None:
    reading = default_reader().read(ENGINEER.description, "Data Scientist", "as given").to_dict()
    assert json.loads(json.dumps(reading)) == reading
    assert set(reading) == CONTRACT[""]
    for part in ("title", "evidence", "skills", "sections", "duties"):
        found = reading[part] if isinstance(reading[part], list) else [reading[part]]
        assert found
        assert all(set(entry) == CONTRACT[part] for entry in found)
    assert reading["id"] == "as given"
    assert reading["model"] == default_reader().model.version
    assert isinstance(reading["deep_learning"], int)


@pytest.mark.parametrize("text", [e.description for e in load_examples()[::6]] + [GERMAN], ids=lambda t: t[:12])
def test_roles_sum_to_one(text: str) -> None:
    roles = default_reader().read(text).to_dict()["roles"]
    assert list(roles) == list(ROLES)
    assert sum(roles.values()) == pytest.approx(1, abs=1e-9)
    assert all(0 <= share <= 1 for share in roles.values())


PLAIN = "You will build pipelines in Python and Apache Spark, and query them with SQL. We use Docker for all of it."
WANTED = ["Apache Spark", "Docker", "Python", "SQL"]
SHAPES = {
    "plain": PLAIN,
    "emoji": "🚀👩‍💻 " + PLAIN.replace(".", ". 🙂"),
    "combining": "Resume\u0301 e\u0301 a\u0302. " + PLAIN.replace("query", "que\u0301ry"),
    "astral": "𝔇𝔞𝔱𝔞 𐍈 " + PLAIN,
    "html": "<div class='a'><p>Job &amp; more&nbsp;&#128512;</p><ul><li>" + PLAIN.replace("Python", "<b>Python</b>"),
    "windows lines": "The job\r\n\r\n" + PLAIN.replace(". ", ".\r\n• "),
    "odd blanks": "\ufeff\u200b" + PLAIN.replace(" and ", "\u00a0and\u2009"),
    "literal breaks": "The job\\n\\n" + PLAIN,
    "right to left": "\u202eשלום " + PLAIN,
    "NUL": "\0 " + PLAIN,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_offsets_are_code_points_of_the_text_as_given(shape: str) -> None:
    text = SHAPES[shape]
    reading = default_reader().read(text)
    shown = [text[start:end] for skill in reading.skills for start, end in skill.mentions]
    assert sorted(shown) == WANTED
    spans = [(e.start, e.end) for e in reading.evidence] + [(s.start, s.end) for s in reading.sections]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert any("Python" in text[start:end] for start, end in spans)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_forms_of_unicode_read_alike(form: str) -> None:
    given = ENGINEER.description
    before, after = (default_reader().read(t) for t in (given, unicodedata.normalize(form, given)))
    assert before.role == after.role
    assert [s.id for s in before.skills] == [s.id for s in after.skills]


def test_a_reading_does_not_depend_on_what_was_read_before() -> None:
    first = default_reader().read(ENGINEER.description)
    default_reader().read(GERMAN)
    assert default_reader().read(ENGINEER.description) == first


HEAVY = {"spacy", "sqlalchemy", "sqlite3", "sklearn", "skops", "scipy", "pandas", "streamlit", "httpx"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "import truerole.model; truerole.model.read({text!r}, 'Data Analyst')",
        "import sys; sys.argv = ['truerole', 'read', {path!r}]; from truerole.cli.main import main; main()",
    ],
    ids=["model", "command"],
)
def test_reading_loads_neither_the_store_nor_scikit_learn(code: str, tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_text(ENGINEER.description, encoding="utf-8")
    code = code.format(text=ENGINEER.description, path=str(path))
    told = "import atexit, sys; atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))"
    done = subprocess.run([sys.executable, "-c", f"{told}; {code}"], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "numpy" in loaded
    assert loaded & HEAVY == set()


def test_the_model_offers_its_names_lazily() -> None:
    code = "import sys, truerole, truerole.model; assert not {'numpy', 'spacy', 'pydantic'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert set(model.__all__) == set(dir(model))
    assert (model.Reader, model.Reading) == (Reader, Reading)
    assert model.read(ENGINEER.description) == default_reader().read(ENGINEER.description)
    with pytest.raises(AttributeError, match="no attribute 'Writer'"):
        _ = model.Writer


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        (None, None, "text must be a str, not NoneType"),
        (b"Build pipelines.", None, "text must be a str, not bytes"),
        (7, None, "text must be a str, not int"),
        (["Build pipelines."], None, "text must be a str, not list"),
        ("Build pipelines.", 7, "title must be a str, not int"),
        ("Build pipelines.", b"", "title must be a str, not bytes"),
    ],
)
@pytest.mark.parametrize("read", [truerole.read, lambda *given: default_reader().read(*given)])
def test_what_is_no_text_is_a_type_error(read: Any, text: object, title: object, words: str) -> None:
    with pytest.raises(TypeError, match=f"^{words}$"):
        read(text, title)


def test_probabilities_are_those_of_the_reading() -> None:
    shares = default_reader().role_probabilities(ENGINEER.description)
    roles = default_reader().read(ENGINEER.description).roles
    assert shares.tolist() == pytest.approx([roles[role] for role in ROLES], abs=2e-4)


@pytest.mark.parametrize(
    ("text", "role"),
    [("", "other"), ("?!", "other"), ("x" * (MAX_CHARACTERS + 1), "other"), (GERMAN, "data_engineer")],
    ids=["none", "signs", "long", "German"],
)
def test_every_text_has_probabilities(text: str, role: str) -> None:
    shares = default_reader().role_probabilities(text)
    assert shares.sum() == pytest.approx(1)
    assert ROLES[shares.argmax()] == role
