"""Find cues of seniority, company stage and deep learning: phrases of `data/signals.toml`, amounts, titles."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.schemas.validation import validate_tables
from truerole.model.named_tuples import maker_of
from truerole.model.signals.features import NOWHERE, SIGNALS, Feature, Signal, SignalCue, intern_feature
from truerole.model.signals.levels import levels_of, levels_of_title
from truerole.model.signals.numeric_cues import MARKS, YEARS, company_size, years_asked
from truerole.model.signals.senses import DECOY, heed_senses, load_senses
from truerole.model.text.prefilter import Flags, PhrasePrefilter, phrase_prefilter
from truerole.model.text.tokenizer import Tokens
from truerole.model.text.vocabulary import Numbers

_cue = maker_of(SignalCue)
_PIECE = re.compile(r"\([^)]*\)|[^()]+")
_ANY = "*"
# The group of the cues that only a title gives.
TITLE = "title"
_MANY_YEARS = ((10, "10+"), (8, "8+"), (6, "6+"))
_TITLE_WORD = re.compile(r"[^\W_]+")
# A title, where the text begins with it, and a word or two before and behind.
_OPENING = 24


class _PhraseTail(NamedTuple):
    """Rest of a phrase behind the first three tokens, by word numbers; None matches any token."""

    feature: Feature
    tail: tuple[int | None, ...]


class _ByThirdToken(NamedTuple):
    """Phrases that begin with the same two tokens: those of two alone, and the longer ones by the third token.

    `anything` are the longer ones whose third token may be any; they are among those of each third token too.
    """

    pairs: tuple[Feature, ...]
    longer: dict[int, tuple[_PhraseTail, ...]]
    anything: tuple[_PhraseTail, ...]


class _CuePhrases(NamedTuple):
    """All phrases, by the prefilter's number of a single token or of the first two."""

    prefilter: PhrasePrefilter
    alone: dict[int, tuple[Feature, ...]]
    longer: list[_ByThirdToken]
    amounts: Flags
    features: frozenset[Feature]


def find_cues(tokens: Tokens, title: str | None = None) -> list[SignalCue]:
    """Find all cues of a posting and of the title."""
    known, words = _cue_phrases(), tokens.lower
    numbers = tokens.ids(known.prefilter.table)
    clues = _phrases(known, numbers)
    amounts = known.amounts.take(numbers).nonzero()[0].tolist()
    clues += (SignalCue(intern_feature("stage", "size", a.name), a.first, a.last) for a in company_size(words, amounts))
    clues += _opening(words)
    clues = heed_senses(tokens, clues)
    clues += _years(words, [i for i, word in zip(amounts, words.at(amounts), strict=True) if word in YEARS])
    levels = levels_of_title(_TITLE_WORD.findall((title or "").lower()))
    clues += (_unplaced(intern_feature("seniority", TITLE, f"title {level}")) for level in sorted(levels))
    return clues


def known_features() -> frozenset[Feature]:
    """Return the features of all phrases; those of amounts and titles are made as they are found."""
    return _cue_phrases().features


def _opening(words: Sequence[str]) -> Iterator[SignalCue]:
    """Yield cues for the levels that the first words of a text name."""
    for level, i in levels_of(words[:_OPENING]):
        yield SignalCue(intern_feature("seniority", "opening", f"opening {level}"), i, i + 1)


def _phrases(known: _CuePhrases, numbers: Numbers) -> list[SignalCue]:
    alone, paired, pairs = known.prefilter.beginnings(numbers)
    clues = []
    for i, number in zip(alone, numbers.take(alone).tolist(), strict=True):
        for feature in known.alone[number]:
            clues.append(_cue((feature, i, i + 1)))
    for i, pair in zip(paired, pairs, strict=True):
        found = known.longer[pair]
        for feature in found.pairs:
            clues.append(_cue((feature, i, i + 2)))
        if (found.longer or found.anything) and i + 2 < len(numbers):
            for feature, tail in found.longer.get(numbers.item(i + 2), found.anything):
                if not tail or _follows(tail, numbers, i + 3):
                    clues.append(_cue((feature, i, i + 3 + len(tail))))
    return clues


