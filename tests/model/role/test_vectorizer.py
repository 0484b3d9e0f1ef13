"""The terms of a text: words, pairs, skills; found alike when the vocabulary is made and when it is used."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truerole.data.labels.examples import load_examples
from truerole.model.role.vectorizer import (
    IN_NAME,
    TERM_SECTIONS,
    WHOLE_POSTING,
    Vocabulary,
    _word_terms,
    build_vocabulary,
    name_tokens,
)
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import Document, prepare

PLAIN = "build data pipelines tables . \n , engineer engineers scientist analytics machine learning ml ai C++ 3.5 é"


def words_found(document: Document) -> Counter[str]:
    """Return the words and pairs that a vocabulary of all of them finds."""
    terms = tuple(sorted(set(_word_terms(document))))
    found = Vocabulary(terms).find(document, ())
    return Counter(terms[t] for t in found.terms.tolist())


@pytest.mark.parametrize("example", load_examples()[::4], ids=lambda e: e.id)
def test_a_vocabulary_finds_all_terms_that_it_was_made_of(example) -> None:
    document = prepare(example.description)
    assert words_found(document) == Counter(_word_terms(document))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PLAIN.split(" ")), max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_text_has_the_same_terms_either_way(text: str) -> None:
    document = prepare(text)
    assert words_found(document) == Counter(_word_terms(document))


@pytest.mark.parametrize("example", load_examples()[::12], ids=lambda e: e.id)
def test_skills_and_needs_are_found_as_they_were_counted(example) -> None:
    document = prepare(example.description)
    skills = extract_skills(document)
    vocabulary = build_vocabulary([(document, skills)], fewest=1)
    found = vocabulary.find(document, skills)
    assert set(found.terms.tolist()) == set(range(len(vocabulary.terms)))
    named = Counter(vocabulary.terms[t] for t in found.terms.tolist())
    assert all(named[f"@skill:{s.id}"] >= len(s.mentions) for s in skills)
    needs = [i for i, t in enumerate(found.terms.tolist()) if vocabulary.terms[t].startswith("@asked:")]
    assert len(needs) == len(skills)
    assert set(found.sections[needs].tolist()) <= {WHOLE_POSTING}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("build data pipelines", {"build data", "data pipelines"}),
        ("build, data", set()),
        ("build/data", set()),
        ("build data. Run reports", {"build data", "run reports"}),
        ("- build data\n- run reports", {"build data", "run reports"}),
        ("lead data engineers daily", {"lead data", "data engineers", "engineers daily"}),
        ("build", set()),
        ("", set()),
    ],
)
def test_pairs_stay_within_a_sentence_and_its_signs(text: str, pairs: set[str]) -> None:
    document = prepare(text)
    assert {t for t in _word_terms(document) if " " in t} == pairs
    assert {t for t in words_found(document) if " " in t} == pairs


@pytest.mark.parametrize("text", ["", " \n\t", "?!", "的", "a"])
def test_next_to_nothing_has_next_to_no_terms(text: str) -> None:
    found = Vocabulary(("data", "pipelines", "data pipelines")).find(prepare(text), ())
    assert (len(found.terms), len(found.sections), len(found.sentences), found.words) == (0, 0, 0, 0)


@pytest.mark.parametrize("terms", [(), ("data",), ("@skill:sql",)], ids=len)
def test_a_vocabulary_without_pairs(terms: tuple[str, ...]) -> None:
    found = Vocabulary(terms).find(prepare("data pipelines"), ())
    assert len(found.terms) == found.words == terms.count("data")


def test_counts_are_by_place_and_only_words_are_words() -> None:
    text = "Responsibilities:\n- build data\n- build data\n\nRequirements:\n- data"
    document = prepare(text)
    vocabulary = Vocabulary(("data", "build", "build data"))
    places = {kind: TERM_SECTIONS.index(kind) for kind in ("responsibilities", "requirements")}
    assert vocabulary.count(document, ()) == {
        (places["responsibilities"], 0): 2,
        (places["responsibilities"], 1): 2,
        (places["responsibilities"], 2): 2,
        (places["requirements"], 0): 1,
    }
    assert vocabulary.find(document, ()).words == 5


def test_a_vocabulary_holds_what_enough_postings_hold_the_commonest_first() -> None:
    texts = ["data tables", "data tables", "data", "data data data lake"]
    vocabulary = build_vocabulary(((prepare(t), ()) for t in texts), fewest=2)
    assert vocabulary.terms == ("data", "data tables", "tables")


def test_each_occurrence_stands_in_its_sentence() -> None:
    document = prepare("Responsibilities:\n- build data\n- move data and data\n\nRequirements:\n- data")
    found = Vocabulary(("data",)).find(document, ())
    inside = [document.text[document.sentences[i].start : document.sentences[i].end] for i in found.sentences]
    assert [s.strip("- \n") for s in inside] == ["build data", "move data and data", "move data and data", "data"]


NAMES = [
    ("data engineer", "data engineer"),
    ("Senior Data Engineers wanted", "data engineers"),
    ("a Data Scientist or a data analyst", "data scientist data analyst"),
    ("Machine Learning Engineers", "machine learning engineers"),
    ("our ML engineer", "ml engineer"),
    ("an MLOps engineer", "mlops engineer"),
    ("sales engineer", ""),
    ("data, engineers", ""),
    ("engineer data", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_words_in_names_of_roles_count_by_a_weight_of_their_own(text: str, names: str) -> None:
    document = prepare(text)
    assert " ".join(document.lower[i] for i in name_tokens(document)) == names
    terms = tuple(sorted(set(_word_terms(document))))
    found = Vocabulary(terms).find(document, ())
    inside = {terms[t] for t, s in zip(found.terms.tolist(), found.sections.tolist(), strict=True) if s == IN_NAME}
    assert {term for term in inside if " " not in term} == set(names.split())
    assert all(set(term.split(" ")) & set(names.split()) for term in inside)
