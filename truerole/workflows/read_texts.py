"""Read texts with a model version, in this process or by all cores: the base of the other workflows."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.stored import StoredReading, stored_reading_of
from truerole.model.reader import default_reader, reader_of, try_read

# Texts that a process is given at a time.
TEXTS_PER_TASK = 64

# Description and title.
Text = tuple[str, str | None]
# Reading of a text and its language (ISO 639-1); or why it cannot be read.
ReadOutcome = tuple[StoredReading, str] | str


def read_texts(texts: Sequence[Text], version: str | None = None) -> list[ReadOutcome]:
    """Read each text with a title in this process; without texts, the model is not even loaded.

    `version` names the model version (default: the champion), as another may be promoted while a run goes on.
    """
    return [_read(*text, version) for text in texts]


def read_texts_parallel(version: str, texts: Sequence[Text], workers: int | None = None) -> list[ReadOutcome]:
    """Read each text with a title by `workers` processes (default: all cores), in order."""
    with closing(map_in_order(partial(read_texts, version=version), chunks(texts, TEXTS_PER_TASK), workers)) as read:
        return [outcome for outcomes in read for outcome in outcomes]


def _read(text: str, title: str | None, version: str | None) -> ReadOutcome:
    reading = try_read(reader_of(version) if version else default_reader(), text, title)
    return reading if isinstance(reading, str) else (stored_reading_of(reading), reading.language)
