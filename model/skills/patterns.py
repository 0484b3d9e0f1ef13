"""Patterns over tokens for the names of the taxonomy: hyphens, plurals, British and American spelling."""

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from truerole.core.taxonomy import Context, SkillEntry, Taxonomy, load_taxonomy
from truerole.model.skills.spacy_matcher import Doc, PhraseMatcher, Vocab
from truerole.model.text.prefilter import PhrasePrefilter, Words, phrase_prefilter
from truerole.model.text.tokenizer import TOKEN, Tokens

_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2})iz(?=(?:ations?|ing|ed|es?|er)$)"), "is"),
    (re.compile(r"(?<=[a-z]{2})is(?=ations?$)"), "iz"),
    (re.compile(r"^(model|label)(?=ing|ed|er)"), r"\1l"),
    (re.compile(r"^(model|label)l(?=ing|ed|er)"), r"\1"),
    (re.compile(r"^behavior"), "behaviour"),
)
# TensorFlow is also written "Tensor Flow"; but "in design" and "no SQL" are plain English.
_CAMEL = re.compile(r"(?<!\bIn)(?<!\bNo)(?<=[a-z])(?=[A-Z][A-Za-z])")
_SHAPE = re.compile(r"[A-Z0-9]{2,}|.*[a-z]{3}")
_JOINTS = frozenset(("/", "and", "&", "or"))
# What may follow a name without being part of it, and is read with it so that it does not stand for something else.
_LOOSE = frozenset(
    "ecosystem cluster practice practices processing integration application solution cloud infrastructure "
    "fundamentals concept principle architecture engineering".split()
)
_GAPS = re.compile(r"(?<=\w)[ -](?=\w)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Meaning of a match: the id of a skill (empty: a decoy), and the rules for the name that matched.

    The last `loose` words are no part of the name proper: "Hadoop ecosystem" is Hadoop.
    """

    skill: str
    context: Context | None = None
    broad: bool = False
    field: bool = False
    loose: int = 0


@dataclass(frozen=True, slots=True)
class Phrases:
    """spaCy's PhraseMatcher, with the patterns by match key.

    The matcher sees only words that may be part of a phrase, as their hashes by number: so its vocabulary never grows.
    """

    vocab: Vocab
    matcher: PhraseMatcher
    patterns: dict[int, Pattern]
    names: Container[Words]
    prefilter: PhrasePrefilter
    hashes: npt.NDArray[np.uint64]

    def knows(self, words: Words) -> bool:
        """Return whether words in lower case are a name of a skill or a decoy."""
        return words in self.names

    def find(self, tokens: Tokens) -> list[tuple[int, int, int]]:
        """Find all matches, case-insensitively: (key, first token, token after the last)."""
        numbers = tokens.ids(self.prefilter.table)
        near, paired = self.prefilter.alone_and_paired(numbers)
        near[paired] = near[paired + 1] = True
        # After each run of such words one other token, so that no phrase runs on.
        seen = near.copy()
        seen[1:] |= near[:-1]
        positions = np.flatnonzero(seen)
        hashes = self.hashes[np.where(near, numbers, 0)[positions]]
        doc = Doc(self.vocab, words=hashes.tolist(), spaces=[False] * len(positions))
        at = positions.tolist()
        return [(key, at[first], at[last - 1] + 1) for key, first, last in self.matcher(doc)]


@lru_cache(maxsize=1)
def skill_phrases() -> Phrases:
    """Build the phrase matcher of the shipped taxonomy, once."""
    return build_phrases(load_taxonomy())


def build_phrases(taxonomy: Taxonomy) -> Phrases:
    """Build a matcher of all names; the name of a skill wins over a spelling variant of another skill's name."""
    exact: dict[Words, Pattern] = {}
    derived: dict[Words, Pattern] = {}
    own = {name_tokens(entry.name) for entry in taxonomy.skills.values()}
    for pattern, name in _named(taxonomy):
        if pattern.context is None and _is_pair(name_tokens(name), own):
            continue
        exact.setdefault(name_tokens(name), pattern)
        for variant in variants(name, plural=pattern.context is None or (name.isupper() and len(name) > 1)):
            derived.setdefault(variant, pattern)
    return _matcher(derived | exact)


def _matcher(names: dict[Words, Pattern]) -> Phrases:
    vocab, seen = Vocab(), phrase_prefilter(names)
    hashes = [vocab.strings.add(word) for word in (" ", *seen.table)]
    patterns: dict[str, Pattern] = {}
    # Hashes of the words, which the matcher keeps of a Doc anyway: making a Doc of each phrase takes much longer.
    docs: dict[str, list[Any]] = defaultdict(list)
    for words, pattern in names.items():
        key = _key(pattern)
        docs[key].append([hashes[seen.table[w]] for w in words])
        patterns[key] = pattern
    matcher = PhraseMatcher(vocab, attr="ORTH")
    for key, found in docs.items():
        matcher.add(key, found)
    by_hash = {vocab.strings[key]: pattern for key, pattern in patterns.items()}
    return Phrases(vocab, matcher, by_hash, frozenset(names), seen, np.array(hashes, np.uint64))


def _is_pair(words: Words, own: Container[Words]) -> bool:
    """Return whether a name joins two names that are skills by themselves: "probability and statistics"."""
    return any(w in _JOINTS and words[:i] in own and words[i + 1 :] in own for i, w in enumerate(words))


def _named(taxonomy: Taxonomy) -> Iterator[tuple[Pattern, str]]:
    for entry in taxonomy.skills.values():
        plain = Pattern(entry.id, None, entry.broad, entry.field)
        ruled = replace(plain, context=entry.context)
        bound = {w.lower() for w in entry.context.words} if entry.context else set()
        for name in entry.names:
            yield ruled if name.lower() in bound else replace(plain, loose=_loose(name, entry)), name
    for phrase in taxonomy.decoys:
        yield Pattern(""), phrase


def _loose(name: str, entry: SkillEntry) -> int:
    head, _, tail = name.rpartition(" ")
    return int(tail in _LOOSE and (head.lower() == entry.name.lower() or head.isupper() or head in entry.names))


def _key(pattern: Pattern) -> str:
    return f"{pattern.skill}{'?' * bool(pattern.context)}{'-' * pattern.loose}" if pattern.skill else "decoy"


def name_tokens(name: str) -> Words:
    """Cut a name into tokens in lower case, with the tokenizer's pattern."""
    return tuple(t.lower() for t in TOKEN.findall(name))


def variants(name: str, plural: bool = True) -> set[Words]:
    """Return the spelling variants of a name, as tokens in lower case."""
    forms = {name, _CAMEL.sub(" ", name)}
    if plural:
        forms.update([p for p in map(_plural, forms) if p])
    found = {words for form in forms for words in _joined(form)}
    return {spelt for words in found for spelt in product(*map(_spellings, words))}


def _joined(name: str) -> Iterator[Words]:
    """Yield the name with spaces, with hyphens in the first or all gaps, and a name of two words as a single word."""
    first, *rest = _GAPS.split(name)
    yield name_tokens(name)
    yield name_tokens(" ".join((first, *rest)))
    if rest:
        yield name_tokens(f"{first}-{' '.join(rest)}")
    if len(rest) == 1:
        yield name_tokens(first + rest[0])
    elif rest:
        yield name_tokens("-".join((first, *rest)))


@lru_cache(maxsize=16384)
def _spellings(word: str) -> frozenset[str]:
    return frozenset({word} | {sign.sub(other, word) for sign, other in _SPELLINGS})


def _plural(name: str) -> str | None:
    if not _SHAPE.match(name.rsplit(maxsplit=1)[-1]) or name.endswith(("s", "ing", "ed")):
        return None
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")
