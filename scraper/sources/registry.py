"""The registry of sources: each module of this package with a `SOURCE` is a source; no other list names them.

A source that is asked for by name is loaded alone; all are loaded (55 ms more) to list them or to recognise a URL.
"""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

from truerole.core.errors import DataError
from truerole.core.posting import SourceRanks
from truerole.scraper import sources as package
from truerole.scraper.extract.url import ParsedUrl
from truerole.scraper.sources.base import Source


@cache
def source_names() -> tuple[str, ...]:
    """Return the names of all sources in the order of their specs, with the source of any site last."""
    found = filter(None, map(_load, _modules()))
    ordered = sorted((source.spec for source in found), key=lambda spec: (spec.any_site, spec.order, spec.name))
    return tuple(spec.name for spec in ordered)


def source_of(name: str) -> Source:
    """Return the source of a name; raises DataError for an unknown name."""
    source = _load(name) if name in _modules() else None
    if source is None:
        raise DataError(f"{name[:80]}: no such source; there are {', '.join(source_names())}")
    return source


def sources() -> dict[str, Source]:
    """Return all sources by name, in the order of `source_names`."""
    return {name: source_of(name) for name in source_names()}


def source_of_url(url: str) -> tuple[str, str] | None:
    """Return source and board of a URL; None where no source recognises the URL."""
    for name, source in sources().items():
        if (board := source.board_of(url)) is not None:
            return name, board
    return None


@cache
def source_ranks() -> SourceRanks:
    """Map the names of all sources to their distances to the employer."""
    return {name: source.spec.rank for name, source in sources().items()}


@cache
def sources_of_cut_texts() -> frozenset[str]:
    """Return the names of the sources that cut their texts, so that a reading is never confident."""
    return frozenset(name for name, source in sources().items() if source.spec.cut_texts)


@cache
def origin_finders() -> tuple[Callable[[ParsedUrl], str | None], ...]:
    """Return the `posting_origin` functions of all sources, in the order of `source_names`."""
    return tuple(source.spec.posting_origin for source in sources().values() if source.spec.posting_origin)


@cache
def _modules() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(package.__path__))


@cache
def _load(name: str) -> Source | None:
    """Return the source in a module, None for a module of helpers; raises ValueError for a spec of another name."""
    source: Source | None = getattr(import_module(f"{package.__name__}.{name}"), "SOURCE", None)
    if source and source.spec.name != name:
        raise ValueError(f"{package.__name__}.{name}: its SOURCE is named {source.spec.name!r}")
    return source
