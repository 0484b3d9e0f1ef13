"""Run the dashboard and the command in forks of a process that has loaded them and the model, which takes seconds."""

import os
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path


@contextmanager
def forked(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[None]:
    """Run `streamlit` with these arguments in a fork until the context is left."""
    server = fork(run_streamlit, arguments, environment, Path(os.devnull))
    try:
        yield
    finally:
        server.terminate()
        server.join()


def run_command(arguments: Sequence[str], environment: Mapping[str, str], said: Path) -> int | None:
    """Run `truerole` with these arguments in a fork to its end, write what it says to a file, and return its code."""
    command = fork(run_truerole, arguments, environment, said)
    command.join(timeout=300)
    command.kill()  # where it has not come to its end
    return command.exitcode


def fork(run: Callable[..., None], *given: object) -> ForkServerProcess:
    """Begin to run a function in a fork."""
    processes = get_context("forkserver")
    processes.set_forkserver_preload(["tests.dashboard.browser.loaded"])
    process = processes.Process(target=run, args=given)
    process.start()
    return process


def run_streamlit(arguments: Sequence[str], environment: Mapping[str, str], said: Path) -> None:
    """Be `streamlit` in this process."""
    from streamlit.web import cli

    _begin(environment, said)
    sys.argv = ["streamlit", *arguments]
    cli.main()


def run_truerole(arguments: Sequence[str], environment: Mapping[str, str], said: Path) -> None:
    """Be `truerole` in this process."""
    from truerole.cli import main

    _begin(environment, said)
    sys.argv = ["truerole", *arguments]
    main.main()


def _begin(environment: Mapping[str, str], said: Path) -> None:
    """Let this process be as one that Python starts with an environment, and write to a file."""
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written, 2)
    for folder in environment.get("PYTHONPATH", "").split(os.pathsep):
        if (start := Path(folder, "sitecustomize.py")).exists():
            runpy.run_path(str(start))
