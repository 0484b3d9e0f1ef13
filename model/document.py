"""A posting made ready to be read: clean text, sentences with their section, tokens."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc

from model.reading import Section
from model.sections import Sentence, merge, split
from model.text import clean

# Words whole, C++ and C# and F# and decimals as one token, every other sign alone: so that "AWS/GCP", "Hadoop-based"
# and "Node.js" come apart in the posting as they do in the taxonomy.
TOKEN = re.compile(r"[cC]\+\+|[cCfF]#|\d+[.,]\d+|[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True)
class Document:
    """Hold a text cut into sentences and tokens; token i stands at `starts[i]` to `ends[i]` of the text as given."""

    text: str
    clean: str
    sentences: tuple[Sentence, ...]
    words: tuple[str, ...]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """Return the tokens in lower case."""
        return tuple(w.lower() for w in self.words)

    @cached_property
    def sentence_of(self) -> npt.NDArray[np.int64]:
        """Return for each token the index of its sentence."""
        edges = np.fromiter((s.start for s in self.sentences), np.int32, len(self.sentences))
        return np.maximum(np.searchsorted(edges, self.starts, side="right") - 1, 0)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Return the blocks: neighbouring sentences of one kind."""
        return merge(self.sentences)

    @cached_property
    def doc(self) -> Doc:
        """Return the tokens as a spaCy document, for its matchers."""
        return Doc(pipeline().vocab, words=list(self.words), spaces=[False] * len(self.words))


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Return the blank English pipeline whose vocabulary every matcher shares."""
    import spacy

    return spacy.blank("en")


def prepare(text: str) -> Document:
    """Return `text` as a document; a text without a word gives one without tokens."""
    readable = clean(text)
    found = [(m.start(), m.end(), m.group()) for m in TOKEN.finditer(readable)]
    starts, ends, words = zip(*found, strict=True) if found else ((), (), ())
    return Document(
        text, readable, split(readable), words, np.asarray(starts, np.int32), np.asarray(ends, np.int32)
    )
