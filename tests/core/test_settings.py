"""Settings are read from the environment in one module, each with one meaning."""

import ast
from pathlib import Path

import pytest

from truerole.core import settings
from truerole.core.errors import StoreError

ROOT = Path(__file__).parents[2]
ROOMS = ("truerole", "model", "data", "scraper")
READERS = {"environ", "getenv", "environb"}


def reads_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    return bool(READERS & (attributes | imported))


def test_no_other_module_reads_the_environment() -> None:
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [path.relative_to(ROOT).as_posix() for path in modules if reads_environment(path)] == [
        "truerole/core/settings.py"
    ]


def test_the_folder_is_the_chosen_one_else_the_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("TRUEROLE_HOME", raising=False)
    assert settings.home() == tmp_path / "truerole"
    monkeypatch.setenv("TRUEROLE_HOME", str(tmp_path / "mine"))
    assert settings.home() == tmp_path / "mine"


@pytest.mark.parametrize(
    ("value", "writable"), [("", True), ("0", True), ("No ", True), ("off", True), ("1", False), ("yes", False)]
)
def test_read_only(value: str, writable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_READONLY", value)
    assert settings.writable() is writable
    if not writable:
        with pytest.raises(StoreError, match="TRUEROLE_READONLY is set"):
            settings.require_writable()


def test_texts_are_stripped_and_empty_ones_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_CONTACT", " me@example.com ")
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", " k1 ")
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", "")
    assert (settings.contact(), settings.source_key("TRUEROLE_USAJOBS_KEY")) == ("me@example.com", "k1")
    assert settings.database_url() is None
    monkeypatch.delenv("TRUEROLE_CONTACT")
    assert settings.contact() == ""


def test_secrets_are_keys_the_contact_and_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRUEROLE_CONTACT", "TRUEROLE_USAJOBS_KEY", "TRUEROLE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert settings.secrets() == []
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", "sqlite:///store.db")
    assert settings.secrets() == []
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", "postgresql://me:word@host/db")
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "k1")
    monkeypatch.setenv("TRUEROLE_CONTACT", "me@example.com")
    assert settings.secrets() == ["k1", "me@example.com", "postgresql://me:word@host/db"]
