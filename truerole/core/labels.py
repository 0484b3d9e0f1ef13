"""Labels of texts: the records that labelling, training and the pages share."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple, get_args

from truerole.core.reading import Duty, Role

# Why a posting of the queue is asked about, and the orders that a person may choose.
QueryStrategy = Literal["uncertain", "title", "novel", "random"]
QueueOrder = Literal["mix", "uncertain", "title", "novel", "random"]
QUEUE_ORDERS: tuple[QueueOrder, ...] = get_args(QueueOrder)

# How a posting came before its annotator: drawn from the queue for this reason, or brought along.
LabelOrigin = Literal["random", "uncertain", "title", "novel", "suspicious", "read", "correction", "import"]
LABEL_ORIGINS: tuple[LabelOrigin, ...] = get_args(LabelOrigin)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Text with the effective label; `source` is the posting's source, else the way of import.

    `posting` is the number of the posting, if it is one; `read_role` what the model had said,
    `number` that of the label.
    """

    title: str | None
    text: str
    role: Role
    second: Role | None
    sure: int
    annotator: str
    at: datetime
    why: LabelOrigin
    source: str
    posting: int | None = None
    model: str | None = None
    read_role: Role | None = None
    read_share: float | None = None
    number: int = 0


class TaughtLine(NamedTuple):
    """Line of a text with the duty that an annotator gives it; `line` is the words of one of the text's sentences."""

    text: str
    line: str
    duty: Duty


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in hex, white space normalised."""
    return sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()
