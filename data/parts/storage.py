"""Folders and files by address: paths of this machine, and by fsspec whatever has a scheme, such as s3:// or hdfs://."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from uuid import uuid4

from truerole.core.errors import DataError
from truerole.core.text.visible import one_line
from truerole.data.files.formats import require_module

# Readers of folders, Spark, Dask and Arrow among them, leave out names that begin with this.
HIDDEN = "_"
_SCHEME = "://"
_MAGIC = frozenset("*?[")
# What the file systems of fsspec say of a file that changes with it, the first that there is.
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "modified", "created")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """File of an input: the address, the size in bytes, and a stamp that changes with the content."""

    address: str
    size: int
    stamp: str


class Storage(Protocol):
    """Place of files by address."""

    def absolute(self, address: str) -> str:
        """Return the address by which any process finds the place."""

    def files(self, address: str) -> list[StoredFile]:
        """List the file, the files of the folder, or all that fit the pattern, by name, without the hidden."""

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in a folder, none where there is no folder."""

    def open(self, address: str) -> BinaryIO:
        """Open a file to be read from any position."""

    def remove(self, address: str) -> None:
        """Remove a file; nothing happens where there is none."""

    def replacing(self, address: str) -> Any:  # noqa: ANN401
        """Open a file of another name that replaces the file as a whole in the end; a failure leaves nothing."""


def is_address(text: str) -> bool:
    """Return whether a text is an address with a scheme, and no path."""
    return _SCHEME in text


def is_pattern(text: str) -> bool:
    """Return whether a text is a pattern for names."""
    return bool(_MAGIC & set(text))


def storage_of(address: str) -> Storage:
    """Return the storage in which an address lies; raises DataError for a scheme that nothing here knows."""
    if not is_address(address):
        return _LocalStorage()
    fsspec = require_module("fsspec", extra="cluster")
    scheme = address.partition(_SCHEME)[0]
    try:
        return _AddressStorage(fsspec.filesystem(scheme))
    except (ValueError, ImportError) as error:
        raise DataError(f"{address}: {one_line(str(error))}") from None


def joined(folder: str, name: str) -> str:
    """Return the address of a file in a folder."""
    return f"{folder.rstrip('/')}/{name}"


def temporary_name(address: str) -> str:
    """Return a hidden address in the same folder that no other process uses."""
    folder, _, name = address.rpartition("/")
    return f"{folder}/{HIDDEN}{uuid4().hex}-{name}"


class _LocalStorage:
    """Storage of this machine's paths, which a cluster may share."""

    def absolute(self, address: str) -> str:
        return str(Path(address).expanduser().absolute())

    def files(self, address: str) -> list[StoredFile]:
        path = Path(address)
        found = [str(path)]
        if path.is_dir():
            found = [str(one) for one in path.iterdir() if one.is_file() and not is_hidden(one.name)]
        elif not path.exists() and is_pattern(address):
            matches = Path(path.anchor).glob(str(path.relative_to(path.anchor)))
            found = [str(one) for one in matches if one.is_file() and not is_hidden(one.name)]
        return [self._stored(one) for one in sorted(found)]

    def _stored(self, path: str) -> StoredFile:
        try:
            status = Path(path).stat()
        except OSError as error:
            raise DataError(f"{path}: {error.strerror}") from None
        return StoredFile(path, status.st_size, str(status.st_mtime_ns))

    def names(self, folder: str) -> set[str]:
        with suppress(FileNotFoundError):
            return {one.name for one in Path(folder).iterdir()}
        return set()

    def open(self, address: str) -> BinaryIO:
        return Path(address).open("rb")

    def remove(self, address: str) -> None:
        Path(address).unlink(missing_ok=True)

    @contextmanager
    def replacing(self, address: str) -> Iterator[BinaryIO]:
        fresh = Path(temporary_name(address))
        fresh.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(address)
        finally:
            fresh.unlink(missing_ok=True)


@dataclass(frozen=True)
class _AddressStorage:
    """Storage that fsspec opens: objects of a cloud, HDFS, memory."""

    system: Any

    def absolute(self, address: str) -> str:
        return address

    def files(self, address: str) -> list[StoredFile]:
        system = self.system
        with _explained(address):
            if is_pattern(address):
                found = system.glob(address)
            elif system.isdir(address):
                found = [info["name"] for info in system.ls(address, detail=True) if info["type"] == "file"]
            else:
                found = [address]
            infos = [system.info(one) for one in found if not is_hidden(one)]
        kept = (info for info in infos if info["type"] == "file")
        return sorted((self._stored(info) for info in kept), key=lambda file: file.address)

    def _stored(self, info: Mapping[str, Any]) -> StoredFile:
        stamp = next((str(info[name]) for name in _STAMPS if info.get(name) is not None), "")
        return StoredFile(self.system.unstrip_protocol(info["name"]), info["size"], stamp)

    def names(self, folder: str) -> set[str]:
        with _explained(folder), suppress(FileNotFoundError):
            self.system.invalidate_cache()
            return {name.rstrip("/").rpartition("/")[2] for name in self.system.ls(folder, detail=False)}
        return set()

    def open(self, address: str) -> BinaryIO:
        return cast(BinaryIO, self.system.open(address, "rb"))

    def remove(self, address: str) -> None:
        with suppress(FileNotFoundError):
            self.system.rm(address)

    @contextmanager
    def replacing(self, address: str) -> Iterator[BinaryIO]:
        fresh = temporary_name(address)
        self.system.makedirs(address.rpartition("/")[0], exist_ok=True)
        try:
            with self.system.open(fresh, "wb") as stream:
                yield stream
            self.system.mv(fresh, address)
        except BaseException:
            self.remove(fresh)
            raise


def is_hidden(address: str) -> bool:
    """Return whether readers of folders leave a file of this name out."""
    return address.rpartition("/")[2].startswith((HIDDEN, "."))


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Turn an error of a file system into DataError: each raises classes of its own where nobody answers or lets in."""
    try:
        yield
    except Exception as error:
        raise DataError(f"{address}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    known = error.strerror if isinstance(error, OSError) else None
    return known or one_line(str(error)) or type(error).__name__
