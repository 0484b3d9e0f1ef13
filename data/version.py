"""Know which version of TrueRole runs."""

import tomllib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version, from the installed package or else from the checkout's pyproject.toml."""
    try:
        return installed("truerole")
    except PackageNotFoundError:
        project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
        return str(project["project"]["version"])
