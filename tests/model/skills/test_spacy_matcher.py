import subprocess
import sys

import pytest

CODE = """
import sys
import truerole.model.skills.spacy_matcher
assert "spacy.cli" not in sys.modules and "jinja2" not in sys.modules
import spacy
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
assert callable(spacy.cli.download) and not hasattr(spacy, "clo")
import spacy.cli
assert callable(spacy.cli.info)
assert [t.text for t in spacy.blank("en")("a b")] == ["a", "b"]
"""


def errors(*args: str) -> str:
    """Return the traceback with which a Python ends, empty where it ends in order."""
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True, timeout=300, check=False)
    return done.stderr if done.returncode else ""


@pytest.mark.slow
def test_the_command_line_of_spacy_is_imported_only_when_asked_for() -> None:
    assert errors("-W", "error::ImportWarning", "-c", CODE) == ""


@pytest.mark.slow
def test_spacy_is_whole_where_it_was_imported_first() -> None:
    code = "import spacy, truerole.model.skills.spacy_matcher, sys\n"
    code += "assert callable(spacy.info) and 'spacy.cli.info' in sys.modules"
    assert errors("-c", code) == ""
