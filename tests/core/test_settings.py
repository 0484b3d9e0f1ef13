"""Settings are read from the environment in one module, each with one meaning."""

import ast
from pathlib import Path

import pytest

from truerole.core import settings
from truerole.core.errors import DataError, StoreError

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


API = ("TRUEROLE_API_RATE", "TRUEROLE_API_SECONDS", "TRUEROLE_API_BYTES", "TRUEROLE_API_WORKERS")


def test_limits_of_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in API:
        monkeypatch.delenv(name, raising=False)
    assert settings.api_limits() == settings.ApiLimits(None, 10, 5_000_000, None)
    for name, value in zip(API, ("0", "3", "2000", " 4 "), strict=True):
        monkeypatch.setenv(name, value)
    assert settings.api_limits() == settings.ApiLimits(0, 3, 2_000, 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (API[0], "-1"),
        (API[1], "0"),
        (API[1], "ten"),
        (API[2], "999"),
        (API[3], "1.5"),
        (API[0], "1" * 40),
        (API[0], "²"),
    ],
)
def test_limits_that_are_none_are_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(DataError, match=rf"^{name}: '.+' is no whole number of [\d,]+ or more$"):
        settings.api_limits()


def test_keys_of_the_api_are_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUEROLE_API_KEYS", " first-key, ,second-key")
    assert settings.api_keys() == ("first-key", "second-key")
    assert {"first-key", "second-key"} <= set(settings.secrets())


def test_secrets_are_keys_the_contact_and_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRUEROLE_CONTACT", "TRUEROLE_USAJOBS_KEY", "TRUEROLE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert settings.secrets() == []
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", "sqlite:///store.db")
    assert settings.secrets() == []
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", "postgresql://me:word@host/db")
    monkeypatch.setenv("TRUEROLE_USAJOBS_KEY", "k1")
    monkeypatch.setenv("TRUEROLE_CONTACT", "me@example.com")
    assert settings.secrets() == [
        "postgresql+psycopg://me:word@host/db",
        "postgresql://me:word@host/db",
        "postgres://me:word@host/db",
        "me@example.com",
        "word",
        "k1",
    ]


@pytest.mark.parametrize(
    ("url", "passwords"),
    [
        ("postgresql://me:p%40ss%2Fword@host/db", {"p%40ss%2Fword", "p@ss/word"}),
        ("postgresql+psycopg://me:p%40ss@host/db", {"p%40ss", "p@ss"}),
        ("postgresql://me:p@ss/wo?rd@host/db", {"p@ss/wo?rd", "p"}),  # not encoded, as it should be
        ("postgresql://host/db?user=me&password=p%20w&sslpassword=other", {"p%20w", "p w", "other"}),
        ("postgresql://me@host/db", set()),
        ("postgresql://host/db?sslmode=require", set()),
        ("sqlite:///store.db", set()),
    ],
)
def test_each_form_of_a_databases_password_is_a_secret(
    url: str, passwords: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", url)
    found = set(settings.secrets())
    assert passwords <= found
    if passwords:
        assert {url, url.replace("postgresql://", "postgresql+psycopg://")} <= found
