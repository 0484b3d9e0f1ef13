"""Recognise the headings of a posting and the kind of section that each opens."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from truerole.core.assets import ASSETS, damaged_as_data_error
from truerole.core.reading import SectionKind
from truerole.core.schemas.validation import validate_tables
from truerole.model.text.vocabulary import Lexicon

LONGEST = 80
_MOST_WORDS = 12
_MOST_BARE_WORDS = 7
_MOST_UNKNOWN_WORDS = 4
_APOSTROPHE = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[^a-z0-9]+")
_SENTENCE_ENDS = (".", ",", ";")
# A part with its blank, which leaves the words around it whole; a group inside a group; a word or a choice of words
# between blanks, as the only group of the pattern, which passes over all other groups.
_LOOSE = re.compile(r"\((?: [^()]*|[^()]* )\)(?:[?*+]|\{1,2\})")
_NESTED = re.compile(r"(\([^()]*)\([^()]*\)")
_PIECE = re.compile(r"(?<![^ ^])([a-z]+\??|\([a-z? |]+\))(?=\$|$| (?!\?))|\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading with the kind of section that follows (None: unknown); a soft heading only hints."""

    kind: SectionKind | None
    soft: bool = False


UNKNOWN = Heading(None, soft=True)


@dataclass(frozen=True, slots=True)
class _PhraseTable:
    kind: SectionKind
    phrases: tuple[str, ...]
    soft: bool = False


@dataclass(frozen=True, slots=True)
class _PhraseFile:
    """Contents of `data/headings.toml`: phrases by kind of section, and words that headings are made of besides."""

    entry: tuple[_PhraseTable, ...]
    filler: str


@dataclass(frozen=True, slots=True)
class _HeadingPattern:
    heading: Heading
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _HeadingPatterns:
    """Patterns of headings in their order, with the numbers of those that may fit by the words that must be there.

    `without_keys` are the phrases of which no word can be told.
    """

    entries: tuple[_HeadingPattern, ...]
    words: Lexicon
    by_key: dict[str, frozenset[int]]
    without_keys: re.Pattern[str]

    def fitting(self, plain: str, words: list[str]) -> Iterable[int]:
        """Return the numbers of the entries that may fit a line in plain form, by the words, in order."""
        if self.without_keys.search(plain):
            return range(len(self.entries))
        return sorted(set().union(*[self.by_key[word] for word in words if word in self.by_key]))


@lru_cache(maxsize=1)
def _heading_patterns() -> _HeadingPatterns:
    path = ASSETS / "headings.toml"
    with damaged_as_data_error(path):
        file = validate_tables(_PhraseFile, tomllib.loads(path.read_text("utf-8")))
        patterns = [_pattern(table.phrases) for table in file.entry]
    words = {word for table in file.entry for phrase in table.phrases for word in _variants(phrase)}
    by_key: defaultdict[str, set[int]] = defaultdict(set)
    without_keys = []
    for number, table in enumerate(file.entry):
        for phrase in table.phrases:
            for key in (keys := key_words(phrase)):
                by_key[key].add(number)
            without_keys += [] if keys else [phrase]
    return _HeadingPatterns(
        tuple(
            _HeadingPattern(Heading(table.kind, table.soft), pattern)
            for table, pattern in zip(file.entry, patterns, strict=True)
        ),
        Lexicon(dict.fromkeys(words.union(file.filler.split()), 1)),
        {key: frozenset(numbers) for key, numbers in by_key.items()},
        _pattern(without_keys),
    )


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


def key_words(phrase: str) -> list[str]:
    """Return words of which each match of a phrase has at least one; none where they cannot be told."""
    before = ""
    while phrase != before:
        before, phrase = phrase, _NESTED.sub(r"\1#", _LOOSE.sub("", phrase))
    choices = [piece.strip("()").split("|") for piece in _PIECE.findall(phrase) if piece]
    keys = [[key for words in choice for key in _variants(max(words.split(), key=len))] for choice in choices]
    # The longest words are the rarest.
    return max(keys, key=lambda words: (min(map(len, words)), max(map(len, words))), default=[])


def _variants(phrase: str) -> list[str]:
    # "skills?" knows skill and skills; a wildcard knows no word of its own.
    words = re.findall(r"[a-z]+\??", phrase.replace(r"\w", "").replace("[sz]", "s").replace("[sc]", "s"))
    return [v for w in words for v in ((w[:-2], w[:-1]) if w.endswith("?") else (w,))]


def heading_words() -> Lexicon:
    """Return the words, in lower case, that headings are made of."""
    return _heading_patterns().words


@lru_cache(maxsize=1)
def heading_starters() -> frozenset[str]:
    """Return the words of headings, capitalised and in capitals, as at the beginning of a heading."""
    return frozenset(form for w in heading_words() for form in (w.capitalize(), w.upper()) if len(w) > 1)


@lru_cache(maxsize=65536)
def match_phrase(line: str) -> tuple[Heading | None, int]:
    """Return the heading whose phrase is in a line, or None, and the number of words that no heading has."""
    patterns = _heading_patterns()
    plain = _SIGNS.sub(" ", _APOSTROPHE.sub("", line.lower()).replace("&", " and ")).strip()
    words = plain.split()
    if patterns.words.keys().isdisjoint(words):
        return None, len(words)
    for number in patterns.fitting(plain, words):
        entry = patterns.entries[number]
        found = entry.pattern.search(plain)
        if found:
            rest = f"{plain[: found.start()]} {plain[found.end() :]}"
            return entry.heading, sum(w not in patterns.words for w in rest.split())
    return None, len(words)


def classify_heading(line: str, bullet: bool, opens_list: bool) -> Heading | None:
    """Classify a line as a heading, or None for a sentence.

    `bullet`: a bullet sign stands before it; `opens_list`: other bullets follow it.
    """
    if len(line) > LONGEST or line.count(" ") >= _MOST_WORDS:
        return None
    bare = line.strip("*_# ")
    if bare.endswith(_SENTENCE_ENDS) and not bare.endswith("..."):
        return None
    marked = bare.endswith(":") or line.endswith("**") or line.startswith("#") or (bare.isupper() and len(bare) > 3)
    if not (marked or opens_list) and (bullet or not _may_be_bare(bare) or bare[0].islower()):
        return None
    known, n_unknown_words = match_phrase(bare)
    if known and (n_unknown_words == 0 or (opens_list and n_unknown_words == 1)):
        return known
    if bullet or not (marked or opens_list):
        return None
    return known if known and (n_unknown_words <= _MOST_UNKNOWN_WORDS or bare.endswith(":")) and marked else UNKNOWN


def _may_be_bare(line: str) -> bool:
    first = _WORD.search(line) if line.count(" ") < _MOST_BARE_WORDS else None
    return first is not None and first[0].lower() in heading_words()
