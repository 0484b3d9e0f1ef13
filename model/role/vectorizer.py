"""Vectorizer: the terms of a document for the linear model: words, bigrams, skills with parents and categories.

Terms are plain strings: "data", "data pipelines", "@skill:sql" (said of a skill and of all that it belongs
to), "@category:cloud" and "@asked:required:cloud".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from truerole.core.reading import SECTION_KINDS, Skill
from truerole.core.taxonomy import load_taxonomy
from truerole.model.role.key_words import Floats, sentence_shares
from truerole.model.text.document import Document
from truerole.model.text.hash_table import MISSING, HashIndex, Ints, hash_index, hashes_of
from truerole.model.text.vocabulary import Lexicon

# Where a term counts: in a kind of section, once for the whole posting, within the name of a role, or in a list of key
# words.
TERM_SECTIONS = (*SECTION_KINDS, "posting", "name", "list")
WHOLE_POSTING, IN_NAME, IN_LIST = (TERM_SECTIONS.index(name) for name in ("posting", "name", "list"))

# A posting's own names for the job often repeat the title, so they count by a weight of their own: these words where
# they follow a field, as in "data engineer".
_HEAD, _FIELD = 1, 2
_NAMES = Lexicon(
    dict.fromkeys("analyst analysts engineer engineers scientist scientists".split(), _HEAD)
    | dict.fromkeys("ai analytics data learning ml mlops".split(), _FIELD)
)
_BEFORE_LEARNING = "machine"


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of known terms: arrays of term numbers, sentence indices and sections (of TERM_SECTIONS).

    The first `words` of them are single words; those from `asked` on say what is asked for in the whole posting.
    `shares` (sentences) is what each sentence counts for, less than 1 in lists of key words.
    """

    terms: Ints
    sentences: Ints
    sections: Ints
    words: int
    asked: int
    shares: Floats


@dataclass(frozen=True)
class Vocabulary:
    """Vocabulary: terms by number, all in lower case; a bigram has a blank between the words."""

    terms: tuple[str, ...]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {t: i for i, t in enumerate(self.terms)}

    @cached_property
    def _words(self) -> Lexicon:
        return Lexicon({t: i for t, i in self._numbers.items() if " " not in t and t[0] != "@"}, missing=-1)

    @cached_property
    def _pairs(self) -> tuple[HashIndex, Ints]:
        """Index of the bigrams by word numbers, and the term number of each."""
        number = self._numbers
        pairs = [t for t in self.terms if " " in t and t[0] != "@"]
        terms = np.array([number[t] for t in pairs], np.int64)
        words = np.array([number[word] for word in " ".join(pairs).split()], np.int64).reshape(-1, 2)
        return hash_index(hashes_of(words[:, 0] * len(self.terms) + words[:, 1])), terms

    @cached_property
    def _skills(self) -> dict[str, list[int]]:
        number, skills = self._numbers, load_taxonomy().skills
        return {skill: [number[t] for t in _mention_terms(skill) if t in number] for skill in skills}

    def find(self, document: Document, skills: Sequence[Skill]) -> Occurrences:
        """Find every occurrence of a known term in a document with the given skills."""
        sections = _sections(document)
        words, tokens, single = self._find_words(document)
        sentences = document.sentence_of[tokens]
        named, at = self._find_skills(document, skills)
        asked, where = self._find_needs(document, skills)
        named_role = np.zeros(len(document.starts) + 1, bool)
        named_role[name_tokens(document)] = True
        within = named_role[tokens]
        within[single:] |= named_role[tokens[single:] + 1]
        shares = sentence_shares(document, skills)
        places = np.concatenate((sentences, at, where))
        kinds = np.concatenate(
            (np.where(within, IN_NAME, sections[sentences]), sections[at], np.full(len(asked), WHOLE_POSTING))
        )
        kinds[shares[places] < 1] = IN_LIST
        return Occurrences(
            np.concatenate((words, named, asked)), places, kinds, single, len(words) + len(named), shares
        )

    def count(self, document: Document, skills: Sequence[Skill]) -> dict[tuple[int, int], int]:
        """Count the known terms by section: {(section, term): count}."""
        found = self.find(document, skills)
        return Counter(zip(found.sections.tolist(), found.terms.tolist(), strict=True))

    def _find_words(self, document: Document) -> tuple[Ints, Ints, int]:
        """Return the known words and bigrams, the token of each, and the number of single words."""
        words = document.tokens.ids(self._words)
        known = (words >= 0).nonzero()[0]
        left, pairs = self._find_pairs(words, document.sentence_of)
        return np.concatenate((words[known], pairs)), np.concatenate((known, left)), len(known)

    def _find_pairs(self, words: Ints, sentences: Ints) -> tuple[Ints, Ints]:
        index, terms = self._pairs
        left, right = words[:-1], words[1:]
        near = ((left >= 0) & (right >= 0) & (sentences[:-1] == sentences[1:])).nonzero()[0]
        found = index.find(hashes_of(left[near] * len(self.terms) + right[near]))
        known = found != MISSING
        return near[known], terms[found[known] - 1]

    def _find_skills(self, document: Document, skills: Sequence[Skill]) -> tuple[Ints, Ints]:
        starts = np.array([start for s in skills for start, _ in s.mentions], np.int64)
        terms = [self._skills[s.id] for s in skills for _ in s.mentions]
        sentences = _sentences_at(document, starts)
        flat = np.array([number for numbers in terms for number in numbers], np.int64)
        return flat, np.repeat(sentences, [len(numbers) for numbers in terms])

    def _find_needs(self, document: Document, skills: Sequence[Skill]) -> tuple[Ints, Ints]:
        terms = np.array([self._numbers.get(_need_term(s), -1) for s in skills], np.int64)
        sentences = _sentences_at(document, np.array([s.mentions[0][0] for s in skills], np.int64))
        return terms[terms >= 0], sentences[terms >= 0]


