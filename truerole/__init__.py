"""See what a job really is: TrueRole reads the posting, not its title.

    >>> import truerole
    >>> truerole.read("Build Spark pipelines and own our warehouse.", title="Data Scientist").role
    'data_engineer'

The model is loaded with the first reading; `import truerole` itself loads next to nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from truerole.core.reading import Reading
    from truerole.core.version import version
    from truerole.model.reader import Reader

    __version__ = version()

__all__ = ["Reader", "Reading", "__version__", "read", "read_frame", "read_many"]


def read(text: str, title: str | None = None) -> "Reading":
    """Return the reading of a posting's text: role, evidence, skills and signals.

    `title` never votes on the role; the reading says whether the work agrees with it. A line of `text` that repeats it
    counts as any other. Raises EmptyText or TooLong (more than 100,000 characters), both of them TrueRoleError;
    TypeError for a text or title that is no `str`.
    A notebook shows the reading with its text, skills and duties marked.
    """
    from truerole.model.reader import default_reader

    return _with_text(default_reader().read(text, title), text)


def read_many(
    texts: "Iterable[str]", titles: "Iterable[str | None] | None" = None, workers: int | None = None
) -> "list[Reading | str]":
    """Return the readings of texts, in order, by `workers` processes (default: a core each).

    In the place of a text that cannot be read stands the reason, in a line; None and NaN are no text, and no title.
    Raises DataError where there are not as many titles as texts.
    """
    from truerole.workflows.reading.read_many import read_many

    given = texts if isinstance(texts, str) else list(texts)
    read = read_many(given, titles, workers)
    return [_with_text(one, text) if not isinstance(one, str) else one for one, text in zip(read, given, strict=True)]


def read_frame(frame: Any, text: str = "description", title: str | None = None, workers: int | None = None) -> Any:  # noqa: ANN401
    """Return the readings of a column of a data frame (pandas, Polars, Arrow) as a frame of the same kind.

    A row for each row, in the same order; the columns are those of `truerole score`, `id` is that of the frame. Without
    `title` a column of that name is taken where there is one. Raises DataError where there is no such column.
    """
    from truerole.workflows.reading.read_many import read_frame

    return read_frame(frame, text, title, workers)


def _reading_class() -> "type[Reading]":
    """Return the class of readings, which a notebook shows by the words of the doors."""
    from truerole.core.reading import Reading

    Reading.to_html = _to_html
    return Reading


def _to_html(reading: "Reading") -> str:
    from truerole.phrasing.html.notebook import reading_html

    return reading_html(reading)


def _with_text(reading: "Reading", text: str) -> "Reading":
    from dataclasses import replace

    _reading_class()
    return replace(reading, text=text)


def __getattr__(name: str) -> object:
    """Return a public name, imported when it is first asked for."""
    if name == "Reader":
        _reading_class()
        from truerole.model.reader import Reader

        return Reader
    if name == "Reading":
        return _reading_class()
    if name == "__version__":
        from truerole.core.version import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
