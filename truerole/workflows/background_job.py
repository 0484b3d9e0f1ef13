"""Run a long command beside a page, in a process of its own that outlives it: one of a name at a time.

The process holds the lock of a file for as long as it lives, which nobody has to give back: numbers of processes are
given again, a lock is not. What it says is in a log beside it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from truerole.core.errors import StoreError
from truerole.core.settings import home

# The `truerole` command of this installation, whatever lies in the current folder (-P).
TRUEROLE = (sys.executable, "-P", "-m", "truerole")
_TRIES, _PAUSE = 10, 0.05
_TAIL = 20_000
# What was itself started beside a shell may ignore Ctrl-C; what it starts is to heed it.
_LAUNCH = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


def start(name: str, command: Sequence[str]) -> None:
    """Start a command; raises StoreError where one of this name is running already, or none can be started."""
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.lock").open("a+b") as lock, (folder / f"{name}.log").open("ab") as log:
            if not _taken(lock):
                raise StoreError(f"{name}: is running already; wait until it has ended, or stop it")
            lock.truncate(0)
            log.truncate(0)
            lock.write(b"%d" % _spawn(command, lock, log))
    except ImportError:
        raise StoreError(f"{name}: this system cannot lock files; run the command in a terminal") from None
    except OSError as error:
        raise StoreError(f"{name}: cannot be started here ({error.strerror or error})") from None


def running(name: str) -> bool:
    """Return whether a command of this name is running on this machine."""
    try:
        with _file(name, "lock").open("rb") as lock:
            return not _free(lock)
    except FileNotFoundError:
        return False


def stop(name: str) -> bool:
    """Ask the command of this name to end in order, as Ctrl-C does, and return whether there was one to ask."""
    with suppress(OSError, ValueError), _file(name, "lock").open("rb") as lock:
        if not _free(lock):
            os.kill(int(lock.read()), signal.SIGINT)
            return True
    return False


def last_lines(name: str, lines: int = 8) -> list[str]:
    """Return the last lines that the newest command of this name has said."""
    try:
        with _file(name, "log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL))
            return log.read().decode("utf-8", "replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []


def _file(name: str, ending: str) -> Path:
    return home() / f"{name}.{ending}"


def _spawn(command: Sequence[str], lock: BinaryIO, log: BinaryIO) -> int:
    process = subprocess.Popen(
        [sys.executable, "-c", _LAUNCH, *command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=[lock.fileno()],
    )
    # Somebody has to wait for it, else it stays in the list of processes when it has ended.
    Thread(target=process.wait, daemon=True).start()
    return process.pid


def _taken(lock: BinaryIO) -> bool:
    """Take a lock, and return whether it was free; whoever only looks at it holds it for a moment."""
    import fcntl

    for _ in range(_TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(_PAUSE)
    return False


def _free(lock: BinaryIO) -> bool:
    import fcntl

    try:
        fcntl.flock(lock.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
