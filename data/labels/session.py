"""Labelling session of an annotator: ask, answer, skip and undo, posting by posting."""

from collections import deque
from dataclasses import dataclass, field

from truerole.core.labels import LabelledText, QueueOrder
from truerole.core.reading import Role
from truerole.data.labels import queue
from truerole.data.labels.labels import Annotation, NewLabel, add_labels, undo_label
from truerole.data.labels.query_strategies import MOST_OF_COMPANY
from truerole.data.labels.queue import Question, QueueTurn, questions_of
from truerole.data.market.bitmap_index import BitmapIndex
from truerole.data.store.store import Store


@dataclass
class LabelSession:
    """Session of an annotator; `question` is the posting to be labelled, until the answer or a skip."""

    annotator: str
    order: QueueOrder = "mix"
    question: Question | None = None
    given: int = 0
    skipped: list[int] = field(default_factory=list)
    companies: deque[str | None] = field(default_factory=lambda: deque(maxlen=MOST_OF_COMPANY))

    def ask(self, store: Store, index: BitmapIndex) -> Question | None:
        """Return the posting to be labelled, the same until an answer or a skip; None where no posting is left."""
        if self.question is None:
            turn = QueueTurn(self.annotator, self.order, self.skipped, list(self.companies))
            self.question = queue.draw_question(store, index, turn)
        return self.question

    def answer(self, store: Store, role: Role, second: Role | None = None, sure: int = 3) -> Question | None:
        """Store a label of the current posting, and return the posting; None without a current posting."""
        question = self.question
        if question is None:
            return None
        add_labels(store, [_given(question, self.annotator, role, second if second != role else None, sure)])
        self.given += 1
        self._pass(question)
        return question

    def skip(self) -> None:
        """Leave the posting out, until the session ends."""
        if self.question:
            self.skipped += [self.question.number] if self.question.number is not None else []
            self._pass(self.question)

    def undo(self, store: Store) -> Annotation | None:
        """Undo the annotator's last label, ask about the posting again, and return the label; None without a label."""
        undone = undo_label(store, self.annotator)
        if undone is None:
            return None
        self.given = max(0, self.given - 1)
        kind, number = undone.target
        reopen = questions_of(store, [number], undone.why) if kind == "posting" else []
        self.question = reopen[0] if reopen else None
        return undone

    def _pass(self, question: Question) -> None:
        self.companies.append(question.company)
        self.question = None


def reopen(one: LabelledText) -> Question:
    """Return the question whether a label is right, with the prediction from before the model could learn the label.

    What chance had drawn still counts as drawn by chance.
    """
    return Question(
        number=one.posting,
        why="random" if one.why == "random" else "suspicious",
        title=one.title,
        company=None,
        text=one.text,
        model=one.model,
        read_role=one.read_role,
        read_share=one.read_share,
    )


def _given(question: Question, annotator: str, role: Role, second: Role | None, sure: int) -> NewLabel:
    return NewLabel(
        role=role,
        second=second,
        sure=sure,
        annotator=annotator,
        why=question.why,
        posting=question.number,
        text=question.text if question.number is None else None,
        title=question.title,
        model=question.model,
        read_role=question.read_role,
        read_share=question.read_share,
    )
