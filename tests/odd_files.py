"""Odd things in the place of a file that is read: a pipe, a device, a folder, a file of many gigabytes."""

import os
from pathlib import Path


def pipe(path: Path) -> None:
    """Put a pipe there, which nobody writes into."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def device(path: Path) -> None:
    """Put a link to a device without end there."""
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def inner_folder(path: Path) -> None:
    """Put a folder there."""
    path.unlink(missing_ok=True)
    path.mkdir()


def large(path: Path) -> None:
    """Put a file of 30 GB there, which takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(30_000_000_000)
