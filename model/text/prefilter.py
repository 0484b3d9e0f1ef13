"""Prefilter for phrase matching: find quickly the tokens that may begin a phrase."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from truerole.model.text.hash_table import Ints
from truerole.model.text.vocabulary import WORD_IDS

Words = tuple[str, ...]
Masks = npt.NDArray[np.uint64]
# Bit of a word that is a phrase alone, whatever follows; the others are for classes of second words.
ALONE, CLASSES = 1 << 63, 63


@dataclass(frozen=True)
class PhrasePrefilter:
    """Words of phrases with their ids, and for each a set of the words that may come next.

    As a set of 63 classes of words is the bits of a number, one "and" of all tokens with their next leaves few that
    begin no phrase: of 650 tokens of a posting 46 are left, of which 29 begin the name of a skill. By word id, `ahead`
    has the classes that a word may be followed by, `own` the class that it is of; their last entry is for all words
    that were added since.
    """

    ids: Mapping[str, int]
    ahead: Masks
    own: Masks

    def candidates(self, word_ids: Ints) -> list[int]:
        """Return the tokens, given by their word ids, that may begin a phrase, and few others."""
        ahead = self.ahead.take(word_ids, mode="clip")
        ahead[:-1] &= self.own.take(word_ids[1:], mode="clip")
        found: list[int] = ahead.astype(bool).nonzero()[0].tolist()
        return found


def phrase_prefilter(phrases: Iterable[Words]) -> PhrasePrefilter:
    """Build the prefilter for phrases, given as words in lower case."""
    phrases = list(phrases)
    known = list(dict.fromkeys(word for words in phrases for word in words))
    ids = dict(zip(known, WORD_IDS.add(known), strict=True))
    room = WORD_IDS.size + 2
    ahead, own = np.zeros(room, np.uint64), np.full(room, ALONE, np.uint64)
    pairs = dict.fromkeys(words[:2] for words in phrases if len(words) > 1)
    left, right = np.array([[ids[a], ids[b]] for a, b in pairs], np.int64).reshape(-1, 2).T
    # Those that follow many words are spread over the classes.
    ranked = [word for word, _ in Counter(right.tolist()).most_common()]
    classes = np.uint64(1) << (np.arange(len(ranked)) % CLASSES).astype(np.uint64)
    own[ranked] |= classes
    np.bitwise_or.at(ahead, left, own.take(right) ^ np.uint64(ALONE))
    ahead[[ids[words[0]] for words in phrases if len(words) == 1]] |= np.uint64(ALONE)
    return PhrasePrefilter(ids, ahead, own)
