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
from truerole.model.signals.features import NOWHERE, SIGNALS, Feature, Signal, SignalCue, intern_feature
from truerole.model.signals.levels import levels_of, levels_of_title
from truerole.model.signals.numeric_cues import MARKS, company_size, years_asked
from truerole.model.signals.senses import DECOY, heed_senses, load_senses
from truerole.model.text.hash_table import Ints
from truerole.model.text.prefilter import Flags, PhrasePrefilter, phrase_prefilter
from truerole.model.text.tokenizer import Tokens

_PIECE = re.compile(r"\([^)]*\)|[^()]+")
_ANY = "*"
_MANY_YEARS = ((10, "10+"), (8, "8+"), (6, "6+"))
_TITLE_WORD = re.compile(r"[^\W_]+")
# A title, where the text begins with it, and a word or two before and behind.
_OPENING = 24


class _PhraseTail(NamedTuple):
    """Rest of a phrase behind the first three tokens, by word numbers; None matches any token."""

    feature: Feature
    tail: tuple[int | None, ...]


class _ByThirdToken(NamedTuple):
    """Phrases that begin with the same two tokens: those of two alone, and the longer ones by the third token."""

    pairs: tuple[Feature, ...]
    longer: dict[int | None, tuple[_PhraseTail, ...]]


class _CuePhrases(NamedTuple):
    """All phrases, by the prefilter's number of a single token or by the numbers of the first two."""

    prefilter: PhrasePrefilter
    alone: dict[int, tuple[Feature, ...]]
    longer: dict[tuple[int, int], _ByThirdToken]
    amounts: Flags


def find_cues(tokens: Tokens, title: str | None = None) -> list[SignalCue]:
    """Find all cues of a posting and of the title."""
    known, words = _cue_phrases(), tokens.lower
    numbers = tokens.ids(known.prefilter.table)
    clues = _phrases(known, numbers)
    amounts = known.amounts[numbers].nonzero()[0].tolist()
    clues += (SignalCue(intern_feature("stage", "size", a.name), a.first, a.last) for a in company_size(words, amounts))
    clues += _opening(words)
    clues = heed_senses(tokens, clues)
    clues += _years(words, amounts)
    levels = levels_of_title(_TITLE_WORD.findall((title or "").lower()))
    clues += (_unplaced(intern_feature("seniority", "title", f"title {level}")) for level in sorted(levels))
    return clues


def _opening(words: Sequence[str]) -> Iterator[SignalCue]:
    """Yield cues for the levels that the first words of a text name."""
    for level, i in levels_of(words[:_OPENING]):
        yield SignalCue(intern_feature("seniority", "opening", f"opening {level}"), i, i + 1)


def _phrases(known: _CuePhrases, numbers: Ints) -> list[SignalCue]:
    alone, pairs = known.prefilter.alone_and_paired(numbers)
    all_numbers, clues = numbers.tolist(), []
    for i in alone.nonzero()[0].tolist():
        for feature in known.alone[all_numbers[i]]:
            clues.append(SignalCue(feature, i, i + 1))
    for i in pairs.tolist():
        found = known.longer.get((all_numbers[i], all_numbers[i + 1]))
        if found:
            clues += [SignalCue(feature, i, i + 2) for feature in found.pairs]
            if found.longer and i + 2 < len(all_numbers):
                clues += _longer(found.longer, all_numbers, i)
    return clues


def _longer(phrases: dict[int | None, tuple[_PhraseTail, ...]], numbers: list[int], i: int) -> Iterator[SignalCue]:
    for third in (numbers[i + 2], None):
        for feature, tail in phrases.get(third, ()):
            last = i + 3 + len(tail)
            if last <= len(numbers) and all(t in (n, None) for t, n in zip(tail, numbers[i + 3 : last], strict=True)):
                yield SignalCue(feature, i, last)


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
    longer: dict[tuple[int, int], _ByThirdToken] = {}
    for feature, (first, *rest) in phrases:
        if rest:
            pair = number[first], number[rest[0]]
            same = longer.get(pair, _ByThirdToken((), {}))
            if len(rest) == 1:
                longer[pair] = same._replace(pairs=(*same.pairs, feature))
            else:
                third, *tail = (None if word == _ANY else number[word] for word in rest[1:])
                phrase = _PhraseTail(feature, tuple(tail))
                longer[pair] = same._replace(longer=same.longer | {third: (*same.longer.get(third, ()), phrase)})
        else:
            alone[number[first]] = (*alone.get(number[first], ()), feature)
    return _CuePhrases(seen, alone, longer, amounts)


def _expand(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield each way to read "(a|b) c", as tokens."""
    pieces = [p.strip("()").split("|") if p.startswith("(") else [p] for p in _PIECE.findall(phrase)]
    return (tuple("".join(choice).split()) for choice in product(*pieces))
