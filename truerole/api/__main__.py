"""Serve the API: `python -m truerole.api`, which `truerole api` starts."""

import sys
from typing import TYPE_CHECKING

from truerole.core.ctrl_c import INTERRUPTED, interrupt_as_usual, leave_at_once, raise_again_where_dropped

if TYPE_CHECKING:
    import argparse

_NEEDED = ("fastapi", "uvicorn", "prometheus_client")


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; an error becomes a line on stderr and exit code 2."""
    from truerole.core.errors import TrueRoleError

    given = _arguments()
    try:
        _serve(given)
    except TrueRoleError as error:
        _tell(str(error))
        sys.exit(2)
    except KeyboardInterrupt:  # before it listens
        sys.exit(INTERRUPTED)


def _serve(given: "argparse.Namespace") -> None:
    from importlib.util import find_spec

    from truerole.core.errors import DataError
    from truerole.core.logging import configure_logging

    configure_logging(_tell, verbose=given.verbose, log_file=given.log_file)
    for name in _NEEDED:
        if find_spec(name) is None:
            raise DataError(f"{name} is not installed; it comes with: pip install 'truerole[api]'")
    from truerole.api.serve import serve

    interrupt_as_usual()
    serve(given.host, given.port, _tell)


def _arguments() -> "argparse.Namespace":
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(prog="truerole api", description="Serve the API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--log-file", type=Path)
    return parser.parse_args()


def _tell(message: str) -> None:
    from truerole.core.text.visible import one_line

    print("truerole:", one_line(message), file=sys.stderr, flush=True)


if __name__ == "__main__":
    leave_at_once()
    raise_again_where_dropped()
    try:
        main()
    finally:
        leave_at_once()
