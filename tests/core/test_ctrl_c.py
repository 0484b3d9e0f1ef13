"""Ctrl-C before a program is imported, or when it is done, ends it without a traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRESSED = """
import atexit, runpy, signal, sys

class Pressing:
    def find_spec(self, name, *_):
        if name == {at!r}:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Pressing())
if {at!r} == "exit":
    atexit.register(signal.raise_signal, signal.SIGINT)
if {ignored}:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.argv = ["truerole", *{args!r}]
runpy.run_module({module!r}, run_name="__main__")
"""


def pressed(module: str, args: tuple[str, ...], at: str, ignored: bool = False) -> tuple[int, str]:
    """Run a module with Ctrl-C pressed as another is imported, and return the exit code and what stderr says."""
    code = PRESSED.format(module=module, args=args, at=at, ignored=ignored)
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "args", "at"),
    [
        ("truerole", ("--version",), "truerole.cli.main"),
        ("truerole", ("--version",), "typer"),
        ("truerole", ("--help",), "truerole.cli.market"),
        ("truerole", ("--version",), "truerole.core.version"),
        ("truerole", ("--version",), "exit"),
        ("truerole.api", (), "argparse"),
        ("truerole.api", (), "fastapi"),
        ("truerole.api", ("--host", "198.51.100.1"), "exit"),
        ("truerole.dashboard.entry", ("--version",), "streamlit.web"),
    ],
)
def test_it_ends_at_once(module: str, args: tuple[str, ...], at: str) -> None:
    code, said = pressed(module, args, at)
    assert (code, "Traceback" in said, "Exception" in said) == (128 + signal.SIGINT, False, False), said


@pytest.mark.slow
def test_within_a_command_it_ends_in_order(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code, said = pressed("truerole", ("--log-file", str(log), "read", "-"), "truerole.core.text.decoding")
    assert (code, "Traceback" in said, "ended with exit code 130" in log.read_text()) == (130, False, True)


@pytest.mark.slow
def test_whoever_ignores_it_goes_on() -> None:
    assert pressed("truerole", ("--version",), "typer", ignored=True) == (0, "")


DROPPED = """
import runpy, signal, sys, time, weakref

class Thing:
    pass

class Pressing:
    pressed = False

    def find_spec(self, name, *_):
        if name == "truerole.core.text.decoding" and not self.pressed:
            self.pressed = True
            if {heeded}:
                from truerole.cli.interrupts import heed_one_interrupt
                heed_one_interrupt()
            thing = Thing()
            reference = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
            del thing
            for _ in range(500):
                time.sleep(0.01)

sys.meta_path.insert(0, Pressing())
sys.argv = ["truerole", "read", "-"]
runpy.run_module("truerole", run_name="__main__")
"""


@pytest.mark.slow
@pytest.mark.parametrize("heeded", [False, True])
def test_where_python_drops_it_in_a_callback_it_comes_up_again(heeded: bool) -> None:
    run = [sys.executable, "-c", DROPPED.format(heeded=heeded)]
    done = subprocess.run(run, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")
