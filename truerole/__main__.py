"""Run the `truerole` command: `python -m truerole`."""

from truerole.cli.main import main

if __name__ == "__main__":
    main()
