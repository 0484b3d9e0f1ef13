"""Fit the duty model to read lines, and to a teacher's probabilities of unread lines.

`python -m truerole.model.duties.train POSTINGS.jsonl.gz DUTIES.jsonl [TEACHER.npz]`

POSTINGS has id, src, description; DUTIES has id, sentence (about its number), text, duty and perhaps second. TEACHER
holds arrays `ids`, `sentences`, `lines` (`line_digest` of the text) and `probabilities` (n × 8) of lines that a larger
model has read (distillation, Hinton et al. 2015).
Writes `data/counts/duties.npz`, and the duty profile of each counted posting by a model that has not seen its source.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.reading import DUTIES
from truerole.model.duties import classifier as c
from truerole.model.duties.classifier import DutyModel, Floats, Layout, context_features, first_words, layout_of
from truerole.model.duties.profile import duty_profile
from truerole.model.duties.softmax_regression import fit_softmax
from truerole.model.duties.weights import save_duties
from truerole.model.role.cross_validation import FOLDS
from truerole.model.role.term_counts import load_label_ids, load_terms, save_profiles
from truerole.model.role.vectorizer import Occurrences, Vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare
from truerole.model.text.hash_table import Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# What the first of two duties counts for, and a line that only the teacher has read.
FIRST_SHARE = 0.7
TAUGHT = 0.5
REGULARISATION = 10.0
CONTEXT_REGULARISATION = 1.0
_ITERATIONS = 250
_PORTION = 64
_LINES = 50_000


@dataclass(frozen=True)
class ParsedPosting:
    """A posting's source, known terms, layout, and `line_digest` of each sentence."""

    id: str
    source: str
    found: Occurrences
    layout: Layout
    lines: Ints


@dataclass(frozen=True)
class DutyLines:
    """DutyLines by number of all sentences (n), their targets (n × 8) and weights (n)."""

    rows: Ints
    targets: Floats
    weights: Floats

    def take(self, kept: npt.NDArray[np.bool_]) -> "DutyLines":
        """Return the lines that are kept."""
        return DutyLines(self.rows[kept], self.targets[kept], self.weights[kept])

    def join(self, other: "DutyLines") -> "DutyLines":
        """Return these lines and the others."""
        return DutyLines(
            np.concatenate((self.rows, other.rows)),
            np.concatenate((self.targets, other.targets)),
            np.concatenate((self.weights, other.weights)),
        )


class Corpus:
    """Sentences of many postings, one after another, with their features as sparse matrices."""

    def __init__(self, postings: Sequence[ParsedPosting], terms: int) -> None:
        self.postings, self.terms = postings, terms
        self.sizes = np.array([len(p.layout.kinds) for p in postings], np.int64)
        self.offsets = np.append(0, np.cumsum(self.sizes))
        self.posting_of = np.repeat(np.arange(len(postings)), self.sizes)
        self.kinds = np.concatenate([p.layout.kinds for p in postings])
        self.sources = np.array([p.source for p in postings])[self.posting_of]
        self._number = {p.id: i for i, p in enumerate(postings)}

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def row(self, posting: str, sentence: int, line: int) -> int | None:
        """Return the number among all of a posting's sentence with the digest `line`, None where there is none.

        Where the posting has it several times, that nearest to the number `sentence`.
        """
        number = self._number.get(posting)
        found = np.flatnonzero(self.postings[number].lines == line) if number is not None else ()
        return int(self.offsets[number] + min(found, key=lambda i: abs(i - sentence))) if len(found) else None

    @cached_property
    def idf(self) -> Floats:
        """Inverse document frequency by sentence (terms), about 1 for a rare term."""
        rows, columns = self._occurrences(lambda f: slice(0, f.asked))
        seen = np.bincount(np.unique(rows * self.terms + columns) % self.terms, minlength=self.terms)
        return ((np.log((1 + len(self)) / (1 + seen)) + 1) / _IDF_SCALE).astype(np.float32)

    @cached_property
    def own(self) -> "csr_matrix":
        """Terms of each sentence, length 1 (sentences × terms)."""
        return self._matrix(*self._occurrences(lambda f: slice(0, f.asked)))

    @cached_property
    def words(self) -> "csr_matrix":
        """Words of each sentence, length 1, and a last row of none (sentences + 1 × terms)."""
        return self._matrix(*self._occurrences(lambda f: slice(0, f.words)), more=1)

    def features(self, rows: Ints) -> "csr_matrix":
        """Return the features of the first step (rows × 5 · terms + 14), by their full weight."""
        from scipy.sparse import csr_matrix, hstack

        n, offsets, posting = len(rows), self.offsets, self.posting_of[rows]
        before = np.where(rows > offsets[posting], rows - 1, -1)
        after = np.where(rows + 1 < offsets[posting + 1], rows + 1, -1)
        at, first = np.arange(n), self._first[rows]
        known = first >= 0
        opening = csr_matrix((np.full(known.sum(), c.FIRST), (at[known], first[known])), (n, self.terms))
        plain = np.zeros((n, c.LENGTHS + 1), np.float32)
        plain[at, c.length_number(self._lengths[rows])] = c.LENGTH
        plain[:, -1] = c.IS_HEADING * self._headings[rows]
        near = [self.words[r] * scale for r, scale in (
            (before, c.PREVIOUS), (after, c.NEXT), (self._above[rows], c.HEADING_ABOVE)
        )]  # fmt: skip
        return hstack([self.own[rows], opening, *near, csr_matrix(plain)]).tocsr().astype(np.float32)

    @cached_property
    def _first(self) -> Ints:
        found = np.full(len(self), -1, np.int64)
        for posting, offset in zip(self.postings, self.offsets[:-1].tolist(), strict=True):
            sentences, terms = first_words(posting.found)
            found[sentences + offset] = terms
        return found

    @cached_property
    def _lengths(self) -> Ints:
        return np.concatenate([p.layout.lengths for p in self.postings])

    @cached_property
    def _headings(self) -> npt.NDArray[np.bool_]:
        return np.concatenate([p.layout.headings for p in self.postings])

    @cached_property
    def _above(self) -> Ints:
        above = np.concatenate([p.layout.above for p in self.postings])
        return np.where(above < 0, -1, above + self.offsets[self.posting_of])

    def _occurrences(self, part: Callable[[Occurrences], slice]) -> tuple[Ints, Ints]:
        offsets = self.offsets[:-1].tolist()
        rows = [p.found.sentences[part(p.found)] + o for p, o in zip(self.postings, offsets, strict=True)]
        return np.concatenate(rows), np.concatenate([p.found.terms[part(p.found)] for p in self.postings])

    def _matrix(self, rows: Ints, columns: Ints, more: int = 0) -> "csr_matrix":
        from scipy.sparse import csr_matrix

        values = self.idf[columns]
        length = np.sqrt(np.bincount(rows, values * values, len(self))).clip(1)
        return csr_matrix((values / length[rows], (rows, columns)), (len(self) + more, self.terms), np.float32)


