"""Train the sentence classifier: count words by kind of section, labelled by the headings of postings.

Run `python -m truerole.model.sections.train POSTINGS.jsonl.gz > data/wording.tsv` to count anew; counts alone are kept.
"""

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from truerole.core.reading import SectionKind
from truerole.model.sections.naive_bayes import KINDS, SentenceClassifier, from_counts, normalise
from truerole.model.sections.segmenter import segment_text
from truerole.model.text.clean import clean
from truerole.model.text.line_breaks import restore_breaks
from truerole.model.text.tokenizer import Tokens, tokenise

LEAST_SENTENCES = 50
# Farther below its heading a sentence often stands in a section whose heading was not seen.
_NEAR = 10
_LEAST_WORDS = 3
_LEAST_CHARACTERS_PER_LINE = 300
# Sentences worded much more like another kind than the one their heading says are left out of the second count.
_FAR_OFF = 3.0
_LEGAL = re.compile(
    r"equal (employment )?opportunity|without regard to|protected veteran|reasonable accommodation|sexual orientation"
)

Labelled = tuple[tuple[str, ...], int]


def labelled(texts: Iterable[str]) -> Iterator[Labelled]:
    """Yield the words, and the kind's index in `KINDS`, of each sentence near below a heading."""
    nothing = from_counts({})
    for text in map(clean, texts):
        if text.count("\n") * _LEAST_CHARACTERS_PER_LINE >= len(text):
            yield from _sentences(text, nothing)


def _sentences(text: str, classifier: SentenceClassifier) -> Iterator[Labelled]:
    tokens = restore_breaks(tokenise(text))
    kind: SectionKind | None = None
    below = 0
    for segment in segment_text(text, tokens, classifier):
        below += 1
        if segment.heading:
            kind, below = segment.heading.kind, 0
        elif segment.end - segment.start > _LEAST_WORDS:
            legal = _LEGAL.search(text, segment.start, segment.end)
            label = "legal" if legal else kind if below <= _NEAR else None
            words = _words(tokens, segment.start, segment.end)
            if label and len(words) >= _LEAST_WORDS:
                yield words, KINDS.index("requirements" if label == "preferred" else label)


def _words(tokens: Tokens, start: int, end: int) -> tuple[str, ...]:
    first, last = np.searchsorted(tokens.starts, (start, end)).tolist()
    return tuple(normalise(word) for word in tokens.words[first:last])


def count(sentences: Iterable[Labelled]) -> dict[str, list[int]]:
    """Count the sentences of each kind with a word anywhere, as first word, or as first pair."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(KINDS))
    for words, kind in sentences:
        for name in {*words, f"^ {words[0]}", f"^ {words[0]} {words[1]}"}:
            counts[name][kind] += 1
    common = {name: by_kind for name, by_kind in counts.items() if sum(by_kind) >= LEAST_SENTENCES}
    return {name: by_kind for name, by_kind in common.items() if all(w in common for w in name.split()[1:])}


def learn(texts: Iterable[str]) -> dict[str, list[int]]:
    """Count the distinct sentences of texts, in a second round without sentences that look mislabelled."""
    sentences = list(dict.fromkeys(labelled(texts)))
    classifier = from_counts(count(sentences))
    return count(s for s in sentences if _plausible(s, classifier))


def _plausible(sentence: Labelled, classifier: SentenceClassifier) -> bool:
    words, kind = sentence
    rows = np.array([classifier.ids[word] for word in words])
    scores = classifier.scores(rows, np.array([0, len(words)]))[0]
    return bool(scores.max() - scores[kind] < _FAR_OFF)


def _descriptions(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["description"]


def main(path: str) -> None:
    """Write the counts of the postings at `path` as tab-separated values."""
    print("\t".join(("word", *KINDS)))
    for name, by_kind in sorted(learn(_descriptions(Path(path))).items()):
        print("\t".join((name, *map(str, by_kind))))


if __name__ == "__main__":
    main(sys.argv[1])
