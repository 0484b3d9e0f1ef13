"""Which model reads: a line in a file that is replaced in one step, and what answers where it cannot be followed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from truerole.core.errors import ModelError
from truerole.model.reader import default_reader, reader_of
from truerole.model.registry import artifacts, champion
from truerole.model.registry.artifacts import SHIPPED, model_versions, registered_model, save_user_model
from truerole.model.registry.champion import (
    champion_problem,
    champion_stamp,
    champion_version,
    history,
    promote,
    prune,
    rollback,
    unneeded_models,
)
from truerole.model.role.train import TrainedModel

ROOT = Path(__file__).parents[3]
SHIPPED_VERSION = registered_model(SHIPPED).version


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def make(trained: TrainedModel) -> Callable[[], str]:
    """Return a function that makes another model of the user's."""
    return lambda: save_user_model(trained, lambda version, folder: (folder / "CARD.md").write_text(version))


def test_the_shipped_model_reads_at_first() -> None:
    assert (champion_version(), champion_problem(), history(), champion_stamp()) == (SHIPPED_VERSION, None, [], None)
    assert default_reader().model.version == SHIPPED_VERSION


def test_models_are_kept_by_age(make: Callable[[], str]) -> None:
    made = [make() for _ in range(11)]
    assert model_versions() == [SHIPPED_VERSION, *made]
    assert len(set(made)) == 11


def test_the_reader_follows_at_once(make: Callable[[], str]) -> None:
    first, second = make(), make()
    read = [default_reader().model.version]
    for version in (first, second):
        promote(version)
        read.append(default_reader().model.version)
    rollback()
    read.append(default_reader().model.version)
    assert read == [SHIPPED_VERSION, first, second, first]
    assert default_reader() is default_reader()


def test_a_long_run_keeps_its_reader(make: Callable[[], str]) -> None:
    first = make()
    reader = reader_of(SHIPPED_VERSION)
    promote(first)
    assert reader_of(SHIPPED_VERSION) is reader
    assert (reader_of(first).model.version, default_reader().model.version) == (first, first)


def test_what_is_worse_needs_a_reason_which_is_kept(make: Callable[[], str]) -> None:
    first = make()
    for reason in (None, "", "  ", "x"):
        with pytest.raises(ModelError, match=r"worse than the champion beyond chance \(macro-F1, other\)") as caught:
            promote(first, ["macro-F1", "other"], reason)
        assert "\n" not in str(caught.value)
        assert history() == []
    promote(first, ["macro-F1", "other"], "our own\npostings matter more")
    (made,) = history()
    assert (made.reason, made.regressions) == ("our own postings matter more", ("macro-F1", "other"))


@pytest.mark.parametrize("key", ["fallen", "regressions"])
def test_metrics_that_regressed_are_read_by_the_key_of_any_version(make: Callable[[], str], key: str) -> None:
    promote(make(), ["other"], "our own postings matter more")
    path = artifacts.user_models_dir() / "champion.json"
    (kept,) = json.loads(path.read_text())
    assert list(kept) == ["version", "previous", "at", "reason", "fallen"]
    path.write_text(json.dumps([{key if name == "fallen" else name: value for name, value in kept.items()}]))
    assert history()[0].regressions == ("other",)


def test_back_and_forth(make: Callable[[], str]) -> None:
    first = make()
    with pytest.raises(ModelError, match="nothing to go back to"):
        rollback()
    promote(first)
    assert rollback().version == champion_version() == SHIPPED_VERSION
    assert rollback().version == first
    assert [p.version for p in history()] == [first, SHIPPED_VERSION, first]


@pytest.mark.parametrize("version", ["own-2020-01-01.1.abc", "../../etc", "", "own-x/../y", "."])
def test_what_is_no_model_cannot_be_promoted(version: str) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        promote(version)
    assert champion_version() == SHIPPED_VERSION


def test_the_champion_is_not_promoted_twice(make: Callable[[], str]) -> None:
    first = make()
    promote(first)
    with pytest.raises(ModelError, match="is the champion already"):
        promote(first)


