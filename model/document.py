"""A posting made ready to be read: clean text, sentences with their section, tokens."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from model import headings
from model.reading import Section
from model.sections import Sentence, merge, split
from model.text import clean
from model.tokens import Places, Tokens
from model.wording import load

# Words whole, C++ and C# and F# and decimals as one token, every other sign alone: so that "AWS/GCP", "Hadoop-based"
# and "Node.js" come apart in the posting as they do in the taxonomy.
TOKEN = re.compile(r"[cC]\+\+|[cCfF]#|\d+[.,]\d+|[^\W_]+|[^\w\s]|_")
_TOKENS = re.compile(f"({TOKEN.pattern})")
# A text with fewer line breaks than this has lost most of them.
_CHARACTERS_PER_LINE = 300
_GLUE = re.compile(r"[a-z](?=[A-Z])")


@dataclass(frozen=True)
class Document:
    """Hold a text cut into sentences and tokens; all places are those of the text as given."""

    text: str
    clean: str
    sentences: tuple[Sentence, ...]
    tokens: Tokens

    @property
    def words(self) -> tuple[str, ...]:
        """Return the tokens as they are written."""
        return self.tokens.words

    @property
    def lower(self) -> tuple[str, ...]:
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
        edges = np.fromiter((s.start for s in self.sentences), np.int32, len(self.sentences))
        return np.maximum(np.searchsorted(edges, self.starts, side="right") - 1, 0)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Return the blocks: neighbouring sentences of one kind."""
        return merge(self.sentences)


def prepare(text: str) -> Document:
    """Return `text` as a document; a text without a word gives one without tokens."""
    readable = clean(text)
    tokens = tokenise(readable)
    return Document(text, readable, split(readable, tokens), tokens)


def tokenise(text: str) -> Tokens:
    """Return the tokens of a clean text; words that lost the line break between them ("reportsBuild") come apart."""
    parts = _TOKENS.split(text)  # blank, token, blank, token, …
    edges = np.fromiter(accumulate(map(len, parts)), np.int32, len(parts))
    tokens = Tokens(tuple(parts[1::2]), edges[:-1:2].copy(), edges[1::2].copy())
    return _unglued(text, tokens) if text.count("\n") * _CHARACTERS_PER_LINE < len(text) else tokens


def _unglued(text: str, tokens: Tokens) -> Tokens:
    glue = [match.start() for match in _GLUE.finditer(text)]
    glued = set((tokens.starts.searchsorted(np.array(glue, np.int32), side="right") - 1).tolist())
    found: list[tuple[int, str]] = []
    for i, token in enumerate(zip(tokens.starts.tolist(), tokens.words, strict=True)):
        found.extend(_apart(*token) if i in glued else (token,))
    starts = np.array([start for start, _ in found], np.int32)
    return Tokens(tuple(w for _, w in found), starts, starts + np.array([len(w) for _, w in found], np.int32))


def _apart(start: int, word: str) -> tuple[tuple[int, str], ...]:
    glue, wording = _GLUE.search(word), load()
    if not glue or wording.knows(word):
        return ((start, word),)
    left, right = word[: glue.end()], word[glue.end() :]
    if wording.knows(left) and (right in wording.openers or right in headings.openers()):
        return (start, left), (start + len(left), right)
    return ((start, word),)
