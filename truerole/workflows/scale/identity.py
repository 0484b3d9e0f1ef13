"""Versions of all that decides on a reading: processes that share a piece of work must agree on them."""

import platform
from dataclasses import dataclass

from truerole.core.errors import ModelError
from truerole.core.taxonomy import taxonomy_version
from truerole.core.version import version
from truerole.model.reader import default_reader


@dataclass(frozen=True, slots=True)
class ReaderIdentity:
    """Versions of all that decides on a reading: the program, the model, the taxonomy (a hash)."""

    program: str
    model: str
    taxonomy: str

    def __str__(self) -> str:
        """Return the versions for a person."""
        return f"TrueRole {self.program}, model {self.model}, taxonomy {self.taxonomy}"


def reader_identity() -> ReaderIdentity:
    """Return the versions with which this process reads."""
    return ReaderIdentity(version(), default_reader().model.version, taxonomy_version())


def require_identity(expected: ReaderIdentity) -> None:
    """Raise ModelError where this process reads with other versions."""
    own = reader_identity()
    if own != expected:
        raise ModelError(f"a worker on {platform.node()} reads with {own}, the command with {expected}; "
            "install the same on all machines")  # fmt: skip
