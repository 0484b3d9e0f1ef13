"""Run a long command in a background process that outlives the page: a single process of a name at a time.

Start: take the lock of the name, refuse if its process lives, start the process, record it. NAME.pid holds the process
id and the time (seconds since 1970) at which the process was created: process ids are reused, so both must agree. What
the command prints goes to NAME.log.
"""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import psutil
from filelock import FileLock, Timeout

from truerole.core.errors import StoreError
from truerole.core.settings import home

logger = logging.getLogger(__name__)

# The `truerole` command of this installation, whatever lies in the current folder (-P).
TRUEROLE = (sys.executable, "-P", "-m", "truerole")
# Seconds to wait for another start of the same name, which holds the lock for as long as starting takes.
_LOCK_SECONDS = 2.0
# Seconds by which two readings of one process's creation time may differ: it is reckoned from the system clock.
_CLOCK_SECONDS = 2.0
_TAIL_BYTES = 20_000
# A shell makes what it starts in the background ignore Ctrl-C, and so would its children: the command is to heed it.
_HEED_INTERRUPTS = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


def start(name: str, command: Sequence[str]) -> None:
    """Start a command in the background; raises StoreError if the name is running already, or on a failed start."""
    already = f"{name}: is running already; wait until it has ended, or stop it"
    try:
        home().mkdir(parents=True, exist_ok=True)
        with FileLock(_file(name, "lock"), timeout=_LOCK_SECONDS), _file(name, "log").open("ab") as log:
            if running(name):
                raise StoreError(already)
            log.truncate(0)
            process = _spawn(command, log)
            try:
                _record(name, process)
            except OSError:
                process.kill()  # unrecorded, it could neither be seen nor stopped, and a second could be started
                raise
        logger.info("%s: started in the background, process %d", name, process.pid)
    except Timeout:
        raise StoreError(already) from None
    except (OSError, psutil.Error) as error:
        raise StoreError(f"{name}: cannot be started here ({getattr(error, 'strerror', None) or error})") from None


def running(name: str) -> bool:
    """Return whether the command of this name is running on this machine."""
    return _process(name) is not None


def stop(name: str) -> bool:
    """Interrupt the command of this name, as Ctrl-C does, and return whether there was a running command."""
    process = _process(name)
    if process is None:
        return False
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.CTRL_BREAK_EVENT)  # type: ignore[attr-defined]
        logger.info("%s: told to stop, process %d", name, process.pid)
        return True
    return False


def last_lines(name: str, lines: int = 8) -> list[str]:
    """Return the last lines in the log of the newest command of this name."""
    try:
        with _file(name, "log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL_BYTES))
            return log.read().decode("utf-8", "replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []


def _file(name: str, ending: str) -> Path:
    return home() / f"{name}.{ending}"


def _spawn(command: Sequence[str], log: BinaryIO) -> psutil.Process:
    apart = (
        {"start_new_session": True} if os.name == "posix" else {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
    )
    launcher = [sys.executable, "-c", _HEED_INTERRUPTS] if os.name == "posix" else []
    child = subprocess.Popen(
        [*launcher, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **apart
    )
    process = psutil.Process(child.pid)  # before the child can be waited for, so that its id is its own
    # An ended child stays in the list of processes until its parent has waited for it.
    Thread(target=child.wait, daemon=True).start()
    return process


def _record(name: str, process: psutil.Process) -> None:
    fresh = _file(name, "pid.new")
    fresh.write_text(f"{process.pid} {process.create_time()}", "utf-8")
    fresh.replace(_file(name, "pid"))


def _process(name: str) -> psutil.Process | None:
    """Return the live process that was recorded for a name; None for an ended process, or a reused process id."""
    try:
        pid, created = _file(name, "pid").read_text("utf-8").split()
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(created)) < _CLOCK_SECONDS
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, psutil.Error):
        return None
