"""Answers of hosts that are complete and not yet worked off, held in files, so that a crawl that is killed loses none.

An answer is parsed, read and stored in seconds, while others come: in memory alone, a kill would lose all of these, and
their hosts would be asked again. A file takes the part of a millisecond, and needs no turn with the store's one writer.
It begins with a digest: what a full disk or a power cut left of it, and the file of another task, are no answer.
"""

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import orjson

from truerole.core.crawl import CrawlTask, HeldAnswer, RawResponse, Validators
from truerole.core.schemas.validation import Invalid, validate_json
from truerole.core.settings import home, writable_home
from truerole.data.store.engine import database_file, display_location
from truerole.data.store.store import Store

logger = logging.getLogger(__name__)

# Of these files alone something is read or removed: whatever else lies in the folder is not ours.
_NAME = re.compile(r"[0-9a-f]{32}(?:\.new)?")
# In bytes: several times the longest answer that is taken from a host.
_LONGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class _Head:
    """Second line of a file, in JSON; the rest of the file is the body."""

    source: str
    board: str
    request: str
    url: str
    kind: str | None
    charset: str | None
    fetched_at: datetime
    validators: Validators | None


@dataclass(frozen=True, slots=True)
class HeldAnswers:
    """Files of a run's held answers, one a task, in a folder of their own."""

    folder: Path

    def hold(self, task: CrawlTask, answer: HeldAnswer) -> None:
        """Write the answer to a task; where that fails, it is in memory alone, and the crawl goes on."""
        raw, path = answer.raw, self._path(task)
        head = _Head(
            raw.source, raw.board, raw.request, raw.url, raw.kind, raw.charset, raw.fetched_at, answer.validators
        )
        fresh = path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            content = orjson.dumps(head) + b"\n" + raw.body
            with fresh.open("xb") as file:
                file.write(_digest(task, content) + b"\n" + content)
            fresh.replace(path)
        except OSError as error:
            with suppress(OSError):  # a full disk has held a part
                fresh.unlink()
            logger.warning("answer not held: %s", error.strerror or error, extra={"board": task.board})

    def find(self, task: CrawlTask) -> HeldAnswer | None:
        """Return the answer to a task, None where none is held or its file is damaged."""
        path = self._path(task)
        try:
            if not path.is_file() or path.stat().st_size > _LONGEST:
                return None
            digest, _, content = path.read_bytes().partition(b"\n")
            if digest != _digest(task, content):
                return None
            line, _, body = content.partition(b"\n")
            head = validate_json(_Head, line)
        except (OSError, Invalid):
            return None
        fields = (head.source, head.board, head.request, head.url, head.kind, head.charset, head.fetched_at)
        return HeldAnswer(RawResponse(*fields, body), head.validators)

    def drop(self, tasks: Iterable[CrawlTask]) -> None:
        """Remove the answers to tasks that are done."""
        for task in tasks:
            with suppress(OSError):
                self._path(task).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all answers, and the folder where nothing else lies in it."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                if _NAME.fullmatch(path.name):
                    with suppress(OSError):
                        path.unlink()
            self.folder.rmdir()

    def _path(self, task: CrawlTask) -> Path:
        return self.folder / blake2b(_name(task), digest_size=16).hexdigest()


def _name(task: CrawlTask) -> bytes:
    return f"{task.source}\n{task.board}\n{task.key}".encode()


def _digest(task: CrawlTask, content: bytes) -> bytes:
    """Return a digest of the task and the content of its file, in hexadecimal digits."""
    digest = blake2b(_name(task), digest_size=16)
    digest.update(content)
    return digest.hexdigest().encode()


def held_answers(store: Store) -> HeldAnswers:
    """Return the held answers of a store: beside its file, or in TRUEROLE_HOME where it is on a server."""
    if file := database_file(store.engine):
        return HeldAnswers(file.with_name(f"{file.name}-answers"))
    digest = blake2b(display_location(store.engine).encode(), digest_size=8).hexdigest()
    with suppress(OSError):  # where the folder cannot be made, the server may still be written to
        writable_home()
    return HeldAnswers(home() / f"answers-{digest}")
