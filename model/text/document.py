"""Document: a posting cleaned, cut into tokens and sentences, with the section of each sentence."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from truerole.core.reading import Section
from truerole.model.duties.denials import denied_tokens
from truerole.model.sections.classifier import Sentence, classify_sentences, merge_sections
from truerole.model.skills.misspellings import find_misspellings
from truerole.model.text.broken_words import join_lines, mend_words
from truerole.model.text.clean import clean, lower_if_capitals
from truerole.model.text.line_breaks import restore_breaks, unwrap_lines
from truerole.model.text.tokenizer import Tokens, TokenTexts, tokenise
from truerole.model.text.vocabulary import Places


@dataclass(frozen=True)
class Document:
    """Text with sentences and tokens; all offsets are those of the text as given.

    By sentence, `firsts` has its first token, `kinds` the index in SECTION_KINDS of its kind of section, `headings` the
    flags of those that are headings.
    """

    text: str
    clean: str
    sentences: tuple[Sentence, ...]
    firsts: Places
    kinds: npt.NDArray[np.int64]
    headings: npt.NDArray[np.bool_]
    tokens: Tokens

    @property
    def words(self) -> TokenTexts:
        """Token strings as written."""
        return self.tokens.words

    @property
    def lower(self) -> TokenTexts:
        """Token strings in lower case."""
        return self.tokens.lower

    @property
    def starts(self) -> Places:
        """Offset of each token's first character."""
        return self.tokens.starts

    @property
    def ends(self) -> Places:
        """Offset after each token's last character."""
        return self.tokens.ends

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Number of tokens of each sentence (sentences)."""
        edges = np.empty(len(self.sentences) + 1, np.int64)
        edges[:-1] = self.firsts
        edges[:1], edges[-1] = 0, len(self.starts)
        return edges[1:] - edges[:-1]

    @cached_property
    def sentence_of(self) -> npt.NDArray[np.int64]:
        """Index of each token's sentence (tokens), 0 where signs alone make no sentence."""
        if not self.sentences:
            return np.zeros(len(self.starts), np.int64)
        return np.arange(len(self.sentences)).repeat(self.lengths)

    @cached_property
    def denied(self) -> npt.NDArray[np.bool_] | None:
        """Flags of the tokens that deny a kind of work (tokens), None where no token does."""
        return denied_tokens(self.clean, self.tokens)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections: runs of neighbouring sentences of the same kind."""
        return merge_sections(self.sentences)


def prepare(text: str) -> Document:
    """Parse a text into a document; without a word in the text the document has no tokens."""
    cleaned = lower_if_capitals(clean(text))
    whole = join_lines(cleaned)
    readable = unwrap_lines(whole)
    tokens = mend_words(restore_breaks(tokenise(readable)), text, lines_joined=whole != cleaned)
    misspelt = find_misspellings(tokens)
    if misspelt:
        tokens = replace(tokens, meant={**misspelt, **tokens.meant})
    return Document(text, readable, *classify_sentences(readable, tokens), tokens)
