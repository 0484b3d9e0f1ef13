"""Logging: which records of the loggers `truerole.*` are shown on stderr, and which go to a file as JSON lines."""

from contextvars import ContextVar

# The display name of the board whose task runs; the records of the HTTP client have it from here.
log_board: ContextVar[str | None] = ContextVar("log_board", default=None)
