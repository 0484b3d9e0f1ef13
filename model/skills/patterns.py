"""Patterns over tokens for the names of the taxonomy: hyphens, plurals, British and American spelling."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product

from truerole.core.taxonomy import Context, SkillEntry, Taxonomy, load_taxonomy
from truerole.model.text.hash_table import Ints
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


# Pattern, first token, token after the last.
Match = tuple[Pattern, int, int]


@dataclass(slots=True)
class _Node:
    """Node of a trie of phrases: the pattern of the phrase that ends here, and the nodes by the next word's id."""

    pattern: Pattern | None = None
    behind: dict[int, "_Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Matcher of names: a prefilter finds the first two words, a trie the longest name that goes on from there.

    `names` has all phrases; `first` has the nodes of the trie by the id of the first word.

    Not spaCy's PhraseMatcher, which was measured: its search, with the Doc that it wants, took twice as long, and its
    import and filling a quarter of a cold `truerole read`.
    """

    prefilter: PhrasePrefilter
    names: Mapping[Words, Pattern]
    first: list[_Node]

    def knows(self, words: Words) -> bool:
        """Return whether words in lower case are a name of a skill or a decoy."""
        return words in self.names

    def find(self, tokens: Tokens) -> list[Match]:
        """Find the longest match that begins at each token, case-insensitively, in order.

        None goes on in another item of a list: "- Azure", and below it "- DevOps".
        """
        word_ids = tokens.word_ids
        found: list[Match] = []
        for i in self.prefilter.candidates(word_ids):
            match = self._longest(word_ids, i, len(word_ids))
            if match is not None and match[2] > i + 1:
                other = _next_item(tokens, i, match[2])
                match = match if other is None else self._longest(word_ids, i, other)
            if match is not None:
                found.append(match)
        return found

    def _longest(self, word_ids: Ints, begin: int, stop: int) -> Match | None:
        """Return the longest match of tokens from `begin`, before `stop`."""
        id_at = word_ids.item
        node, at = self.first[id_at(begin)], begin + 1
        pattern, end = node.pattern, at
        while node.behind and at < stop:
            below = node.behind.get(id_at(at))
            if below is None:
                break
            node, at = below, at + 1
            if node.pattern is not None:
                pattern, end = node.pattern, at
        return None if pattern is None else (pattern, begin, end)


def _next_item(tokens: Tokens, begin: int, end: int) -> int | None:
    """Return the first token from `begin` to before `end` that opens another item, None where all are of one.

    A line that begins in lower case goes on with the one above; any other begins something new.
    """
    text, starts, ends = tokens.text, tokens.starts.item, tokens.ends.item
    if "\n" not in text[starts(begin) : ends(end - 1)]:
        return None
    opening = (i for i in range(begin + 1, end) if "\n" in text[ends(i - 1) : starts(i)])
    return next((i for i in opening if not text[starts(i)].islower()), None)


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
        words = name_tokens(name)
        if pattern.context is None and _is_pair(words, own):
            continue
        exact.setdefault(words, pattern)
        for variant in variants(name, plural=pattern.context is None or (name.isupper() and len(name) > 1)):
            derived.setdefault(variant, pattern)
    return _matcher(derived | exact)


def _matcher(names: dict[Words, Pattern]) -> Phrases:
    seen, nothing = phrase_prefilter(names), _Node()
    first = [nothing] * len(seen.own)
    for words, pattern in names.items():
        number = seen.ids[words[0]]
        node = first[number] = _Node() if first[number] is nothing else first[number]
        for word in words[1:]:
            node = node.behind.setdefault(seen.ids[word], _Node())
        node.pattern = pattern
    return Phrases(seen, names, first)


def _is_pair(words: Words, own: Container[Words]) -> bool:
    """Return whether a name joins two names that are skills by themselves: "probability and statistics"."""
    return any(w in _JOINTS and words[:i] in own and words[i + 1 :] in own for i, w in enumerate(words))


def _named(taxonomy: Taxonomy) -> Iterator[tuple[Pattern, str]]:
    for entry in taxonomy.skills.values():
        plain = Pattern(entry.id, None, entry.broad, entry.field)
        ruled = replace(plain, context=entry.context)
        bound = {w.lower() for w in entry.context.words} if entry.context else set()
        for name in entry.names:
            loose = _loose(name, entry)
            proper = replace(plain, loose=loose) if loose else plain
            yield ruled if name.lower() in bound else proper, name
    for phrase in taxonomy.decoys:
        yield Pattern(""), phrase


def _loose(name: str, entry: SkillEntry) -> int:
    head, _, tail = name.rpartition(" ")
    return int(tail in _LOOSE and (head.lower() == entry.name.lower() or head.isupper() or head in entry.names))


def name_tokens(name: str) -> Words:
    """Cut a name into tokens in lower case, with the tokenizer's pattern."""
    return tuple(t.lower() for t in TOKEN.findall(name))


def variants(name: str, plural: bool = True) -> set[Words]:
    """Return the spelling variants of a name, as tokens in lower case."""
    forms = {name, _CAMEL.sub(" ", name)}
    if plural:
        forms.update([p for p in map(_plural, forms) if p])
    found = {name_tokens(joined) for form in forms for joined in _joined(form)}
    return {spelt for words in found for spelt in product(*map(_spellings, words))}


def _joined(name: str) -> set[str]:
    """Return the name with spaces, with hyphens in the first or all gaps, and a name of two words as a single word."""
    first, *rest = _GAPS.split(name)
    if not rest:
        return {name}
    spaced = " ".join(rest)
    whole = first + rest[0] if len(rest) == 1 else "-".join((first, *rest))
    return {name, f"{first} {spaced}", f"{first}-{spaced}", whole}


@lru_cache(maxsize=16384)
def _spellings(word: str) -> frozenset[str]:
    return frozenset({word} | {sign.sub(other, word) for sign, other in _SPELLINGS})


def _plural(name: str) -> str | None:
    if not _SHAPE.match(name.rsplit(maxsplit=1)[-1]) or name.endswith(("s", "ing", "ed")):
        return None
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")
