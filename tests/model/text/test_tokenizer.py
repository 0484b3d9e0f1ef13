from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from truerole.model.text.document import prepare
from truerole.model.text.prefilter import phrase_prefilter
from truerole.model.text.tokenizer import TOKEN, tokenise
from truerole.model.text.vocabulary import Lexicon, word_set

SIGNS = st.text(alphabet="cCfF#+.,0123aBİßı٣²_-/ \n\t\u00a0\u200b🙂𝐃", max_size=40)


@given(SIGNS | st.text(max_size=60))
@example("C++ c# F#, 1.2.3.4 3.5kg v3.5 1,000,000 c+++ abc++ C#sharp .5 5. c+ +")
@example("")
def test_the_tokens_are_those_of_the_pattern(text: str) -> None:
    tokens = tokenise(text)
    spans = [match.span() for match in TOKEN.finditer(text)]
    assert list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)) == spans
    assert tokens.words[:] == tuple(text[a:b] for a, b in spans)
    assert tokens.capital.tolist() == [
        word[0] != lower[0] for word, lower in zip(tokens.words, tokens.lower, strict=True)
    ]


@given(SIGNS | st.text(max_size=60))
def test_a_table_knows_words_in_whatever_case(text: str) -> None:
    tokens = tokenise(text)
    table = Lexicon({word: i for i, word in enumerate(dict.fromkeys(tokens.lower), 1)}, missing=-1)
    assert tokens.ids(table).tolist() == [table[word] for word in tokens.lower]
    assert tokens.ids(Lexicon({"never": 1}, missing=-1)).tolist() == [-1 if w != "never" else 1 for w in tokens.lower]


def test_a_nul_character_is_not_taken_for_the_empty_word() -> None:
    assert tokenise("\0").ids(Lexicon({"": 1, "\0": 2})).tolist() == [2]


def test_places_are_those_of_the_words() -> None:
    text = "  C++ and c#, 3.5 years: Node.js_x"
    tokens = tokenise(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == [*tokens.words]
    assert tokens.words[:] == ("C++", "and", "c#", ",", "3.5", "years", ":", "Node", ".", "js", "_", "x")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_no_word_no_token(text: str) -> None:
    tokens = tokenise(text)
    assert (tokens.words[:], len(tokens.starts), len(tokens.ends)) == ((), 0, 0)
    assert tokens.positions_in(word_set("a")) == []


def test_a_table_made_after_a_search_is_known_too() -> None:
    tokens = tokenise("Spark and xylo42, SPARK and zebralogic7")
    assert tokens.ids(Lexicon({"spark": 7})).tolist() == [7, 0, 0, 0, 7, 0, 0]
    assert tokens.ids(Lexicon({"xylo42": 2, "zebralogic7": 3})).tolist() == [0, 0, 2, 0, 0, 0, 3]
    assert tokenise("Xylo42").ids(Lexicon({"spark": 7}, missing=-1)).tolist() == [-1]


@pytest.mark.slow
def test_threads_that_make_tables_do_not_disturb_each_other() -> None:
    def work(i: int) -> bool:
        words = [f"word{i}x{j}" for j in range(50)]
        tokens, table = tokenise(" ".join(words)), Lexicon({word: j for j, word in enumerate(words)}, missing=-1)
        return tokens.ids(table).tolist() == list(range(50))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))


def test_prefilter_finds_where_phrases_begin() -> None:
    known = phrase_prefilter([("spark",), ("data", "lake"), ("lake", "house", "x"), ("lake", "house")])
    assert known.candidates(tokenise("Data lake house, a data SPARK x").word_ids) == [0, 1, 6]


def test_a_reading_does_not_depend_on_what_was_read_before() -> None:
    glued = "We look for a colleague who works with zebralogic reportsBuild the pipelines and care for them. " * 5
    before = prepare(glued).words[:]
    prepare("reportsBuild\n" * 50)
    assert prepare(glued).words[:] == before
