"""Run a long command in a background process that outlives the page: a single process of a name at a time.

NAME.pid holds the process id, and its kernel lock is the truth about who runs: the command inherits the open file with
the lock on it, so the lock lasts exactly as long as the command, however that ends, whoever started it, and wherever
the clock is set meanwhile. What the command prints goes to NAME.log.
"""

import fcntl
import logging
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
from truerole.core.settings import home, require_writable, writable_home

logger = logging.getLogger(__name__)

# The `truerole` command of this installation, whatever lies in the current folder (-P).
TRUEROLE = (sys.executable, "-P", "-m", "truerole")
# Whoever asks whether a command runs holds the lock for an instant: so often, and after so many seconds, it is tried.
_TRIES, _PAUSE = 20, 0.05
_TAIL_BYTES = 20_000
# The command writes its own id, so that it is right even if its starter dies meanwhile. A shell makes what it starts in
# the background ignore Ctrl-C, and so would its children: the command is to heed it.
_LAUNCHER = """
import os, signal, sys
os.write(int(sys.argv[1]), str(os.getpid()).encode())
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[2], sys.argv[2:])
"""


def start(name: str, command: Sequence[str]) -> None:
    """Start a command in the background; raises StoreError if the name is running already, or on a failed start."""
    try:
        writable_home()
        with _file(name, "pid").open("ab", buffering=0) as record:
            if not _lock(record):
                raise StoreError(f"{name}: is running already; wait until it has ended, or stop it")
            record.truncate(0)
            with _file(name, "log").open("wb") as log:
                pid = _spawn(command, record, log)
        logger.info("%s: started in the background, process %d", name, pid)
    except OSError as error:
        raise StoreError(f"{name}: cannot be started here ({error.strerror or error})") from None


def running(name: str) -> bool:
    """Return whether the command of this name is running on this machine."""
    try:
        with _file(name, "pid").open("rb") as record:
            fcntl.flock(record, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def stop(name: str) -> bool:
    """Interrupt the command of this name, as Ctrl-C does, and return whether there was a running command."""
    require_writable()
    with suppress(OSError, ValueError):  # no id yet: it is only starting
        pid = int(_file(name, "pid").read_text("utf-8"))
        if pid > 0 and running(name):
            os.kill(pid, signal.SIGINT)
            logger.info("%s: told to stop, process %d", name, pid)
            return True
    return False


def last_lines(name: str, lines: int = 8) -> list[str]:
    """Return the last lines in the log of the newest command of this name; none of a log that cannot be read."""
    try:
        with _file(name, "log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL_BYTES))
            return log.read().decode("utf-8", "replace").splitlines()[-lines:]
    except OSError:
        return []


def _file(name: str, ending: str) -> Path:
    return home() / f"{name}.{ending}"


def _lock(record: BinaryIO) -> bool:
    """Lock the record of a process for as long as it is open anywhere; return whether nobody else holds it."""
    for _ in range(_TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(_PAUSE)
    return False


def _spawn(command: Sequence[str], record: BinaryIO, log: BinaryIO) -> int:
    """Start a command that inherits the locked record, and return its process id."""
    descriptor = record.fileno()
    child = subprocess.Popen(
        [sys.executable, "-c", _LAUNCHER, str(descriptor), *command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=(descriptor,),
    )
    # An ended child stays in the list of processes until its parent has waited for it.
    Thread(target=child.wait, daemon=True).start()
    return child.pid
