"""Logging of the `truerole.*` loggers: warnings and debug lines for a person, JSON lines in a file.

Library code logs by `logging.getLogger(__name__)` and prints nothing; a program that shows the records calls
`configure_logging` once. Records may have the fields `FIELDS`, by `extra`. A call of a logger never ends a run,
whatever it is given and wherever it is written.
"""

import errno
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from math import isfinite
from pathlib import Path
from stat import S_ISFIFO

from truerole.core.errors import DataError
from truerole.core.settings import secrets
from truerole.core.text.visible import one_line, visible

# What a record may say besides its message: a board's display name, a host, an HTTP status, seconds to wait, the time
# until which a request is put off, and counts by name.
FIELDS = ("board", "host", "status", "wait", "retry_at", "counts")
# The display name of the board whose task runs; records of the HTTP client have their `board` from here.
log_board: ContextVar[str | None] = ContextVar("log_board", default=None)
# The `extra` of a record that a person is told anyway: it goes to the file alone.
TOLD = {"told": True}

_ROOT = "truerole"
# The loggers whose warnings a person is shown always; the crawl's are told by its summary.
_SHOWN = ("truerole.model", "truerole.data.store", "truerole.api")
_HIDDEN = "***"
# How a log begins.
_BEGINNING = b'{"time": "'
_SHORTEST_SECRET = 4


def configure_logging(show: Callable[[str], None], *, verbose: bool = False, log_file: Path | None = None) -> None:
    """Choose where records of `truerole.*` go; a second call replaces the first.

    `show` prints a line for a person: the messages of the warnings of the model and the store, and with `verbose` all
    records from DEBUG up, with time, level, logger and fields, but those with the `extra` `TOLD`. `log_file` is
    appended to, and opened again where it was renamed: records from INFO up (with `verbose`, from DEBUG), a JSON object
    a line with time, level, logger, message, the fields of `FIELDS` that are known, and the traceback of an exception.
    Raises DataError for a file that cannot be written. Other libraries' records are left out: their debug lines show
    headers, which hold keys.
    """
    silence_logging()
    root = logging.getLogger(_ROOT)
    if log_file is not None:
        root.addHandler(_open_log_file(log_file, show))
    lines = _FunctionHandler(show)
    lines.setFormatter(_TextFormatter() if verbose else _LineFormatter())
    lines.setLevel(logging.DEBUG if verbose else logging.WARNING)
    for logger in (root,) if verbose else map(logging.getLogger, _SHOWN):
        logger.addHandler(lines)
    root.setLevel(logging.DEBUG if verbose else logging.INFO if log_file else logging.WARNING)


def silence_logging() -> None:
    """Show no records of `truerole.*` anywhere, as in worker processes, whose parent has shown the warnings."""
    for logger in map(logging.getLogger, (_ROOT, *_SHOWN)):
        for handler in list(logger.handlers):
            if isinstance(handler, _FunctionHandler | _JsonFile | logging.NullHandler):
                logger.removeHandler(handler)
                handler.close()
    # Without any handler, Python prints warnings itself.
    logging.getLogger(_ROOT).addHandler(logging.NullHandler())


class _FunctionHandler(logging.Handler):
    """Pass each record, formatted, to a function."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self._show = show
        self.addFilter(lambda record: not getattr(record, "told", False))

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(Exception):  # a terminal that has gone
            self._show(self.format(record))


class _JsonFile(WatchedFileHandler):
    """Append records to a file, anew where it was renamed; where that fails, say so once, and go on without."""

    def __init__(self, path: Path, show: Callable[[str], None]) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self._path, self._show, self._failed = path, show, False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except Exception:  # the file cannot be opened again
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, as logging calls it
        if not self._failed:
            self._failed = True
            with suppress(Exception):
                self._show(f"{self._path}: the log cannot be written ({sys.exc_info()[1]})")


class _LineFormatter(logging.Formatter):
    """Format a record as a line without secrets; a record that cannot be formatted becomes a line that says so."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            return self.line(record, _clean(record.getMessage()), _fields(record))
        except Exception as error:
            where = f"{record.module}, line {record.lineno}"
            return self.line(record, f"a log record of {where} cannot be formatted ({type(error).__name__})", {})

    def line(self, record: logging.LogRecord, message: str, fields: Mapping[str, object]) -> str:
        """Return the message alone, for a person who reads a warning."""
        return message


class _TextFormatter(_LineFormatter):
    """Format a record with time, level, logger and fields for a person."""

    def line(self, record: logging.LogRecord, message: str, fields: Mapping[str, object]) -> str:
        said = " ".join(f"{name}={value}" for name, value in fields.items() if name != "counts")
        line = f"{_time(record)} {record.levelname.lower()} {record.name}: {message}"
        return one_line(line + (f" ({said})" if said else ""))


class _JsonFormatter(_LineFormatter):
    """Format a record as a JSON object on a line."""

    def line(self, record: logging.LogRecord, message: str, fields: Mapping[str, object]) -> str:
        first = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name, "message": message}
        raised = self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""
        last = {"traceback": visible(_redact(raised))} if raised else {}
        return json.dumps({**first, **fields, **last}, ensure_ascii=False)


def _open_log_file(path: Path, show: Callable[[str], None]) -> logging.Handler:
    try:
        _refuse_unread_pipe(path)
        _refuse_other_content(path)
        handler = _JsonFile(path, show)
    except OSError as error:
        raise DataError(f"--log-file {path}: cannot be written ({error.strerror}); name another file") from None
    handler.setFormatter(_JsonFormatter())
    return handler


def _refuse_unread_pipe(path: Path) -> None:
    """Raise OSError for a named pipe that nobody reads: to open such a pipe would wait for ever."""
    if path.exists() and S_ISFIFO(path.stat().st_mode):
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            raise OSError(error.errno, "a pipe that nobody reads") from None


def _refuse_other_content(path: Path) -> None:
    """Raise OSError for a file that holds something else than a log, such as a store or postings."""
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as stream:
            if not stream.read(len(_BEGINNING)).startswith(_BEGINNING):
                raise OSError(errno.EEXIST, "it holds something else than a log")


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """Return the known fields of a record, without secrets."""
    given = {name: getattr(record, name, None) for name in FIELDS}
    given["board"] = given["board"] or log_board.get()
    return {name: _without_secrets(value) for name, value in given.items() if value is not None}


def _without_secrets(value: object) -> object:
    """Return a field as JSON's types, without secrets in texts and names."""
    if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, Mapping):
        return {_redact(str(name)): _without_secrets(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(inner) for inner in value]
    return _redact(str(value))


def _clean(text: str) -> str:
    """Return a text on a line and without secrets, which are looked for first: a line break may stand in one."""
    return one_line(_redact(text))


def _redact(text: str) -> str:
    """Return a text with the values of secret settings replaced by asterisks, also where they were put on a line."""
    for secret in secrets():
        for form in (secret, one_line(secret)):
            if len(form) >= _SHORTEST_SECRET:
                text = text.replace(form, _HIDDEN)
    return text
