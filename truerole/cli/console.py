"""Say a line to whoever sits at the terminal, beside what a command prints."""

import sys


def echo_error(message: str) -> None:
    """Print one line on stderr, as plain text."""
    from truerole.phrasing.escape import visible

    print("truerole:", " ".join(visible(message).split()), file=sys.stderr)