_IDF_SCALE = 8.0


def read_corpus(path: Path) -> Corpus:
    """Parse all postings of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [(r["id"], r["src"], r["description"]) for r in map(json.loads, file)]
    terms = load_terms()
    parsed = [p for portion in map_in_order(partial(_parse, terms), chunks(rows, _PORTION)) for p in portion]
    return Corpus(parsed, len(terms))


def _parse(terms: tuple[str, ...], rows: list[tuple[str, str, str]]) -> list[ParsedPosting]:
    vocabulary, found = _vocabulary(terms), []
    for id, source, text in rows:
        document = prepare(text)
        lines = np.array([line_digest(text[s.start : s.end]) for s in document.sentences], np.int64)
        known = vocabulary.find(document, extract_skills(document))
        found.append(ParsedPosting(id, source, known, layout_of(document), lines))
    return found


def line_digest(text: str) -> int:
    """Return the CRC-32 of a line without the blanks around it."""
    return crc32(text.strip().encode("utf-8", "surrogatepass"))


_made: dict[int, Vocabulary] = {}


def _vocabulary(terms: tuple[str, ...]) -> Vocabulary:
    return _made.setdefault(len(terms), Vocabulary(terms))


def read_lines(corpus: Corpus, lines: Iterable[str]) -> DutyLines:
    """Return the read lines of a file, without lines that the corpus lacks."""
    rows, targets = [], []
    for line in lines:
        record = json.loads(line)
        row = corpus.row(record["id"], record["sentence"], line_digest(record["text"]))
        if row is not None:
            target = np.zeros(len(DUTIES), np.float32)
            share = FIRST_SHARE if record.get("second") else 1.0
            target[DUTIES.index(record["duty"])] = share
            if record.get("second"):
                target[DUTIES.index(record["second"])] += 1 - share
            rows.append(row)
            targets.append(target)
    return DutyLines(np.array(rows, np.int64), np.array(targets), np.ones(len(rows), np.float32))


def taught_lines(corpus: Corpus, path: Path) -> DutyLines:
    """Return the lines that a teacher has read."""
    with np.load(path, allow_pickle=False) as file:
        places = (file[name].tolist() for name in ("ids", "sentences", "lines"))
        rows, probabilities = [corpus.row(*line) for line in zip(*places, strict=True)], file["probabilities"]
    kept = np.array([row is not None for row in rows])
    numbers = np.array([row for row in rows if row is not None], np.int64)
    return DutyLines(numbers, probabilities[kept].astype(np.float32), np.full(len(numbers), TAUGHT, np.float32))


def fit_duties(corpus: Corpus, read: DutyLines, taught: DutyLines | None, folds: Ints) -> tuple[DutyModel, Floats]:
    """Fit the model to all lines; also return probabilities (sentences × 8) by models that saw no line of the fold.

    `folds` (sentences) numbers the folds, of whole sources.
    """
    lines = read if taught is None else read.join(taught)
    first = np.zeros((len(corpus), len(DUTIES)), np.float32)
    for fold in range(FOLDS):
        fitted = _fit_first(corpus, lines.take(folds[lines.rows] != fold))
        unseen = np.flatnonzero(folds == fold)
        first[unseen] = _predict_first(corpus, fitted, unseen)
        print(f"fold {fold + 1} of {FOLDS}: {_right(first, read.take(folds[read.rows] == fold)):.4f}", file=sys.stderr)
    features = _all_context(corpus, first)
    second = np.zeros_like(first)
    for fold in range(FOLDS):
        weights, intercept = _fit_second(features, read.take(folds[read.rows] != fold))
        unseen = folds == fold
        second[unseen] = c.softmax_rows(features[unseen] @ weights + intercept)
    print(f"first step {_right(first, read):.4f}, both {_right(second, read):.4f}", file=sys.stderr)
    return _model(corpus, _fit_first(corpus, lines), _fit_second(features, read)), first


def _fit_first(corpus: Corpus, lines: DutyLines) -> tuple[Floats, Floats]:
    matrix = corpus.features(lines.rows)
    # A feature of one line says nothing of others.
    kept = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) > 1)
    weights = np.zeros((matrix.shape[1], len(DUTIES)), np.float32)
    weights[kept], intercept = fit_softmax(
        matrix[:, kept], lines.targets, lines.weights, REGULARISATION, iterations=_ITERATIONS
    )
    return weights, intercept


def _predict_first(corpus: Corpus, fitted: tuple[Floats, Floats], rows: Ints) -> Floats:
    weights, intercept = fitted
    parts = [rows[i : i + _LINES] for i in range(0, len(rows), _LINES)]
    return np.concatenate([c.softmax_rows(corpus.features(part) @ weights + intercept) for part in parts])


def _all_context(corpus: Corpus, first: Floats) -> Floats:
    edges = pairwise(corpus.offsets.tolist())
    return np.concatenate([context_features(first[a:b], corpus.kinds[a:b]) for a, b in edges if b > a])


def _fit_second(features: Floats, read: DutyLines) -> tuple[Floats, Floats]:
    seen = features[read.rows]
    mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    weights, intercept = fit_softmax(
        (seen - mean) / spread, read.targets, read.weights, CONTEXT_REGULARISATION, iterations=_ITERATIONS
    )
    return weights / spread[:, None], intercept - (mean / spread) @ weights


def _model(corpus: Corpus, first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> DutyModel:
    v, weights = corpus.terms, first[0]
    own, opening, before, after, above = (weights[i * v : (i + 1) * v] for i in range(5))
    near = np.stack([opening, before, after, above], axis=1)
    words = np.flatnonzero(np.abs(near).sum(axis=(1, 2)))
    rows = np.full(v, len(words), np.int32)
    rows[words] = np.arange(len(words))
    plain = weights[5 * v :]
    none = np.zeros((1, 4, len(DUTIES)), np.float32)
    return DutyModel(
        corpus.idf, own, rows, np.concatenate([near[words], none]), plain[:-1], plain[-1], first[1], *second
    )


def _right(probabilities: Floats, read: DutyLines) -> float:
    """Return the share of read lines whose duty is the likeliest."""
    return float((probabilities[read.rows].argmax(axis=1) == read.targets.argmax(axis=1)).mean())


def source_numbers(corpus: Corpus) -> Ints:
    """Return the fold of each sentence: whole sources, about as many postings in each."""
    from sklearn.model_selection import GroupKFold

    sources = np.array([p.source for p in corpus.postings])
    fold = np.zeros(len(sources), np.int64)
    for number, (_, unseen) in enumerate(GroupKFold(FOLDS).split(np.zeros(len(sources)), groups=sources)):
        fold[unseen] = number
    return fold[corpus.posting_of]


def main(postings: str, duties: str, teacher: str | None = None) -> None:
    """Fit the duty model to the lines of files, and write it with the profiles of the postings."""
    corpus = read_corpus(Path(postings))
    read = read_lines(corpus, Path(duties).read_text("utf-8").splitlines())
    taught = taught_lines(corpus, Path(teacher)) if teacher else None
    model, unseen = fit_duties(corpus, read, taught, source_numbers(corpus))
    profiles = {
        posting.id: duty_profile(unseen[first:last], corpus.kinds[first:last], posting.found.shares)
        for posting, (first, last) in zip(corpus.postings, pairwise(corpus.offsets.tolist()), strict=True)
    }
    save_profiles(np.array([profiles[id] for id in load_label_ids()]))
    save_duties(model)


if __name__ == "__main__":
    main(*sys.argv[1:])