def _follows(tail: tuple[int | None, ...], numbers: Numbers, at: int) -> bool:
    """Return whether the words of a phrase's tail stand from token `at` on."""
    behind = numbers[at : at + len(tail)].tolist()
    return len(behind) == len(tail) and False not in [
        word is None or word == number for word, number in zip(tail, behind, strict=True)
    ]


def _years(words: Sequence[str], marks: Iterable[int]) -> Iterator[SignalCue]:
    """Yield cues for each number of years asked for, and for the most, the least and the first."""
    asked = list(years_asked(words, marks))
    for a in asked:
        yield SignalCue(intern_feature("seniority", "years", f"years {_many(a.value)}"), a.first, a.last)
    values = [a.value for a in asked]
    extremes = (("most", max(values)), ("least", min(values)), ("first", values[0])) if asked else ()
    for which, value in extremes:
        yield _unplaced(intern_feature("seniority", "years", f"{which} years {_many(value)}"))
    name = f"first range {asked[0].name}" if asked else "no years"
    yield _unplaced(intern_feature("seniority", "years", name))


def _unplaced(feature: Feature) -> SignalCue:
    return SignalCue(feature, NOWHERE, NOWHERE)


def _many(years: int) -> str:
    return next((name for least, name in _MANY_YEARS if years >= least), str(years))


@lru_cache(maxsize=1)
def _cue_phrases() -> _CuePhrases:
    """Load the phrases of data/signals.toml; raises DataError where the file is damaged."""
    path = ASSETS / "signals.toml"
    with damaged_as_data_error(path):
        groups = validate_tables(dict[Signal, dict[str, tuple[str, ...]]], tomllib.loads(path.read_text("utf-8")))
        named = [(s, g, p) for s in SIGNALS for g, phrases in groups[s].items() for p in phrases]
    named += [(s, DECOY, p) for s, decoys in load_senses().decoys.items() for ps in decoys.values() for p in ps]
    phrases = [(intern_feature(*name), words) for name in named for words in _expand(name[-1])]
    seen = phrase_prefilter([*((word,) for word in MARKS), *(words for _, words in phrases)])
    number, amounts = seen.table, np.zeros(len(seen.table) + 1, np.bool_)
    amounts[[number[word] for word in MARKS]] = True
    alone: dict[int, tuple[Feature, ...]] = {number[word]: () for word in MARKS}
    longer: list[list[tuple[Feature, list[int | None]]]] = [[] for _ in range(len(seen.pair_numbers) + 1)]
    for feature, words in phrases:
        if len(words) > 1:
            rest = [None if w == _ANY else number[w] for w in words[2:]]
            longer[seen.pair_numbers[words[:2]]].append((feature, rest))
        else:
            alone[number[words[0]]] = (*alone.get(number[words[0]], ()), feature)
    by_pair = [_by_third_token(tails) for tails in longer]
    features = frozenset(feature for feature, _ in phrases if feature.group != DECOY)
    return _CuePhrases(seen, alone, by_pair, amounts, features)


def _by_third_token(phrases: Iterable[tuple[Feature, list[int | None]]]) -> _ByThirdToken:
    """Order the phrases that begin with the same two tokens; given are their features and the tokens behind."""
    tails = [(rest[0], _PhraseTail(feature, tuple(rest[1:]))) for feature, rest in phrases if rest]
    anything = tuple(tail for third, tail in tails if third is None)
    longer = {
        number: (*(tail for third, tail in tails if third == number), *anything)
        for number in {third for third, _ in tails if third is not None}
    }
    return _ByThirdToken(tuple(feature for feature, rest in phrases if not rest), longer, anything)


def _expand(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield each way to read "(a|b) c", as tokens."""
    pieces = [p.strip("()").split("|") if p.startswith("(") else [p] for p in _PIECE.findall(phrase)]
    return (tuple("".join(choice).split()) for choice in product(*pieces))
