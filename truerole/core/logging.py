"""Logging of the `truerole.*` loggers: warnings and debug lines for a person, JSON lines in a file.

Library code logs by `logging.getLogger(__name__)` and prints nothing; a program that shows the records calls
`configure_logging` once. Records may have the fields `FIELDS`, by `extra`.
"""

import json
import logging
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from truerole.core.errors import DataError
from truerole.core.settings import secrets
from truerole.core.text.visible import one_line

# What a record may say besides its message: a board's display name, a host, an HTTP status, seconds to wait, the time
# until which a request is put off, and counts by name.
FIELDS = ("board", "host", "status", "wait", "retry_at", "counts")
# The display name of the board whose task runs; records of the HTTP client have their `board` from here.
log_board: ContextVar[str | None] = ContextVar("log_board", default=None)

_ROOT = "truerole"
# The loggers whose warnings a person is shown always; the crawl's are told by its summary.
_SHOWN = "truerole.model"
_HIDDEN = "***"
_SHORTEST_SECRET = 4


def configure_logging(show: Callable[[str], None], *, verbose: bool = False, log_file: Path | None = None) -> None:
    """Choose where records of `truerole.*` go; a second call replaces the first.

    `show` prints a line for a person: the messages of the model's warnings, and with `verbose` all records from DEBUG
    up, with time, level, logger and fields. `log_file` is appended to: records from INFO up (with `verbose`, from
    DEBUG), a JSON object a line with time, level, logger, message, and the fields of `FIELDS` that are known. Raises
    DataError for a file that cannot be written. Other libraries' records are left out: their debug lines show headers,
    which hold keys.
    """
    silence_logging()
    root, shown = logging.getLogger(_ROOT), logging.getLogger(_SHOWN)
    if log_file is not None:
        root.addHandler(_open_log_file(log_file, show))
    lines = _FunctionHandler(show)
    if verbose:
        lines.setFormatter(_TextFormatter())
    else:
        lines.setLevel(logging.WARNING)
    (root if verbose else shown).addHandler(lines)
    root.setLevel(logging.DEBUG if verbose else logging.INFO if log_file else logging.WARNING)


def silence_logging() -> None:
    """Show no records of `truerole.*` anywhere, as in worker processes, whose parent has shown the warnings."""
    for logger in (logging.getLogger(_ROOT), logging.getLogger(_SHOWN)):
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

    def emit(self, record: logging.LogRecord) -> None:
        self._show(_redact(self.format(record)))


class _JsonFile(logging.FileHandler):
    """Append records to a file; where that fails, say so once, and go on without."""

    def __init__(self, path: Path, show: Callable[[str], None]) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self._path, self._show, self._failed = path, show, False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, as logging calls it
        if not self._failed:
            self._failed = True
            self._show(f"{self._path}: the log cannot be written ({sys.exc_info()[1]})")


class _TextFormatter(logging.Formatter):
    """Format a record as a line for a person."""

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items() if name != "counts")
        line = f"{_time(record)} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        return one_line(line + (f" ({fields})" if fields else ""))


class _JsonFormatter(logging.Formatter):
    """Format a record as a JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _redact(one_line(record.getMessage())),
        }
        return json.dumps(line | _fields(record), ensure_ascii=False, default=str)


def _open_log_file(path: Path, show: Callable[[str], None]) -> logging.Handler:
    try:
        handler = _JsonFile(path, show)
    except OSError as error:
        raise DataError(f"--log-file {path}: cannot be written ({error.strerror}); name another file") from None
    handler.setFormatter(_JsonFormatter())
    return handler


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """Return the known fields of a record, without secrets."""
    given = {name: getattr(record, name, None) for name in FIELDS}
    given["board"] = given["board"] or log_board.get()
    known = {name: value for name, value in given.items() if value is not None}
    return {name: _redact(value) if isinstance(value, str) else value for name, value in known.items()}


def _redact(text: str) -> str:
    """Return a text with the values of secret settings replaced by asterisks."""
    for secret in secrets():
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _HIDDEN)
    return text