def tampered(folder: Path) -> None:
    file = folder / registered_model(folder).file
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def another_series(folder: Path) -> None:
    path = folder / "registry.toml"
    path.write_text(path.read_text().replace(registered_model(folder).sklearn, "0.24.2"))


def gone(folder: Path) -> None:
    (folder / registered_model(folder).file).unlink()


def renamed(folder: Path) -> None:
    path = folder / "registry.toml"
    path.write_text(path.read_text().replace(f'version = "{folder.name}"', 'version = "own-else"'))


def swept(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            tampered,
            "is not the registered one and is not loaded; train again, or go back with `truerole models rollback`",
        ),
        (another_series, "was made with scikit-learn 0.24.2, here is"),
        (gone, "cannot be read (No such file or directory); train again"),
        (renamed, "holds the model own-else, not"),
        (swept, "there is no model"),
    ],
)
def test_where_the_champion_cannot_be_loaded_the_shipped_model_answers(
    make: Callable[[], str], caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], None], told: str
) -> None:
    first = make()
    promote(first)
    spoil(artifacts.user_models_dir() / first)
    line = champion_problem() or ""
    assert told in line
    assert "\n" not in line
    assert default_reader().model.version == SHIPPED_VERSION
    assert caplog.messages == [f"{line}; until then the shipped model reads"]
    with pytest.raises(ModelError):
        promote(first)
    if spoil is not swept:
        rollback()
        assert (champion_problem(), champion_version()) == (None, SHIPPED_VERSION)


@pytest.mark.parametrize(
    "text", ["", "{", "[]x", "{}", "[1]", '[{"version": 1}]', '[{"version": "a"}]', "\x00", "[[]]"]
)
def test_a_damaged_pointer_is_one_line_and_the_shipped_model_answers(home: Path, make, text: str) -> None:
    first = make()
    (home / "models" / "champion.json").write_text(text)
    line = champion_problem() or ""
    assert "does not say which model reads" in line
    assert "\n" not in line
    assert default_reader().model.version == SHIPPED_VERSION
    promote(first)
    assert (champion_version(), champion_problem()) == (first, None)


CUT_OFF = """
import os, sys
from pathlib import Path
Path.replace = lambda *_: os._exit(9)
from truerole.model.registry.champion import promote
promote(sys.argv[1])
"""


def test_killed_while_it_promotes_the_champion_is_as_before(make: Callable[[], str]) -> None:
    first, second = make(), make()
    promote(first)
    command = [sys.executable, "-c", CUT_OFF, second]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 9
    assert (champion_version(), champion_problem(), len(history())) == (first, None, 1)
    promote(second)
    assert champion_version() == second


def test_killed_while_it_is_kept_there_is_no_such_model(
    trained: TrainedModel, make: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", cut_off)
        save_user_model(trained, lambda *_: None)
    assert model_versions() == [SHIPPED_VERSION]
    made = make()
    assert model_versions() == [SHIPPED_VERSION, made]
    assert len(list(artifacts.user_models_dir().iterdir())) == 2
    prune()
    assert [path.name for path in artifacts.user_models_dir().iterdir()] == [made]


def test_nowhere_to_write_is_one_line(home: Path, make: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = make()
    (home / "models" / "champion.json").mkdir()
    with pytest.raises(ModelError, match=r"cannot be written .*; the champion is as before"):
        champion._write([champion.Promotion(first, SHIPPED_VERSION, "now")])


def test_old_models_are_removed_but_for_those_that_are_needed(make: Callable[[], str]) -> None:
    made = [make() for _ in range(9)]
    promote(made[0])
    promote(made[1])
    assert unneeded_models() == made[2:4]
    assert prune() == made[2:4]
    assert model_versions() == [SHIPPED_VERSION, *made[:2], *made[4:]]
    assert prune() == []
    assert default_reader().model.version == made[1]


def test_the_history_is_plain_json(home: Path, make: Callable[[], str]) -> None:
    first = make()
    promote(first)
    (row,) = json.loads((home / "models" / "champion.json").read_text())
    assert (row["version"], row["previous"]) == (first, SHIPPED_VERSION)
