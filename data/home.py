"""Know where TrueRole keeps what it makes on this machine."""

import os
from pathlib import Path


def home() -> Path:
    """Return the folder for a user's own data: TRUEROLE_HOME, else the platform's place for such."""
    if chosen := os.environ.get("TRUEROLE_HOME"):
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "truerole"
