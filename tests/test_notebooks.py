"""The notebooks of the documents run from top to bottom, and show what they are about."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "notebooks"
# Run at the start of a kernel that trains: a fit to a part of the shipped postings takes a twentieth of the time.
START = """
from tests.counts import few_postings_learnt
few = few_postings_learnt(24)
few.__enter__()
"""
# What the outputs of each must show.
SHOWN = {
    "read_a_data_frame": ["data_analyst", "there is no text to read", "list[str]", "power-bi"],
    "read_a_posting": ["reads as <strong>data engineer</strong>", "('Kubernetes', 'preferred', None)", "agrees=False"],
    "spacy": ["('Airflow', 'airflow', 'preferred')", "The title says data analyst", "[None, None]"],
    "train_on_your_own_labels": ["'data_engineer', 'data_engineer'", "data_analyst      0.", "['platform', 'hotels']"],
}


def opened(name: str) -> Any:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def outputs(book: Any) -> str:
    """Return all that the cells of a notebook show, as text and as HTML."""
    shown = (
        output.get("data", {"text/plain": output.get("text", "")})
        for cell in book.cells
        for output in cell.get("outputs", ())
    )
    return "\n".join(text for data in shown for text in data.values() if isinstance(text, str))


@pytest.fixture
def kernel_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let a kernel keep its files and its sockets in a folder of its own."""
    for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "TRUEROLE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)


def test_there_are_these_notebooks() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*")) == sorted(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_no_output_is_kept(name: str) -> None:
    cells = [cell for cell in opened(name).cells if cell.cell_type == "code"]
    assert cells
    assert [cell.source for cell in cells if cell.outputs or cell.execution_count] == []


@pytest.mark.slow
@pytest.mark.usefixtures("kernel_home")
@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_runs(name: str, tmp_path: Path) -> None:
    book = opened(name)
    if "train" in name:
        start = tmp_path / "IPYTHONDIR" / "profile_default" / "startup" / "start.py"
        start.parent.mkdir(parents=True)
        start.write_text(START)
    config = Config({"KernelManager": {"transport": "ipc"}})  # files of this folder in place of ports
    NotebookClient(book, timeout=300, config=config).execute()
    shown = outputs(book)
    assert [words for words in SHOWN[name] if words not in shown] == [], shown
