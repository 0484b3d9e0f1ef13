"""See what a job really is: TrueRole reads the posting, not its title.

    >>> import truerole
    >>> truerole.read("Build Spark pipelines and own our warehouse.", title="Data Scientist").role
    'data_engineer'

The model is loaded with the first reading; `import truerole` itself loads next to nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truerole.core.reading import Reading
    from truerole.core.version import version
    from truerole.model.reader import Reader

    __version__ = version()

__all__ = ["Reader", "Reading", "__version__", "read"]


def read(text: str, title: str | None = None) -> "Reading":
    """Return the reading of a posting's text: role, evidence, skills and signals.

    `title` never votes on the role; the reading says whether the work agrees with it. Raises EmptyText or TooLong
    (more than 100,000 characters), both of them TrueRoleError; TypeError for a text or title that is no `str`.
    """
    from truerole.model.reader import default_reader

    return default_reader().read(text, title)


def __getattr__(name: str) -> object:
    """Return a public name, imported when it is first asked for."""
    if name == "Reader":
        from truerole.model.reader import Reader

        return Reader
    if name == "Reading":
        from truerole.core.reading import Reading

        return Reading
    if name == "__version__":
        from truerole.core.version import version

        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
