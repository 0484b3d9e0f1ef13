"""Misspellings: words that are nearly the name of a skill, and no other known word.

A name of six letters or more is meant where two neighbouring letters are swapped; of seven or more, and of Python, also
where one inside is missing or too many, or a vowel stands for another. The first letter and the ending are as in the
name: "Robert" is no RoBERTa, "firewalls" no misspelling; a plural is no library that ends in its language: "embers" is
no Ember.js. Known words are the names themselves and those of the training counts, so that a word that five postings
have is itself.
"""

import re
import string
from collections import defaultdict
from functools import cache, lru_cache

from truerole.core.taxonomy import load_taxonomy
from truerole.model.role.term_counts import load_terms
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Lexicon

FEWEST_LETTERS = 6
_LETTERS_FOR_MORE = 7
_ASKED_FOR_MOST = "python"
# No name is longer than this.
_MOST_LETTERS = 24
_NAME = re.compile(rf"[a-z]{{{FEWEST_LETTERS},{_MOST_LETTERS}}}")
_VOWELS = frozenset("aeiouy")
# Rare words that are as near to a name as a misspelling is: those of two English dictionaries (American and British, of
# 480,000 words together) that a posting may well write, and names of products, methods, people and places.
_OTHER_WORDS = frozenset(
    """
    ablation backfire benching closure convent doling dragster flatter flitter graylag hookup hyperon kinesics liners
    liters luster magneto megaron megaton mitral multimodel otologies otology pedantic prescript priming quarks quarts
    quartos resent sagger scolding signaler solars solidify sparkler spitfire stolidity streamlet swager tinter
    transection trifecta widows
    analogic claude clockhouse datafrom datapro helion networx rcharts scrapling seabourn shapley shorepoint typeform
    typoscript venter
    """.split()
)
_SIGNS = string.punctuation + "’“”–—•…·"
# What libraries of JavaScript and of time series put behind a word: "Chart.js", "GluonTS".
_TAILS = ("js", "ts")


def find_misspellings(tokens: Tokens) -> dict[int, str]:
    """Return the names that misspelt tokens mean, by the offset of the token."""
    unknown: list[int] = (tokens.ids(_known_words()) == 0).nonzero()[0].tolist()
    words = zip(unknown, tokens.lower.at(unknown), strict=True)
    long = [(i, word) for i, word in words if len(word) >= FEWEST_LETTERS - 1]
    return {tokens.words.starts[i]: name for i, word in long if (name := meant_name(word))}


@lru_cache(maxsize=65_536)
def meant_name(word: str) -> str | None:
    """Return the only name that a word in lower case nearly is, None for none or several."""
    if len(word) > _MOST_LETTERS + 1:
        return None
    names, keys = _names(), _shortened(word)
    if names.keys().isdisjoint(keys) or word in _OTHER_WORDS:
        return None
    near = {name for key in keys for name in names.get(key, ()) if _may_be(word, name)}
    return near.pop() if len(near) == 1 else None


def _may_be(word: str, name: str) -> bool:
    """Return whether a word is a name but for one slip of the kinds that are told above."""
    if name.endswith(_TAILS) and word == name[:-2] + "s":
        return False
    same = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    w, n = word[same:], name[same:]
    if not (same and w and n):
        return False
    if w[:2] == n[1::-1]:
        return w[2:] == n[2:]
    if len(name) < _LETTERS_FOR_MORE and name != _ASKED_FOR_MOST:
        return False
    if w[1:] == n[1:]:
        return len(w) > 1 and w[0] in _VOWELS and n[0] in _VOWELS
    return w[1:] == n or w == n[1:]


@cache
def _names() -> dict[str, list[str]]:
    """Return the names of skills by themselves, and by what is left without one of their letters."""
    found = defaultdict(list)
    for skill in load_taxonomy().skills.values():
        # A name that needs its context does not stand alone misspelt either.
        ambiguous = {name.lower() for name in skill.context.words} if skill.context else set()
        for name in {name.lower() for name in (skill.name, *skill.aliases)} - ambiguous:
            if _NAME.fullmatch(name):
                for key in set(_shortened(name)):
                    found[key].append(name)
    return dict(found)


def _shortened(word: str) -> list[str]:
    """Return a word, and what is left without each of its letters but the first, which is never wrong."""
    return [word, *[word[:i] + word[i + 1 :] for i in range(1, len(word))]]


@cache
def _known_words() -> Lexicon:
    words = (term for term in load_terms() if " " not in term and term[0] != "@")
    names = (name.lower() for skill in load_taxonomy().skills.values() for name in (skill.name, *skill.aliases))
    # Signs too, so that few tokens of a text are left.
    return Lexicon(dict.fromkeys((*words, *names, *_SIGNS), 1))
