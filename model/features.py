"""Turn a document into the terms that the linear models weigh: words and pairs of words, by section, role names left out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from model.document import Document
from model.reading import SECTION_KINDS

Ints = npt.NDArray[np.int64]

# A posting's own names for the job would make the verdict follow the title, which often stands in the text again. So these
# words count for nothing where they follow a field, as in "data engineer": the work must show itself.
_HEADS = frozenset("analyst analysts engineer engineers scientist scientists".split())
_FIELDS = frozenset("ai analytics data learning ml mlops".split())
_BEFORE_LEARNING = "machine"
_KIND_OF = {kind: i for i, kind in enumerate(SECTION_KINDS)}


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Hold where known terms stand: term number, its first token and its sentence, one entry per occurrence."""

    terms: Ints
    tokens: Ints
    sentences: Ints


@dataclass(frozen=True)
class Vocabulary:
    """Number the terms; a term is a word or two words with a blank between, in lower case."""

    terms: tuple[str, ...]

    @cached_property
    def _words(self) -> dict[str, int]:
        return {t: i for i, t in enumerate(self.terms) if " " not in t}

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        found = [(a, b, i) for i, t in enumerate(self.terms) for a, _, b in (t.partition(" "),) if b]
        keys = np.array([self._words[a] * len(self.terms) + self._words[b] for a, b, _ in found], np.int64)
        order = np.argsort(keys)
        return keys[order], np.array([i for _, _, i in found], np.int64)[order]

    def find(self, document: Document) -> Occurrences:
        """Return every occurrence of a known term in `document`."""
        number = self._words.get
        words = np.array([number(w, -1) for w in document.lower], np.int64)
        words[role_names(document.lower)] = -1
        sentences = document.sentence_of
        known = np.flatnonzero(words >= 0)
        left, pairs = self._find_pairs(words, sentences)
        tokens = np.concatenate((known, left))
        return Occurrences(np.concatenate((words[known], pairs)), tokens, sentences[tokens])

    def _find_pairs(self, words: Ints, sentences: Ints) -> tuple[Ints, Ints]:
        keys, terms = self._pairs
        if not len(keys) or len(words) < 2:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        left, right = words[:-1], words[1:]
        near = np.flatnonzero((left >= 0) & (right >= 0) & (sentences[:-1] == sentences[1:]))
        wanted = left[near] * len(self.terms) + right[near]
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = keys[at] == wanted
        return near[hit], terms[at[hit]]

    def count(self, document: Document) -> dict[tuple[int, int], int]:
        """Return how often each known term stands in each kind of section: {(kind, term): count}."""
        found = self.find(document)
        kinds = kinds_of(document)[found.sentences] if len(found.terms) else found.terms
        return Counter(zip(kinds.tolist(), found.terms.tolist(), strict=True))


def kinds_of(document: Document) -> Ints:
    """Return for each sentence the number of its section's kind."""
    return np.array([_KIND_OF[s.kind] for s in document.sentences], np.int64)


def role_names(lower: Sequence[str]) -> list[int]:
    """Return the tokens that are part of a role's name, as in "data engineer" or "machine learning engineers"."""
    hidden = []
    for i in [i for i, w in enumerate(lower) if w in _HEADS]:
        if i and lower[i - 1] in _FIELDS:
            start = i - 2 if i > 1 and lower[i - 2] == _BEFORE_LEARNING else i - 1
            hidden.extend(range(start, i + 1))
    return hidden


def terms_of(document: Document) -> Iterator[str]:
    """Yield the terms of `document` where no vocabulary is known yet; `Vocabulary.find` finds the same ones."""
    hidden = set(role_names(document.lower))
    sentences = document.sentence_of.tolist()
    before = None
    for i, word in enumerate(document.lower):
        if i in hidden or not (word[0].isalnum()):
            before = None
            continue
        yield word
        if before is not None and sentences[i] == sentences[i - 1]:
            yield f"{before} {word}"
        before = word


def vocabulary_of(documents: Iterable[Document], fewest: int = 5) -> Vocabulary:
    """Return the terms that stand in at least `fewest` of `documents`, the commonest first."""
    seen: Counter[str] = Counter()
    for document in documents:
        seen.update(set(terms_of(document)))
    return Vocabulary(tuple(t for t, n in sorted(seen.items(), key=lambda e: (-e[1], e[0])) if n >= fewest))
