"""A pipeline of spaCy reads postings: spans of skills with ids and need, and the reading of each document."""

import logging
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import truerole
from truerole.spacy import PostingPipe

TEXT = (
    "Tasks\nYou will build pipelines in Spark and own the warehouse in Snowflake for our sales teams.\n"
    "Requirements\n3 years of Python/SQL.\nNice to have\nAirflow."
)
# Text, id and need of each span, in order.
FOUND = [
    ("Spark", "spark", "required"),
    ("Snowflake", "snowflake", "required"),
    ("Python", "python", "required"),
    ("SQL", "sql", "required"),
    ("Airflow", "airflow", "preferred"),
]


def pipeline(language: str = "en", **config: str) -> Language:
    nlp = spacy.blank(language)
    nlp.add_pipe("truerole", config=config)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


def found(doc: Doc, key: str = "skills") -> list[tuple[str, str, str]]:
    return [(span.text, span.id_, span._.need) for span in doc.spans[key]]


def test_skills_are_spans_with_id_and_need(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert found(doc) == FOUND
    assert {(span.label_, span.kb_id_ == span.id_) for span in doc.spans["skills"]} == {("SKILL", True)}


def test_the_reading_is_that_of_the_reader(nlp: Language) -> None:
    reading = nlp(TEXT)._.reading
    assert reading == truerole.read(TEXT)
    assert reading.text == TEXT
    assert "Snowflake</span>" in reading._repr_html_()


@pytest.mark.parametrize(
    ("title", "kept"),
    [("Data Scientist", "Data Scientist"), ("Chef \ud800", "Chef �"), (7, None), (None, None), ("  ", None)],
)
def test_a_title_goes_along(nlp: Language, title: object, kept: str | None) -> None:
    doc = nlp.make_doc(TEXT)
    doc.user_data["title"] = title
    reading = nlp(doc)._.reading
    assert (reading.title and reading.title.text) == kept


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "fr", "xx"])
def test_tokens_of_other_languages_are_marked(language: str) -> None:
    assert [span[1:] for span in found(pipeline(language)(TEXT))] == [span[1:] for span in FOUND]


def test_a_token_that_holds_two_skills_is_marked_twice() -> None:
    nlp = pipeline()
    nlp.tokenizer = lambda text: Doc(nlp.vocab, text.split(" "))
    doc = nlp("You have 3 years of Python/SQL.")
    assert found(doc) == [("Python/SQL.", "python", "required"), ("Python/SQL.", "sql", "required")]


def test_it_stands_beside_other_pipes() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Snowflake"}])
    nlp.add_pipe("truerole", name="skills of postings", config={"spans_key": "named"}, first=True)
    doc = nlp(TEXT)
    assert found(doc, "named") == FOUND
    assert [ent.text for ent in doc.ents] == ["Snowflake"]
    assert list(doc.spans) == ["named"]
    assert doc.ents[0]._.need is None
    assert nlp.analyze_pipes()["attrs"]["doc._.reading"]["assigns"] == ["skills of postings"]


@pytest.mark.parametrize(("text", "reason"), [("", "no text"), (" \n", "no text"), ("x " * 60_000, "at the most")])
def test_a_text_that_cannot_be_read_ends_nothing(
    nlp: Language, text: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "truerole"):
        docs = list(nlp.pipe([text, TEXT]))
    assert (docs[0]._.reading, found(docs[0])) == (None, [])
    assert found(docs[1]) == FOUND
    assert reason in caplog.text


def test_a_document_that_went_through_no_pipe_has_no_reading() -> None:
    doc = spacy.blank("en")(TEXT)
    assert doc._.reading is None
    assert doc[:1]._.need is None


def test_read_anew_a_document_has_one_reading(nlp: Language) -> None:
    doc = nlp(nlp(TEXT))
    assert found(doc) == FOUND


# Kept, sent and loaded


def test_documents_are_stored_with_their_readings(nlp: Language) -> None:
    doc = nlp(TEXT)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(spacy.blank("en").vocab)
    for other in (again, Doc(nlp.vocab).from_bytes(doc.to_bytes()), doc.copy()):
        assert (found(other), other._.reading) == (FOUND, doc._.reading)


def test_a_reading_that_was_changed_on_the_way_is_refused(nlp: Language) -> None:
    doc = nlp(TEXT)
    doc.user_data["truerole"] = doc.user_data["truerole"].replace('"role":', '"rule":')
    with pytest.raises(ValueError, match="role"):
        _ = doc._.reading


def test_a_pipeline_is_stored_and_loaded(tmp_path: Path) -> None:
    pipeline(spans_key="named").to_disk(tmp_path)
    nlp = spacy.load(tmp_path)
    assert isinstance(nlp.get_pipe("truerole"), PostingPipe)
    assert found(nlp(TEXT), "named") == FOUND


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_read_as_one_does(nlp: Language) -> None:
    one, two = (list(nlp.pipe([TEXT, "", TEXT] * 3, n_process=n, batch_size=2)) for n in (1, 2))
    assert [found(doc) for doc in two] == [found(doc) for doc in one] == [FOUND, [], FOUND] * 3
    assert [doc._.reading for doc in two] == [doc._.reading for doc in one]
