"""Misspelt names of skills are read, what is another word is not, and offsets stay those of the text."""

import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.skills.misspellings import meant_name
from truerole.model.text.document import prepare


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("pyhton", "python"),
        ("kubernates", "kubernetes"),
        ("kuberentes", "kubernetes"),
        ("mangodb", "mongodb"),
        ("tablaeu", "tableau"),
        ("tableu", "tableau"),
        ("redshfit", "redshift"),
        ("tensarflow", "tensorflow"),
        ("terrafrom", "terraform"),
        ("datbricks", "databricks"),
        ("databbricks", "databricks"),
        ("postgrseql", "postgresql"),
        ("hadopo", "hadoop"),
        ("salesfroce", "salesforce"),
        ("sharepiont", "sharepoint"),
        ("jenknis", "jenkins"),
        ("chrtjs", "chartjs"),
        ("pydentic", "pydantic"),
    ],
)
def test_slips(word: str, name: str) -> None:
    assert meant_name(word) == name
    text = f"Requirements\n- {word.capitalize()} and good manners"
    read = prepare(text)
    assert [text[start:end].lower() for s in extract_skills(read) for start, end in s.mentions] == [word]


@pytest.mark.parametrize(
    "word",
    [
        "",
        "a",
        "python",
        "robert",  # another ending than RoBERTa
        "firewalls",
        "tableaux",
        "ypthon",  # another first letter
        "tbaelau",  # two slips
        "unicorn",
        "corner",
        "scanner",
        "window",
        "closure",
        "trifecta",
        "resent",
        "locker",
        "athene",  # Athena, but for its ending
        "gluons",  # a plural, not GluonTS
        "embers",
        "babels",
        "reacts",
        "quarks",
        "hookup",
        "megaton",
        "liters",
        "pedantic",
        "shapley",  # whose values are no Shapely
        "typeform",
        "clockhouse",
        "x" * 100_000,
    ],
)
def test_other_words(word: str) -> None:
    text = f"Requirements\n- {word} and good manners"
    assert meant_name(word) in (None, word)
    if word != "python":
        assert not extract_skills(prepare(text))


def test_a_word_of_five_postings_is_itself() -> None:
    # Medtech is nearly Meditech, and a trade of its own.
    assert meant_name("medtech") == "meditech"
    assert not extract_skills(prepare("Requirements\n- Years in medtech"))
