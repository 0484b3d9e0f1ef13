"""Turn the names of the taxonomy into patterns over tokens: hyphens, plurals, both spellings of English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from data.taxonomy import Context, Taxonomy, load_taxonomy
from model.document import TOKEN, pipeline

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
_GAPS = re.compile(r"(?<=\w)[ -](?=\w)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hold what a match stands for: the id of a skill (empty: a decoy), and the rules for this name of it."""

    skill: str
    context: Context | None = None
    broad: bool = False
    field: bool = False


@dataclass(frozen=True, slots=True)
class Phrases:
    """Hold the matcher and, by its keys, the patterns."""

    matcher: PhraseMatcher
    patterns: dict[int, Pattern]


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return the matcher of the taxonomy that ships with TrueRole."""
    return build(load_taxonomy())


def build(taxonomy: Taxonomy) -> Phrases:
    """Return a matcher of all names; where two skills could be written alike, the one that lists the name has it."""
    exact: dict[tuple[str, ...], Pattern] = {}
    derived: dict[tuple[str, ...], Pattern] = {}
    for pattern, name in _named(taxonomy):
        exact.setdefault(tokens(name), pattern)
        for variant in variants(name, plural=pattern.context is None or (name.isupper() and len(name) > 1)):
            derived.setdefault(variant, pattern)
    return _matcher(derived | exact)


def _matcher(names: dict[tuple[str, ...], Pattern]) -> Phrases:
    vocab = pipeline().vocab
    docs: dict[str, list[Doc]] = {}
    patterns: dict[int, Pattern] = {}
    for words, pattern in names.items():
        key = _key(pattern)
        patterns[vocab.strings.add(key)] = pattern
        docs.setdefault(key, []).append(Doc(vocab, words=list(words), spaces=[False] * len(words)))
    matcher = PhraseMatcher(vocab, attr="LOWER")
    for key, found in docs.items():
        matcher.add(key, found)
    return Phrases(matcher, patterns)


def _named(taxonomy: Taxonomy) -> Iterator[tuple[Pattern, str]]:
    for entry in taxonomy.skills.values():
        plain = Pattern(entry.id, None, entry.broad, entry.field)
        ruled = replace(plain, context=entry.context)
        bound = {w.lower() for w in entry.context.words} if entry.context else set()
        for name in entry.names:
            yield ruled if name.lower() in bound else plain, name
    for phrase in taxonomy.decoys:
        yield Pattern(""), phrase


def _key(pattern: Pattern) -> str:
    return f"{pattern.skill}?" if pattern.context else pattern.skill or "decoy"


def tokens(name: str) -> tuple[str, ...]:
    """Return the tokens of a name, in lower case, cut as a posting is."""
    return tuple(t.lower() for t in TOKEN.findall(name))


def variants(name: str, plural: bool = True) -> set[tuple[str, ...]]:
    """Return the other ways in which people write a name, as tokens in lower case."""
    forms = {name, _CAMEL.sub(" ", name)}
    if plural:
        forms.update([p for p in map(_plural, forms) if p])
    found = {words for form in forms for words in _joined(form)}
    return {spelt for words in found for spelt in product(*map(_spellings, words))}


def _joined(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the name with spaces, and with a hyphen in the first gap or in all; a name of two words also as one."""
    first, *rest = _GAPS.split(name)
    yield tokens(name)
    yield tokens(" ".join((first, *rest)))
    if rest:
        yield tokens(f"{first}-{' '.join(rest)}")
    if len(rest) == 1:
        yield tokens(first + rest[0])
    elif rest:
        yield tokens("-".join((first, *rest)))


@cache
def _spellings(word: str) -> frozenset[str]:
    return frozenset({word} | {sign.sub(other, word) for sign, other in _SPELLINGS})


def _plural(name: str) -> str | None:
    if not _SHAPE.match(name.rsplit(maxsplit=1)[-1]) or name.endswith(("s", "ing", "ed")):
        return None
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")
