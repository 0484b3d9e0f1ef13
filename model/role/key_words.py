"""Key-word lists: runs of bare names, as some postings have at their end, which say little of the work.

A list is known by its form, not by what it names: many short items between commas or lines, or hardly a word that is
no skill.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from truerole.core.reading import Skill
from truerole.model.text.char_classes import SIGN
from truerole.model.text.document import Document
from truerole.model.text.hash_table import Ints
from truerole.model.text.vocabulary import Lexicon

Floats = npt.NDArray[np.float32]

# A run of bare sentences with so many items is a list of key words; all of it counts as this part of a sentence.
LONG = 12
LIST_SHARE = 0.1
# A sentence is bare where this share of its words is skills, or where its items have this many words on average.
_SKILLS, _ITEM = 0.6, 2.5
_SEPARATORS = Lexicon(dict.fromkeys(",;|/•·", 1))


def sentence_shares(document: Document, skills: Sequence[Skill]) -> Floats:
    """Return the weight of each sentence (sentences): 1, or less within a list of key words."""
    n = len(document.sentences)
    tokens, at = document.tokens, document.sentence_of
    words = np.bincount(at[~tokens.of_kind(SIGN)], minlength=n)
    named, mentions = _skill_words(document, skills)
    covered = np.bincount(at[named], minlength=n)
    items = np.bincount(at[tokens.ids(_SEPARATORS) > 0], minlength=n) + 1
    bare = (words > 0) & ((covered >= _SKILLS * words) | (words <= _ITEM * items))
    bare &= ~np.array([s.heading for s in document.sentences], bool)
    return _by_run(bare, np.maximum(items, np.bincount(mentions, minlength=n)))


def _skill_words(document: Document, skills: Sequence[Skill]) -> tuple[Ints, Ints]:
    """Return the tokens within mentions of skills, and the sentence of each mention."""
    spans = np.array([span for skill in skills for span in skill.mentions], np.int64).reshape(-1, 2)
    first, last = document.starts.searchsorted(spans[:, 0]), document.starts.searchsorted(spans[:, 1])
    size = len(document.starts) + 1
    edges = np.bincount(first, minlength=size) - np.bincount(last, minlength=size)
    return np.flatnonzero(np.cumsum(edges)[:-1] > 0), document.sentence_of[first]


def _by_run(bare: npt.NDArray[np.bool_], items: Ints) -> Floats:
    shares = np.ones(len(bare), np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], bare, [False]))))
    for first, last in edges.reshape(-1, 2).tolist():
        if items[first:last].sum() >= LONG:
            shares[first:last] = LIST_SHARE / (last - first)
    return shares
