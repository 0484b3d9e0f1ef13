"""Import the parts of spaCy that the reader uses, without spaCy's own command line.

`import spacy` loads that command line too, and with it a template engine, two web clients and a project manager: two
fifths of the time that `truerole read` would take in all. Whoever uses spaCy in the same process finds all of it:
`spacy.info` and `spacy.cli` are loaded when they are first asked for.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_COMMAND_LINE = ("spacy.cli", "spacy.cli.info")


def _info(*args: Any, **options: Any) -> Any:  # noqa: ANN401
    """Return the facts on an installation of spaCy, as `spacy.info` does."""
    return import_module("spacy.cli.info").info(*args, **options)


def _attribute(name: str) -> ModuleType:
    """Return the command line of spaCy, as an attribute of `spacy`."""
    if name == "cli":
        return import_module("spacy.cli")
    raise AttributeError(f"module 'spacy' has no attribute {name!r}")


def _import_spacy() -> None:
    stand_ins = {name: ModuleType(name) for name in _COMMAND_LINE}
    stand_ins["spacy.cli.info"].__dict__["info"] = _info
    sys.modules.update(stand_ins)
    try:
        import spacy

        spacy.__dict__["__getattr__"] = _attribute
    except ImportError:
        # Another version of spaCy that wants more of its command line gets all of it.
        for name in [name for name in sys.modules if name.partition(".")[0] == "spacy"]:
            del sys.modules[name]
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


if "spacy" not in sys.modules:
    _import_spacy()

from spacy.matcher import PhraseMatcher  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

__all__ = ["Doc", "PhraseMatcher", "Vocab"]
