"""Naive Bayes classifier of sentences by kind of section: log-odds of words, of first words, of first pairs."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.reading import SectionKind
from truerole.model.text.char_classes import DIGIT
from truerole.model.text.hash_table import Ints
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Lexicon

Floats: TypeAlias = npt.NDArray[np.float64]

# A sentence under "preferred" is worded as a requirement is; what sets it apart ("a plus") is no matter of counts.
KINDS: tuple[SectionKind, ...] = ("responsibilities", "requirements", "about", "benefits", "legal", "other")
NUMBER = "0"
# Weights by source-wise held-out agreement: the word and the pair that open a sentence say most.
_WORD_WEIGHT = 0.6
_FARTHEST = 5.0
_PSEUDO_COUNT = 5.0
# A word that opens one in eight of the sentences it stands in may open one where punctuation is missing.
_OPENING_SHARE = 0.125
# Two zero rows as padding, so that rows[i + 1] exists for the last token.
_PADDING = np.zeros(2, np.int64)


@dataclass(frozen=True)
class SentenceClassifier:
    """Naive Bayes classifier: log-odds (words × kinds) of words anywhere, of first words, and of first pairs of words.

    Row 0 of each table is all zeros and stands for words that say nothing. The row of a pair is in `pairs`, by the
    numbers that `first_of_pair` and `second_of_pair` give to the rows of its words (0: of no pair).
    """

    ids: Lexicon
    word_log_odds: Floats
    first_word_log_odds: Floats
    first_of_pair: Ints
    second_of_pair: Ints
    pairs: Ints
    first_pair_log_odds: Floats
    sentence_starters: frozenset[str]

    def rows(self, tokens: Tokens) -> Ints:
        """Return the row of each token."""
        rows = tokens.ids(self.ids).astype(np.int64, copy=False)
        np.putmask(rows, tokens.of_kind(DIGIT), self.ids[NUMBER])
        return rows

    def scores(self, rows: Ints, edges: Ints) -> Floats:
        """Return the log-odds, (sentence, kind), of the sentences from token `edges[::2]` to before `edges[1::2]`.

        `rows` are those of all tokens.
        """
        rows = np.concatenate((rows, _PADDING))
        first = edges[::2]
        # Sums from each edge to the next one: of sentences, and of what lies between them.
        sums = np.add.reduceat(self.word_log_odds.take(rows, axis=0), edges)[::2]
        empty = first == edges[1::2]
        if np.count_nonzero(empty):
            sums[empty] = 0.0
        opening, second = rows.take(first), rows.take(first + 1)
        pairs = self.pairs[self.first_of_pair.take(opening), self.second_of_pair.take(second)]
        sums += self.first_word_log_odds.take(opening, axis=0)
        sums += self.first_pair_log_odds.take(pairs, axis=0)
        return sums

    def knows(self, word: str) -> bool:
        """Return whether a word is common, case-insensitively."""
        return self.ids[normalise(word)] > 0


def normalise(word: str) -> str:
    """Normalise a word for counting: lower case, every number as 0."""
    return NUMBER if word[0].isdecimal() else word.lower()


@lru_cache(maxsize=1)
def load_sentence_classifier() -> SentenceClassifier:
    """Load the shipped classifier from `data/wording.tsv`, once; raises DataError where the file is damaged."""
    path = ASSETS / "wording.tsv"
    with damaged_as_data_error(path):
        head, *rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()] or [[]]
        if tuple(head[1:]) != KINDS or not rows:
            raise ValueError(f"is no table of word, {', '.join(KINDS)}")
        if short := next((row[0] for row in rows if len(row) != len(head)), None):
            raise ValueError(f"the row of {short!r} has not {len(head)} cells")
        return from_counts({name: [int(count) for count in counts] for name, *counts in rows})


def from_counts(counts: dict[str, list[int]]) -> SentenceClassifier:
    """Fit the classifier to counts of sentences by kind.

    A name is a word, "^ word" where it opens the sentence, or "^ word word" for the pair that does.
    """
    names = [tuple(name.split(" ")) for name in counts]
    odds = dict(zip(names, _log_odds(np.array(list(counts.values()), float).reshape(-1, len(KINDS))), strict=True))
    vocabulary = sorted({name[0] for name in names if len(name) == 1})
    rows = {word: i + 1 for i, word in enumerate(vocabulary)}
    none = np.zeros(len(KINDS))
    pairs = [name for name in names if len(name) == 3]
    first, second = ({w: i for i, w in enumerate(dict.fromkeys(n[at] for n in pairs), 1)} for at in (1, 2))
    of_pairs = np.zeros((len(first) + 1, len(second) + 1), np.int64)
    for i, (_, a, b) in enumerate(pairs, 1):
        of_pairs[first[a], second[b]] = i
    return SentenceClassifier(
        Lexicon(rows),
        np.array([none, *(_WORD_WEIGHT * odds[(word,)] for word in vocabulary)]),
        np.array([none, *(odds.get(("^", word), none) for word in vocabulary)]),
        np.array([0, *(first.get(word, 0) for word in vocabulary)]),
        np.array([0, *(second.get(word, 0) for word in vocabulary)]),
        of_pairs,
        np.array([none, *(odds[pair] for pair in pairs)]),
        frozenset(_sentence_starters(counts)),
    )


def _log_odds(counts: Floats) -> Floats:
    # Against chance: what share of all counts a kind has. Pseudo-counts draw rare words to that share.
    share = counts.sum(axis=0) / max(counts.sum(), 1.0)
    inside = (counts + _PSEUDO_COUNT * share) / (counts.sum(axis=1, keepdims=True) + _PSEUDO_COUNT)
    odds: Floats = np.log(np.maximum(inside, 1e-9) / np.maximum(share, 1e-9))
    return odds.clip(-_FARTHEST, _FARTHEST)


def _sentence_starters(counts: dict[str, list[int]]) -> list[str]:
    return [
        word.capitalize()
        for word, by_kind in counts.items()
        if " " not in word and sum(counts.get(f"^ {word}", ())) >= _OPENING_SHARE * sum(by_kind)
    ]
