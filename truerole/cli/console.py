"""Say a line to whoever sits at the terminal, beside what a command prints."""

import sys

from truerole.core.text import one_line


def echo_error(message: str) -> None:
    """Print one line on stderr, as plain text."""
    print("truerole:", one_line(message), file=sys.stderr)
