"""Constructor of named tuples for places that make hundreds a reading."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar, cast

Record = TypeVar("Record", bound=tuple[Any, ...])


def maker_of(kind: type[Record]) -> Callable[[Iterable[Any]], Record]:
    """Return the constructor of a named tuple from an iterable of all fields in order, unchecked.

    It takes half of the time that the named tuple's own takes, as no Python runs between.
    """
    return cast(Callable[[Iterable[Any]], Record], partial(tuple.__new__, kind))
