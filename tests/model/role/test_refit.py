"""`truerole train` gives the figures of the model card: a full fit, which takes minutes, so it stands alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from truerole.model.registry.artifacts import SHIPPED
from truerole.model.registry.model_card import CARD

ROOT = Path(__file__).parents[3]
FIGURES = {
    "accuracy": r"\| all \| ([\d.]+) \|",
    "accuracy where sure": r"\| sure = 3 \| ([\d.]+) \|",
    "macro-F1": r"Macro-F1 ([\d.]+) ",
}


def figures(text: str) -> dict[str, float]:
    return {name: float(re.search(pattern, text)[1]) for name, pattern in FIGURES.items()}


@pytest.mark.slow
def test_train_gives_the_figures_of_the_card() -> None:
    before = {path: path.read_bytes() for path in SHIPPED.iterdir()}
    command = [sys.executable, "-m", "truerole", "train"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    card = (SHIPPED / CARD).read_text("utf-8")
    assert figures(done.stdout) == pytest.approx(figures(card), abs=0.002)
    assert re.fullmatch(r"truerole: the figures (are those of|differ from those of) the model card\n", done.stderr)
    assert {path: path.read_bytes() for path in SHIPPED.iterdir()} == before
