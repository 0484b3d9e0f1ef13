"""Vectorizer: the terms of a document for the linear model: words, bigrams, skills with parents and categories.

Terms are plain strings: "data", "data pipelines", "@skill:sql" (said of a skill and of all that it belongs
to), "@category:cloud" and "@asked:required:cloud".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from truerole.core.reading import SECTION_KINDS, Skill
from truerole.core.taxonomy import load_taxonomy
from truerole.model.role.key_words import Floats, mention_tokens, sentence_shares
from truerole.model.text.document import Document
from truerole.model.text.hash_table import MISSING, HashIndex, Ints, hash_index, hashes_of
from truerole.model.text.vocabulary import Lexicon

Flags = npt.NDArray[np.bool_]

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
_FIRST_INDEX = np.zeros(1, np.int64)
_NOWHERE = np.zeros(0, np.int64)
_BEFORE_LEARNING = "machine"
_ASKED = "@asked:"


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences of known terms: arrays of term numbers, sentence indices and sections (of TERM_SECTIONS).

    The first `words` of them are single words; those from `asked` on say what is asked for in the whole posting.
    `shares` (sentences) is what each sentence counts for, less than 1 in lists of key words; `runs` are the indices at
    which another sentence begins than that of the occurrence before.
    """

    terms: Ints
    sentences: Ints
    sections: Ints
    words: int
    asked: int
    shares: Floats
    runs: Ints

    def runs_before(self, end: int) -> Ints:
        """Return the runs among the occurrences before index `end`."""
        return self.runs[: self.runs.searchsorted(end)]


@dataclass(frozen=True)
class Vocabulary:
    """Vocabulary: terms by number, all in lower case; a bigram has a blank between the words."""

    terms: tuple[str, ...]

    def __getstate__(self) -> dict[str, object]:
        # What is worked out from the terms is no part of a pickle, which another version of TrueRole may load.
        return {"terms": self.terms}

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

    @cached_property
    def _needs(self) -> dict[tuple[str, str], int]:
        """Term numbers of what is asked for, by need and category."""
        asked = [t for t in self.terms if t.startswith(_ASKED)]
        return {(need, category): self._numbers[t] for t in asked for _, need, category in [t.split(":")]}

    def find(self, document: Document, skills: Sequence[Skill]) -> Occurrences:
        """Find every occurrence of a known term in a document with the given skills, but for denied terms."""
        return self._find(document, undenied(document, skills), document.denied)

    def _find(self, document: Document, skills: Sequence[Skill], denied: Flags | None) -> Occurrences:
        if not document.sentences:
            # Numbers of a list alone, "1.", are words of no sentence.
            return Occurrences(_NOWHERE, _NOWHERE, _NOWHERE, 0, 0, np.zeros(0, np.float32), _NOWHERE)
        sections = document.kinds
        words, tokens, single = self._find_words(document, denied)
        sentences = document.sentence_of.take(tokens)
        mentions = mention_tokens(document, skills)
        mentioned = document.sentence_of.take(mentions[:, 0])
        named, sizes, asked, firsts = self._find_skills(skills)
        at, where = mentioned.repeat(sizes), mentioned.take(firsts)
        places = np.concatenate((sentences, at, where))
        kinds = sections.take(places)
        names = name_tokens(document)
        if names:
            named_role = np.zeros(len(document.starts) + 1, bool)
            named_role[names] = True
            within = named_role.take(tokens)
            within[single:] |= named_role.take(tokens[single:] + 1)
            kinds[within.nonzero()[0]] = IN_NAME
        kinds[len(words) + len(named) :] = WHOLE_POSTING
        shares = sentence_shares(document, mentions)
        if shares.min(initial=1) < 1:
            kinds[shares.take(places) < 1] = IN_LIST
        return Occurrences(
            np.concatenate((words, named, asked)),
            places,
            kinds,
            single,
            len(words) + len(named),
            shares,
            run_starts(places),
        )

    def count(self, document: Document, skills: Sequence[Skill]) -> dict[tuple[int, int], int]:
        """Count the known terms by section, denied terms included: {(section, term): count}."""
        found = self._find(document, skills, None)
        return Counter(zip(found.sections.tolist(), found.terms.tolist(), strict=True))

    def _find_words(self, document: Document, denied: Flags | None) -> tuple[Ints, Ints, int]:
        """Return the known words and bigrams, the token of each, and the number of single words."""
        words = document.tokens.ids(self._words).astype(np.int64, copy=False)
        if denied is not None:
            words = np.where(denied, -1, words)
        known = (words >= 0).nonzero()[0]
        left, pairs = self._find_pairs(words, document.sentence_of)
        return np.concatenate((words.take(known), pairs)), np.concatenate((known, left)), len(known)

    def _find_pairs(self, words: Ints, sentences: Ints) -> tuple[Ints, Ints]:
        index, terms = self._pairs
        left, right = words[:-1], words[1:]
        near = ((left >= 0) & (right >= 0) & (sentences[:-1] == sentences[1:])).nonzero()[0]
        found = index.find(hashes_of(left.take(near) * len(self.terms) + right.take(near)))
        known = (found != MISSING).nonzero()[0]
        return near.take(known), terms.take(found.take(known) - 1)

    def _find_skills(self, skills: Sequence[Skill]) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the terms of the mentions, how many each has, the terms of needs, and the first mention of each."""
        terms: list[int] = []
        sizes: list[int] = []
        asked: list[int] = []
        firsts: list[int] = []
        of_skill, of_need = self._skills, self._needs
        for skill in skills:
            need = of_need.get((skill.need, skill.category))
            if need is not None:
                asked.append(need)
                firsts.append(len(sizes))
            numbers, times = of_skill[skill.id], len(skill.mentions)
            terms += numbers * times
            sizes += [len(numbers)] * times
        return _ints(terms), _ints(sizes), _ints(asked), _ints(firsts)


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, np.int64)


def undenied(document: Document, skills: Sequence[Skill]) -> Sequence[Skill]:
    """Return the skills without the mentions that a document denies."""
    denied = document.denied
    if denied is None:
        return skills
    kept = [
        (skill, tuple([span for span in skill.mentions if not denied[document.starts.searchsorted(span[0])]]))
        for skill in skills
    ]
    return [skill._replace(mentions=mentions) for skill, mentions in kept if mentions]


def run_starts(sentences: Ints) -> Ints:
    """Return the indices at which the sentence changes, the first index among them."""
    changes = (sentences[1:] != sentences[:-1]).nonzero()[0] + 1
    return np.concatenate((_FIRST_INDEX[: len(sentences)], changes))


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
    return f"{_ASKED}{skill.need}:{skill.category}"
