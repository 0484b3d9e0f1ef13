"""Serve the dashboard from forks of a process in which its modules and the model are loaded, which takes seconds."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context


@contextmanager
def forked(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[None]:
    """Run `streamlit` with these arguments in a fork until the context is left."""
    processes = get_context("forkserver")
    processes.set_forkserver_preload(["tests.dashboard.browser.loaded"])
    server = processes.Process(target=run_streamlit, args=(arguments, dict(environment)))
    server.start()
    try:
        yield
    finally:
        server.terminate()
        server.join()


def run_streamlit(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Be `streamlit` in this process, which says nothing."""
    from streamlit.web import cli

    os.environ.clear()
    os.environ.update(environment)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    sys.argv = ["streamlit", *arguments]
    cli.main()
