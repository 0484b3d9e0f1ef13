"""Read a job posting: text in, `Reading` out; no store, no host, no page.

`text` cuts it into tokens, `sections` into sentences with the kind of their section; on these `skills`, `signals` and
`role` read; `evaluation` measures the role model, and `registry` keeps its versions and names the champion.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truerole.core.reading import Reading
    from truerole.model.reader import Reader

__all__ = ["Reader", "Reading", "read"]


def read(text: str, title: str | None = None) -> "Reading":
    """Return the reading of a posting's text by the champion; the same as `truerole.read`."""
    from truerole.model.reader import default_reader

    return default_reader().read(text, title)


def __getattr__(name: str) -> object:
    """Import a public name at first use: the model and spaCy take most of a second."""
    if name == "Reader":
        from truerole.model.reader import Reader

        return Reader
    if name == "Reading":
        from truerole.core.reading import Reading

        return Reading
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
