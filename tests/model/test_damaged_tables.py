"""Each table that ships with the model, damaged: one line that says what, where, and what to do."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from truerole.core import taxonomy
from truerole.core.assets import ASSETS
from truerole.core.errors import DataError, ModelError
from truerole.model.registry import artifacts
from truerole.model.registry.artifacts import load_shipped
from truerole.model.role.term_counts import read_counts
from truerole.model.sections import headings, naive_bayes
from truerole.model.signals import classifier, cues

# Of each file: how it is loaded from the folder of assets, and a text whose first line's absence is a missing key.
LOADS: dict[str, Callable[[Path], object]] = {
    "signals.tsv": lambda _: classifier.load_weights.__wrapped__(),
    "signals.toml": lambda _: cues._cue_phrases.__wrapped__(),
    "headings.toml": lambda _: headings._heading_patterns.__wrapped__(),
    "wording.tsv": lambda _: naive_bayes.load_sentence_classifier.__wrapped__(),
    "counts/counts.npz": lambda folder: read_counts(folder / "counts"),
    "counts/labels.tsv": lambda folder: read_counts(folder / "counts"),
    "counts/terms.txt": lambda folder: read_counts(folder / "counts"),
    "models/registry.toml": lambda folder: load_shipped(folder / "models"),
    f"models/{artifacts.registered_model(artifacts.SHIPPED).file}": lambda folder: load_shipped(folder / "models"),
    "taxonomy/web.toml": lambda folder: taxonomy.read_taxonomy(folder / "taxonomy"),
}


def drop(word: bytes) -> Callable[[bytes], bytes]:
    """Return a function that removes the lines with a word."""
    return lambda whole: b"".join(line for line in whole.splitlines(keepends=True) if word not in line)


SPOILS: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda whole: whole[: len(whole) * 2 // 5],
    "empty": lambda whole: b"",
    "binary": lambda whole: b"\x00\xff\xfe\x9d" * 50,
}
KEYS = {
    "signals.tsv": drop(b"deep_learning\t\t#bias"),
    "signals.toml": lambda whole: whole.replace(b"[stage]", b"[seniority.stage]"),
    "headings.toml": drop(b"filler"),
    "wording.tsv": lambda whole: whole.replace(b"\tbenefits", b"", 1),
    "counts/labels.tsv": lambda whole: whole.replace(b"seniority", b"level", 1),
    "models/registry.toml": drop(b"sha256"),
    "taxonomy/web.toml": drop(b"category"),
}


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "data"
    for name in ("counts", "models", "taxonomy"):
        copytree(ASSETS / name, copy / name, copy_function=os.symlink)
    for name in ("signals.tsv", "signals.toml", "headings.toml", "wording.tsv"):
        (copy / name).symlink_to(ASSETS / name)
    for module in (classifier, cues, headings, naive_bayes):
        monkeypatch.setattr(module, "ASSETS", copy)
    return copy


def marks(name: str) -> tuple[pytest.MarkDecorator, ...]:
    """Return the marks of the tests of a file: the counts take seconds to be read."""
    return (pytest.mark.slow,) if name.startswith("counts/") else ()


EACH = [pytest.param(name, marks=marks(name)) for name in LOADS]


def replace(path: Path, content: bytes) -> None:
    """Put a file in the place of a link."""
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("name", EACH)
def test_whole_it_is_loaded(assets: Path, name: str) -> None:
    assert LOADS[name](assets)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        *(
            pytest.param(name, spoil, id=f"{name} {how}", marks=marks(name))
            for name in LOADS
            for how, spoil in SPOILS.items()
        ),
        *(pytest.param(name, spoil, id=f"{name} lacks a key", marks=marks(name)) for name, spoil in KEYS.items()),
    ],
)
def test_damaged_it_is_told_in_a_line(assets: Path, name: str, spoil: Callable[[bytes], bytes]) -> None:
    replace(assets / name, spoil((assets / name).read_bytes()))
    with pytest.raises((DataError, ModelError)) as caught:
        LOADS[name](assets)
    line = str(caught.value)
    assert "\n" not in line
    assert Path(name).parent.name in line or Path(name).name in line
    assert any(remedy in line for remedy in ("install TrueRole again", "mend the file", "begin the file with"))


# A taxonomy is of the files that there are.
@pytest.mark.parametrize("name", [name for name in LOADS if not name.startswith("taxonomy")])
def test_gone_it_is_told_in_a_line(assets: Path, name: str) -> None:
    (assets / name).unlink()
    with pytest.raises((DataError, ModelError)) as caught:
        LOADS[name](assets)
    assert "\n" not in str(caught.value)
