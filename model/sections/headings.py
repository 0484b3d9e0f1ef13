"""Recognise the headings of a posting and the kind of section that each opens."""

import re
import tomllib
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
    entries: tuple[_HeadingPattern, ...]
    words: Lexicon


@lru_cache(maxsize=1)
def _heading_patterns() -> _HeadingPatterns:
    path = ASSETS / "headings.toml"
    with damaged_as_data_error(path):
        file = validate_tables(_PhraseFile, tomllib.loads(path.read_text("utf-8")))
        patterns = [re.compile(rf"\b(?:{'|'.join(table.phrases)})\b") for table in file.entry]
    words = {word for table in file.entry for phrase in table.phrases for word in _variants(phrase)}
    return _HeadingPatterns(
        tuple(
            _HeadingPattern(Heading(table.kind, table.soft), pattern)
            for table, pattern in zip(file.entry, patterns, strict=True)
        ),
        Lexicon(dict.fromkeys(words.union(file.filler.split()), 1)),
    )


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
    plain = _SIGNS.sub(" ", _APOSTROPHE.sub("", line.lower()).replace("&", " and ")).strip()
    words = plain.split()
    if all(w not in heading_words() for w in words):
        return None, len(words)
    for entry in _heading_patterns().entries:
        found = entry.pattern.search(plain)
        if found:
            rest = f"{plain[: found.start()]} {plain[found.end() :]}"
            return entry.heading, sum(w not in _heading_patterns().words for w in rest.split())
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
