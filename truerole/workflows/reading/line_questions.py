"""Lines to be labelled: the sentence of a few drawn postings whose kind of work the model is least sure of.

A sentence helps most where the two likeliest kinds are near to each other (margin sampling, Scheffer et al. 2001) and
where it weighs in the role: duties first. One in seven is drawn by lot, so that the labels are not of doubts alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

import numpy as np

from truerole.core.reading import DUTIES, Duty
from truerole.data.labels.line_labels import (
    LONGEST_LINE,
    LineLabel,
    NewLineLabel,
    add_line_labels,
    annotated_lines,
    line_key,
    undo_line_label,
)
from truerole.data.labels.queue import Question, labellable, questions_of
from truerole.data.market.bitmap_arrays import bitmap_to_array
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store
from truerole.model.duties.classifier import layout_of, predict_duties
from truerole.model.duties.profile import section_shares
from truerole.model.reader import Reader, default_reader
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import Document, prepare

# So many postings are drawn for one question, which takes a tenth of a second.
POSTINGS = 24
RANDOM_SHARE = 1 / 7
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class LineQuestion:
    """Sentence to be labelled, with heading and neighbours, and the kind of work that the model reads."""

    posting: int
    title: str | None
    heading: str
    before: str
    line: str
    after: str
    model: str
    read_duty: Duty


class _Candidate(NamedTuple):
    """Sentence of a document, and how much its label would help."""

    document: Document
    question: Question
    sentence: int
    read: Duty
    gain: float


@dataclass
class LineSession:
    """Session of an annotator of lines; `question` is asked until the answer or a skip."""

    annotator: str
    question: LineQuestion | None = None
    given: int = 0
    skipped: set[str] = field(default_factory=set)

    def ask(self, store: Store, index: BitmapIndex) -> LineQuestion | None:
        """Return the line to be labelled; None where no posting of the store has a line left."""
        if self.question is None:
            seen = {_plain(label.line) for label in annotated_lines(store)} | self.skipped
            chance = Random(f"{self.annotator} {len(seen)}")
            self.question = draw_line_question(store, index, default_reader(), seen, chance)
        return self.question

    def answer(self, store: Store, duty: Duty) -> None:
        """Store the label of the current line, if there is one."""
        asked = self.question
        if asked is None:
            return
        add_line_labels(
            store,
            [
                NewLineLabel(
                    line=asked.line,
                    duty=duty,
                    annotator=self.annotator,
                    posting=asked.posting,
                    model=asked.model,
                    read_duty=asked.read_duty,
                )
            ],
        )
        self.given += 1
        self.question = None

    def skip(self) -> None:
        """Leave the current line out, until the session ends."""
        if self.question:
            self.skipped.add(_plain(self.question.line))
            self.question = None

    def undo(self, store: Store) -> LineLabel | None:
        """Undo and return the annotator's last label of a line; None without a label."""
        undone = undo_line_label(store, self.annotator)
        if undone:
            self.given, self.question = max(0, self.given - 1), None
        return undone


def draw_line_question(
    store: Store, index: BitmapIndex, reader: Reader, seen: Collection[str], chance: Random
) -> LineQuestion | None:
    """Draw the line whose label helps most from a few postings, without the lines `seen` (small letters)."""
    numbers = bitmap_to_array(labellable(index)).tolist()
    drawn = questions_of(store, chance.sample(numbers, min(POSTINGS, len(numbers))))
    found = [c for question in drawn for c in _candidates(reader, question) if _plain(_text(c)) not in seen]
    if not found:
        return None
    best = chance.choice(found) if chance.random() < RANDOM_SHARE else max(found, key=lambda c: c.gain)
    return _question(best, reader.model.version)


def _candidates(reader: Reader, question: Question) -> Iterator[_Candidate]:
    """Yield the sentences of a posting that can be asked about."""
    document = prepare(question.text)
    layout = layout_of(document)
    found = reader.model.roles.vocabulary.find(document, extract_skills(document))
    duties = predict_duties(reader.model.duties, found, layout).in_context
    if not len(duties):
        return
    ranked = np.sort(duties, axis=1)
    gains = section_shares(layout.kinds) * found.shares * (1 - ranked[:, -1] + ranked[:, -2])
    for i, (gain, read) in enumerate(zip(gains.tolist(), duties.argmax(axis=1).tolist(), strict=True)):
        candidate = _Candidate(document, question, i, DUTIES[read], gain)
        line = _text(candidate)
        if not layout.headings[i] and line.count(" ") + 1 >= _FEWEST_WORDS and len(line) <= LONGEST_LINE:
            yield candidate


def _question(candidate: _Candidate, version: str) -> LineQuestion:
    document, i = candidate.document, candidate.sentence
    lines = [line_key(document.clean[s.start : s.end]) for s in document.sentences]
    heading = next((k for k in range(i - 1, -1, -1) if document.sentences[k].heading), -1)
    return LineQuestion(
        posting=candidate.question.number or 0,
        title=candidate.question.title,
        heading=lines[heading] if heading >= 0 else "",
        before=lines[i - 1] if i > heading + 1 else "",
        line=_text(candidate),
        after=lines[i + 1] if i + 1 < len(lines) else "",
        model=version,
        read_duty=candidate.read,
    )


def _text(candidate: _Candidate) -> str:
    sentence = candidate.document.sentences[candidate.sentence]
    return line_key(candidate.document.text[sentence.start : sentence.end])


def _plain(line: str) -> str:
    return line_key(line).lower()
