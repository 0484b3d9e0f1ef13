"""A posting made ready to be read: clean text, sentences with their section, tokens."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from truerole.core.reading import Section
from truerole.model.sections import headings
from truerole.model.sections.classifier import Sentence, classify_sentences, merge_sections
from truerole.model.sections.naive_bayes import load_sentence_classifier
from truerole.model.text.clean import clean
from truerole.model.text.tokenizer import Places, Tokens, TokenTexts, tokenise

# A text with fewer line breaks than this has lost most of them.
_CHARACTERS_PER_LINE = 300
_LETTERS = 26
_GLUE = re.compile(r"[a-z](?=[A-Z])")


@dataclass(frozen=True)
class Document:
    """Hold a text cut into sentences and tokens; all places are those of the text as given."""

    text: str
    clean: str
    sentences: tuple[Sentence, ...]
    tokens: Tokens

    @property
    def words(self) -> TokenTexts:
        """Return the tokens as they are written."""
        return self.tokens.words

    @property
    def lower(self) -> TokenTexts:
        """Return the tokens in lower case."""
        return self.tokens.lower

    @property
    def starts(self) -> Places:
        """Return where each token starts."""
        return self.tokens.starts

    @property
    def ends(self) -> Places:
        """Return where each token ends."""
        return self.tokens.ends

    @cached_property
    def sentence_of(self) -> npt.NDArray[np.int64]:
        """Return for each token the index of its sentence."""
        edges = np.empty(max(len(self.sentences), 1) + 1, np.int64)
        edges[0], edges[-1] = 0, len(self.starts)
        edges[1:-1] = self.starts.searchsorted([s.start for s in self.sentences[1:]])
        return np.repeat(np.arange(len(edges) - 1), edges[1:] - edges[:-1])

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Return the blocks: neighbouring sentences of one kind."""
        return merge_sections(self.sentences)


def prepare(text: str) -> Document:
    """Return `text` as a document; a text without a word gives one without tokens."""
    readable = clean(text)
    tokens = restore_breaks(tokenise(readable))
    return Document(text, readable, classify_sentences(readable, tokens), tokens)


def restore_breaks(tokens: Tokens) -> Tokens:
    """Return the tokens with words apart that lost the line break between them, as in "reportsBuild"."""
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
    """Return where a word that starts at `start` comes apart, if it does."""
    glue, wording = _GLUE.search(word), load_sentence_classifier()
    if not glue or wording.knows(word):
        return None
    left, right = word[: glue.end()], word[glue.end() :]
    opens = right in wording.sentence_starters or right in headings.heading_starters()
    return start + glue.end() if opens and wording.knows(left) else None
