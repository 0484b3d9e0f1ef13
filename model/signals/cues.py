"""Find cues of seniority, company stage and deep learning: phrases of `data/signals.toml`, amounts, titles."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.schemas.validation import validate_tables
from truerole.model.named_tuples import maker_of
from truerole.model.signals.features import NOWHERE, SIGNALS, Feature, Signal, SignalCue, intern_feature
from truerole.model.signals.levels import NAMING, levels_of, levels_of_title, words_of_title
from truerole.model.signals.numeric_cues import MARKS, MOST_YEARS, Amount, Mark, company_size, years_asked
from truerole.model.signals.senses import DECOY, FORMS, heed_senses, load_senses
from truerole.model.text.hash_table import Ints
from truerole.model.text.prefilter import PhrasePrefilter, Words, phrase_prefilter
from truerole.model.text.tokenizer import Tokens

_cue = maker_of(SignalCue)
_PIECE = re.compile(r"\([^)]*\)|[^()]+")
_ANY = "*"
# The group of the cues that only a title gives.
TITLE = "title"
_YEARS = tuple("10+" if n >= 10 else "8+" if n >= 8 else "6+" if n >= 6 else f"{n}" for n in range(MOST_YEARS + 1))
# A title, where the text begins with it, and a word or two before and behind.
_OPENING = 24


# A feature with the tokens behind those seen, by word id; None is any token.
_Rest = tuple[Feature, Sequence[int | None]]


class _CueNode(NamedTuple):
    """Node of a trie: the phrases that end here, and the nodes behind by the next token, else by any token.

    Phrases whose next token may be any are in the nodes of each next token too.
    """

    features: tuple[Feature, ...]
    behind: dict[int, "_CueNode"]
    anything: "_CueNode | None"


# The word of amounts and names that a word is, or "", its phrases alone, and the nodes behind it by the next token.
_First = tuple[str, tuple[Feature, ...], dict[int, _CueNode]]


class _CuePhrases(NamedTuple):
    """All phrases, by the word id of the first token."""

    prefilter: PhrasePrefilter
    first: list[_First]
    features: frozenset[Feature]


def find_cues(tokens: Tokens, title: str | None = None) -> list[SignalCue]:
    """Find all cues of a posting and of the title."""
    known, words = _cue_phrases(), tokens.lower
    clues, marks = _phrases(known, tokens.word_ids)
    forms = [i for i, mark in marks if mark in FORMS]
    if tokens.meant:
        # A misspelt or broken word counts no people and no years.
        marks = [(i, mark) for i, mark in marks if words[i] == mark]
    for name, _, first, last in company_size(tokens, marks):
        clues.append(SignalCue(intern_feature("stage", "size", name), first, last))
    if NAMING.look_up(tokens.word_ids[:_OPENING]).any():
        clues += _opening(words)
    clues = heed_senses(tokens, clues, forms)
    clues += _years(list(years_asked(words, marks)))
    if title:
        levels = levels_of_title(words_of_title(title))
        clues += (_unplaced(TITLE, f"title {level}") for level in sorted(levels))
    return clues


def known_features() -> frozenset[Feature]:
    """Return the features of all phrases; those of amounts and titles are made as they are found."""
    return _cue_phrases().features


def _opening(words: Sequence[str]) -> Iterator[SignalCue]:
    """Yield cues for the levels that the first words of a text name."""
    for level, i in levels_of(words[:_OPENING]):
        yield SignalCue(intern_feature("seniority", "opening", f"opening {level}"), i, i + 1)


def _phrases(known: _CuePhrases, word_ids: Ints) -> tuple[list[SignalCue], list[Mark]]:
    """Return the cues of all phrases, and the words that amounts and names of companies are looked for at."""
    size, id_at, firsts = len(word_ids), word_ids.item, known.first
    clues, marks = list[SignalCue](), list[Mark]()
    for i in known.prefilter.candidates(word_ids):
        mark, features, behind = firsts[id_at(i)]
        if mark:
            marks.append((i, mark))
        anything, last = None, i + 1
        while True:
            for feature in features:
                clues.append(_cue((feature, i, last)))
            if last == size or not (behind or anything):
                break
            node = behind.get(id_at(last), anything)
            if node is None:
                break
            features, behind, anything = node
            last += 1
    return clues, marks


def _years(asked: Sequence[Amount]) -> list[SignalCue]:
    """Return cues for each number of years asked for, and for the most, the least and the first."""
    if not asked:
        return [_unplaced("years", "no years")]
    values = [a.value for a in asked]
    extremes = (("most", max(values)), ("least", min(values)), ("first", values[0]))
    placed = [(intern_feature("seniority", "years", f"years {_YEARS[n]}"), a, b) for _, n, a, b in asked]
    return [
        *map(_cue, placed),
        *[_unplaced("years", f"{which} years {_YEARS[value]}") for which, value in extremes],
        _unplaced("years", f"first range {asked[0].name}"),
    ]


@cache
def _unplaced(group: str, name: str) -> SignalCue:
    """Return the cue of a level that stands in the title or follows from the whole text."""
    return SignalCue(intern_feature("seniority", group, name), NOWHERE, NOWHERE)


@lru_cache(maxsize=1)
def _cue_phrases() -> _CuePhrases:
    """Load the phrases of data/signals.toml; raises DataError where the file is damaged."""
    path = ASSETS / "signals.toml"
    with damaged_as_data_error(path):
        groups = validate_tables(dict[Signal, dict[str, tuple[str, ...]]], tomllib.loads(path.read_text("utf-8")))
        named = [(s, g, p) for s in SIGNALS for g, phrases in groups[s].items() for p in phrases]
    named += [(s, DECOY, p) for s, decoys in load_senses().decoys.items() for ps in decoys.values() for p in ps]
    phrases = [(intern_feature(*name), words) for name in named for words in _expand(name[-1])]
    seen = phrase_prefilter([*((word,) for word in MARKS | FORMS), *(words for _, words in phrases)])
    alone, longer = defaultdict[str, list[Feature]](list), defaultdict[Words, list[_Rest]](list)
    for feature, words in phrases:
        if len(words) > 1:
            longer[words[:2]].append((feature, [None if w == _ANY else seen.ids[w] for w in words[2:]]))
        else:
            alone[words[0]].append(feature)
    behind = defaultdict[str, dict[int, _CueNode]](dict)
    for (word, second), rests in longer.items():
        behind[word][seen.ids[second]] = _node(rests)
    first: list[_First] = [("", (), {})] * len(seen.own)
    for word in MARKS | FORMS | alone.keys() | behind.keys():
        mark = word if word in MARKS or word in FORMS else ""
        first[seen.ids[word]] = mark, tuple(alone[word]), behind[word]
    features = frozenset(feature for feature, _ in phrases if feature.group != DECOY)
    return _CuePhrases(seen, first, features)


def _node(phrases: Sequence[_Rest]) -> _CueNode:
    """Build the node of phrases that begin alike; given are their features and the tokens behind."""
    ending = tuple([feature for feature, rest in phrases if not rest])
    if len(ending) == len(phrases):
        return _leaf(ending)
    by_next = defaultdict[int | None, list[_Rest]](list)
    for feature, rest in phrases:
        if rest:
            by_next[rest[0]].append((feature, rest[1:]))
    anything = by_next.pop(None, [])
    behind = {number: _node([*rests, *anything]) for number, rests in by_next.items() if number is not None}
    return _CueNode(ending, behind, _node(anything) if anything else None)


@cache
def _leaf(features: tuple[Feature, ...]) -> _CueNode:
    """Return the shared node of phrases that end, however they are written."""
    return _CueNode(features, {}, None)


def _expand(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield each way to read "(a|b) c", as tokens."""
    pieces = [p.strip("()").split("|") if p.startswith("(") else [p] for p in _PIECE.findall(phrase)]
    return (tuple("".join(choice).split()) for choice in product(*pieces))
