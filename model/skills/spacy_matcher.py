"""Import the parts of spaCy that the reader uses, without spaCy's own command line.

`import spacy` loads that command line too, and with it a template engine, two web clients and a project manager: two
fifths of the time that `truerole read` would take in all.
"""

import sys
from types import ModuleType

_COMMAND_LINE = ("spacy.cli", "spacy.cli.info")


def _import_spacy() -> None:
    stand_ins = {name: ModuleType(name) for name in _COMMAND_LINE}
    stand_ins["spacy.cli.info"].__dict__["info"] = None
    sys.modules.update(stand_ins)
    try:
        import spacy  # noqa: F401
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
