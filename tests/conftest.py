"""What tests of several rooms share."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

import pytest

import cli


@dataclass(frozen=True)
class Ran:
    """Hold how a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def truerole(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Return a function that runs the `truerole` command in this process, which spares loading the model each time."""

    def run(*args: str, stdin: bytes | str = b"") -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["truerole", *args])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), "utf-8"))
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        return Ran(left.value.code or 0, out, err)

    return run
