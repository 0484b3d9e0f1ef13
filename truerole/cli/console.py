"""Messages on stderr, beside the output of a command."""

import sys

from truerole.core.text.visible import one_line


def echo_error(message: str) -> None:
    """Print a message on stderr, as plain text on a single line."""
    print("truerole:", one_line(message), file=sys.stderr)
