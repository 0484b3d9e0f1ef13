"""Run the `truerole` command: `python -m truerole`, and the script of that name."""

from typing import NoReturn

from truerole.core.ctrl_c import leave_at_once, raise_again_where_dropped


def main() -> NoReturn:
    """Run the command line; Ctrl-C ends the program without a traceback, also during imports and at the end."""
    leave_at_once()
    from truerole.cli.main import main as run

    raise_again_where_dropped()
    try:
        run()
    finally:
        leave_at_once()


if __name__ == "__main__":
    main()
