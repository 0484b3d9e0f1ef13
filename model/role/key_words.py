"""Key-word lists: runs of bare names, as some postings have at their end, which say little of the work.

A list is known by its form, not by what it names: many short items between commas or lines, or hardly a word that is
no skill.
"""

from collections.abc import Sequence
from itertools import chain

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


def mention_tokens(document: Document, skills: Sequence[Skill]) -> Ints:
    """Return the first token of each mention of the skills, in order, and the token after its last (mentions × 2)."""
    spans = [span for skill in skills for span in skill.mentions]
    offsets = np.fromiter(chain.from_iterable(spans), np.int64, 2 * len(spans))
    return np.asarray(document.starts.searchsorted(offsets).reshape(-1, 2))


def sentence_shares(document: Document, mentions: Ints) -> Floats:
    """Return the weight of each sentence (sentences): 1, or less within a list of key words.

    `mentions` are the tokens of the skills that the document names, as `mention_tokens` gives them.
    """
    n = len(document.sentences)
    if not n:
        return np.ones(0, np.float32)
    tokens, at = document.tokens, document.sentence_of
    words = document.lengths - np.bincount(at.take(tokens.of_kind(SIGN).nonzero()[0]), minlength=n)
    items = np.bincount(at.take(tokens.ids(_SEPARATORS).nonzero()[0]), minlength=n) + 1
    covered = np.bincount(at.take(_covered(mentions, len(at))), minlength=n)
    bare = (words > 0) & ((covered >= _SKILLS * words) | (words <= _ITEM * items)) & ~document.headings
    return _by_run(bare, np.maximum(items, np.bincount(at.take(mentions[:, 0]), minlength=n)))


def _covered(mentions: Ints, tokens: int) -> Ints:
    """Return the tokens within mentions of skills, of which a few reach into the next sentence."""
    edges = np.bincount(mentions[:, 0], minlength=tokens + 1) - np.bincount(mentions[:, 1], minlength=tokens + 1)
    found: Ints = edges[:-1].cumsum().nonzero()[0]
    return found


def _by_run(bare: npt.NDArray[np.bool_], items: Ints) -> Floats:
    shares = np.ones(len(bare), np.float32)
    if bare @ items < LONG:
        return shares
    edges = np.zeros(len(bare) + 1, bool)
    edges[:-1], edges[-1] = bare, bare[-1]
    edges[1:-1] ^= bare[:-1]
    for first, last in edges.nonzero()[0].reshape(-1, 2).tolist():
        if items[first:last].sum() >= LONG:
            shares[first:last] = LIST_SHARE / (last - first)
    return shares
