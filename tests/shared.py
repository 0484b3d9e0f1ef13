"""What is made once for all the tests of a process, or for all the processes of a run of the tests."""

import os
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from truerole.core.stored import StoreEntry
from truerole.data.market.sample import load_sample


@cache
def market_sample() -> tuple[list[StoreEntry], str]:
    """Return what the market sample holds, as `load_sample` does; no test changes it."""
    return load_sample()


def gzip_bomb(megabytes: int) -> bytes:
    """Return the beginning of a gzip file that unpacks to so many megabytes, which takes no time to make."""
    packer = zlib.compressobj(1, wbits=31)
    first, next_one = (packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + next_one * (megabytes - 1)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder `name` that all processes of this run share, which the first to ask for it fills."""
    own = factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    folder, made = shared / name, shared / f"{name}.made"
    with FileLock(shared / f"{name}.lock"):
        if not made.exists():
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
