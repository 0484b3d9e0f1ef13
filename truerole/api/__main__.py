"""Serve the API: `python -m truerole.api`, which `truerole api` starts."""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from truerole.core.errors import DataError, TrueRoleError
from truerole.core.logging import configure_logging
from truerole.core.text.visible import one_line

_NEEDED = ("fastapi", "uvicorn", "prometheus_client")


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; an error becomes a line on stderr and exit code 2."""
    given = _arguments()
    try:
        configure_logging(_tell, verbose=given.verbose, log_file=given.log_file)
        for name in _NEEDED:
            if find_spec(name) is None:
                raise DataError(f"{name} is not installed; it comes with: pip install 'truerole[api]'")
        from truerole.api.serve import serve

        serve(given.host, given.port, _tell)
    except TrueRoleError as error:
        _tell(str(error))
        sys.exit(2)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="truerole api", description="Serve the API.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--log-file", type=Path)
    return parser.parse_args()


def _tell(message: str) -> None:
    print("truerole:", one_line(message), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
