"""The version of TrueRole that runs."""

import tomllib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version, from the installed package or else from the checkout's pyproject.toml."""
    try:
        return installed_version("truerole")
    except PackageNotFoundError:
        checkout = Path(__file__).parents[2]
        project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
        return str(project["project"]["version"])
