import re
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from truerole.core.assets import ASSETS
from truerole.core.errors import DataError
from truerole.model.sections import headings
from truerole.model.sections.headings import UNKNOWN, Heading, classify_heading, key_words

PHRASES = [p for entry in tomllib.loads((ASSETS / "headings.toml").read_text())["entry"] for p in entry["phrases"]]


@pytest.mark.parametrize(
    ("line", "bullet", "opens_list", "heading"),
    [
        ("Your responsibilities:", False, False, Heading("responsibilities")),
        ("REQUIREMENTS", False, False, Heading("requirements")),
        ("Zorgblatt:", False, False, UNKNOWN),
        ("Zorgblatt", False, True, UNKNOWN),
        ("Zorgblatt", False, False, None),
        ("We offer benefits, and more.", False, True, None),
        ("x" * 81 + ":", False, True, None),
    ],
)
def test_headings_are_told_from_sentences(line: str, bullet: bool, opens_list: bool, heading: Heading | None) -> None:
    assert classify_heading(line, bullet, opens_list) == heading


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from([phrase for phrase in PHRASES if key_words(phrase)]))
def test_what_fits_a_phrase_has_one_of_its_key_words(data: st.DataObject, phrase: str) -> None:
    plain = string.ascii_lowercase + string.digits + " "
    line = data.draw(st.from_regex(re.compile(phrase, re.ASCII), fullmatch=True, alphabet=plain))
    assume(re.search(rf"\b(?:{phrase})\b", line))
    assert set(key_words(phrase)) & set(line.split())


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("(great|good) to haves?", ["great", "good"]),
        ("^hours( per week)?$", ["hours"]),
        ("why (you should |youll (love|like) )?(join|work)", ["join", "work"]),
        ("licen[sc](?:e|es)", []),
        ("skill ?sets?", []),
    ],
)
def test_key_words_are_whole_and_rare(phrase: str, keys: list[str]) -> None:
    assert key_words(phrase) == keys


def test_most_phrases_have_few_key_words() -> None:
    keys = [key_words(phrase) for phrase in PHRASES]
    assert keys.count([]) < 10 and sum(len(k) < 4 for k in keys) > 0.8 * len(keys)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('filler = "a"', "entry: Field required"),
        ('filler = "a"\n[[entry]]\nkind = "garden"\nphrases = []', "entry.0.kind: Input should be 'responsibilities'"),
        ('filler = "a"\n[[entry]]\nkind = "about"\nphrases = "us"', "entry.0.phrases: Input should be a valid"),
        ("filler =", "Invalid value"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    (tmp_path / "headings.toml").write_text(text)
    monkeypatch.setattr(headings, "ASSETS", tmp_path)
    with pytest.raises(DataError) as error:
        headings._heading_patterns.__wrapped__()
    assert says in str(error.value)
    assert "headings.toml" in str(error.value) and "\n" not in str(error.value)
