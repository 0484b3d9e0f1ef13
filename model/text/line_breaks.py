"""Line breaks as the author meant them: those that a text has lost come back, those of a narrow column go.

A text that was copied from a mail or a terminal is wrapped: its lines end where the next word would be too long.
"""

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

# Columns are as wide as this. A line of this part of the longest line is long: below it, a text goes on where its
# next line begins in lower case. A text is wrapped where so many long lines go on, and this share of all long ones.
_NARROWEST, _WIDEST = 40, 130
_WIDE_LINE = re.compile(rf"\n[^\n]{{{_WIDEST + 1}}}")
_LONG_PART = 0.6
_FEWEST_GOING_ON, _SHARE_GOING_ON = 3, 0.3
_OPENS_ITEM = re.compile(r"\W*(?:o\s|\d{1,2}[.)]\s)|[^\w\s(\"'“‘$€£&]")
_FIRST_CHUNK = re.compile(r"[^\s-]*-?")


def unwrap_lines(text: str) -> str:
    """Turn the line breaks of a wrapped text into blanks, where a sentence goes on in the next line."""
    if _WIDE_LINE.search(text):
        return text
    lines = text.split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST or len(lines) <= _FEWEST_GOING_ON:
        return text
    long = [i for i, line in enumerate(lines[:-1]) if len(line) >= _LONG_PART * width and lines[i + 1].strip()]
    going_on = {i for i in long if lines[i + 1].lstrip()[0].islower() and not _OPENS_ITEM.match(lines[i + 1])}
    if len(going_on) < max(_FEWEST_GOING_ON, _SHARE_GOING_ON * len(long)):
        return text
    joined = {i for i in long if i in going_on or _is_full(lines[i], lines[i + 1], width)}
    return "".join(f"{line}{' ' if i in joined else chr(10)}" for i, line in enumerate(lines))[:-1]


def _is_full(line: str, below: str, width: int) -> bool:
    """Return whether the next line's first word would not have fitted, and goes on: it opens no item or heading."""
    first = _FIRST_CHUNK.match(below.lstrip())
    if _OPENS_ITEM.match(below) or len(line.rstrip()) + 1 + len(first[0] if first else "") <= width:
        return False
    return not headings.classify_heading(below.strip(), bullet=False, opens_list=False)


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
    starts, ends = (np.concatenate((edges, seams)) for edges in (tokens.starts, tokens.ends))
    starts.sort()
    ends.sort()
    return replace(tokens, starts=starts, ends=ends, seams=tuple(seams))


def _seam(start: int, word: str) -> int | None:
    """Return the offset at which a word from `start` on splits into two known words, or None."""
    glue, classifier = _GLUE.search(word), load_sentence_classifier()
    if not glue or classifier.knows(word):
        return None
    left, right = word[: glue.end()], word[glue.end() :]
    opens = right in classifier.sentence_starters or right in headings.heading_starters()
    return start + glue.end() if opens and classifier.knows(left) else None