def build_vocabulary(read: Iterable[tuple[Document, Sequence[Skill]]], fewest: int = 5) -> Vocabulary:
    """Build the vocabulary of the terms in at least `fewest` documents, the commonest first."""
    seen: Counter[str] = Counter()
    for document, skills in read:
        seen.update(set(_word_terms(document)))
        seen.update({t for s in skills for t in (*_mention_terms(s.id), _need_term(s))})
    return Vocabulary(tuple(t for t, n in sorted(seen.items(), key=lambda e: (-e[1], e[0])) if n >= fewest))


def name_tokens(document: Document) -> list[int]:
    """Return the indices of tokens within names of roles, as in "data engineer" or "machine learning engineers"."""
    parts = document.tokens.ids(_NAMES)
    found: list[int] = []
    for i in ((parts[:-1] == _FIELD) & (parts[1:] == _HEAD)).nonzero()[0].tolist():
        start = i - 1 if i and document.lower[i - 1] == _BEFORE_LEARNING else i
        found.extend(range(start, i + 2))
    return found


def _word_terms(document: Document) -> Iterator[str]:
    sentences = document.sentence_of.tolist()
    before = None
    meant, starts = document.tokens.meant, document.starts.tolist()
    for i, written in enumerate(document.lower):
        word = meant.get(starts[i], written).lower()
        if not word[0].isalnum():
            before = None
            continue
        yield word
        if before is not None and sentences[i] == sentences[i - 1]:
            yield f"{before} {word}"
        before = word


def _mention_terms(skill: str) -> list[str]:
    taxonomy = load_taxonomy()
    category = f"@category:{taxonomy.skills[skill].category}"
    return [*(f"@skill:{s}" for s in (skill, *taxonomy.ancestors(skill))), category]


def _need_term(skill: Skill) -> str:
    return f"@asked:{skill.need}:{skill.category}"


def _sections(document: Document) -> Ints:
    return np.array([TERM_SECTIONS.index(s.kind) for s in document.sentences], np.int64)


def _sentences_at(document: Document, starts: Ints) -> Ints:
    tokens = np.searchsorted(document.starts, starts)
    return document.sentence_of[np.minimum(tokens, max(len(document.starts) - 1, 0))]
