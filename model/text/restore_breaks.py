"""Restore line breaks that a pasted text has lost, between words as in "reportsBuild"."""

import re
from dataclasses import replace

import numpy as np

from truerole.model.sections import headings
from truerole.model.sections.naive_bayes import load_sentence_classifier
from truerole.model.text.tokenizer import Tokens

# A text with fewer line breaks than this has lost most of them.
_CHARACTERS_PER_LINE = 300


_LETTERS = 26


_GLUE = re.compile(r"[a-z](?=[A-Z])")


def restore_breaks(tokens: Tokens) -> Tokens:
    """Split tokens at lost line breaks, as in "reportsBuild", in texts with few line breaks."""
    text = tokens.text
    if text.count("\n") * _CHARACTERS_PER_LINE >= len(text):
        return tokens
    small, capital = tokens.codes - ord("a") < _LETTERS, tokens.codes - ord("A") < _LETTERS
    glue = (small[:-1] & capital[1:]).nonzero()[0]
    glued = sorted(set((tokens.starts.searchsorted(glue, side="right") - 1).tolist()))
    found = [_seam(int(tokens.starts[i]), text[tokens.starts[i] : tokens.ends[i]]) for i in glued]
    seams = [seam for seam in found if seam]
    if not seams:
        return tokens
    starts, ends = (np.sort(np.append(edges, seams)) for edges in (tokens.starts, tokens.ends))
    return replace(tokens, starts=starts, ends=ends)


def _seam(start: int, word: str) -> int | None:
    """Return the offset at which a word from `start` on splits into two known words, or None."""
    glue, classifier = _GLUE.search(word), load_sentence_classifier()
    if not glue or classifier.knows(word):
        return None
    left, right = word[: glue.end()], word[glue.end() :]
    opens = right in classifier.sentence_starters or right in headings.heading_starters()
    return start + glue.end() if opens and classifier.knows(left) else None
