import pytest

from model import tokens as module
from model.document import prepare, tokenise
from model.phrases import phrases
from model.screen import screen
from model.skills import find_skills
from model.tokens import Table, group


def test_places_are_those_of_the_words() -> None:
    text = "  C++ and c#, 3.5 years: Node.js_x"
    tokens = tokenise(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == list(tokens.words)
    assert tokens.words == ("C++", "and", "c#", ",", "3.5", "years", ":", "Node", ".", "js", "_", "x")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_no_word_no_token(text: str) -> None:
    tokens = tokenise(text)
    assert (tokens.words, len(tokens.starts), len(tokens.ends)) == ((), 0, 0)
    assert tokens.among(group("a")) == []


@pytest.mark.parametrize("room", [0, 3, 1000])
def test_a_full_lexicon_changes_nothing(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    lexicon = module._Lexicon()
    monkeypatch.setattr(module, "_LEXICON", lexicon)
    monkeypatch.setattr(module, "_MOST_FORMS", room)
    table = Table({"spark": 7, "go": 2})
    for text in ("Spark and GO or go", "never seen SPARK", "Go Go İ spark"):
        tokens = tokenise(text)
        assert tokens.numbers(table).tolist() == [table[w.lower()] for w in tokens.words]
    assert len(lexicon) <= room + 2


def test_screen_finds_where_phrases_may_begin() -> None:
    known = screen([("spark",), ("data", "lake"), ("lake", "house", "x")])
    numbers = tokenise("Data lake house, a data SPARK x").numbers(known.table)
    assert known.beginnings(numbers) == [0, 1, 6]


def test_reading_leaves_the_vocabulary_as_it_is() -> None:
    known = phrases()
    find_skills(prepare("Python and Spark."))
    size, words = len(known.vocab), len(known.vocab.strings)
    for i in range(50):
        find_skills(prepare(f"Python, Spark, word{i} and other{i}x in a data lake{i}."))
    assert (len(known.vocab), len(known.vocab.strings)) == (size, words)


def test_a_reading_does_not_depend_on_what_was_read_before() -> None:
    glued = "We look for a colleague who works with zebralogic reportsBuild the pipelines and care for them. " * 5
    before = prepare(glued).words
    prepare("reportsBuild\n" * 50)
    assert prepare(glued).words == before
