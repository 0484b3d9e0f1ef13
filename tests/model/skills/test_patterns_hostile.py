"""Names in a row, cut off, in capitals and beside odd letters: the trie finds what a search without it finds."""

import random

import pytest

from truerole.model.skills.patterns import Match, skill_phrases
from truerole.model.text.document import prepare
from truerole.model.text.tokenizer import Tokens

NAMES = list(skill_phrases().names)
ODD = ["and", "or", ",", "İ", "ß", "e\u0301", "\u212a", "\u017f", "🙂", "的"]


def searched(tokens: Tokens) -> list[Match]:
    """Return the longest name that begins at each token, by trying all; a misspelt word counts as it is meant."""
    starts, longest = tokens.starts.tolist(), max(map(len, NAMES))
    words = [tokens.meant.get(start, word) for start, word in zip(starts, tokens.lower, strict=True)]
    found = list[Match]()
    for i in range(len(words)):
        known = (tuple(words[i : i + size]) for size in range(min(longest, len(words) - i), 0, -1))
        if name := next(filter(skill_phrases().knows, known), None):
            found.append((skill_phrases().names[name], i, i + len(name)))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_the_longest_name_at_each_token_is_found(seed: int) -> None:
    chance = random.Random(seed)
    words = list[str]()
    for _ in range(60):
        name = chance.choice(NAMES)
        words += name[: chance.randint(1, 2 * len(name))]
        words += [chance.choice(ODD)] * (chance.random() < 0.2)
    text = " ".join(word.upper() if chance.random() < 0.2 else word for word in words)
    tokens = prepare(text).tokens
    assert skill_phrases().find(tokens) == searched(tokens) != []


@pytest.mark.parametrize("text", ["", " ", "\n", "\u0301"])
def test_no_words_name_nothing(text: str) -> None:
    assert skill_phrases().find(prepare(text).tokens) == []
