"""Keep what the documents, pyproject.toml and the lock promise, and the one way in which postings flow."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from truerole.cli import main as cli

ROOT = Path(__file__).parents[1]
ROOMS = ("commands", "dashboard", "data", "model", "scraper")
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")

COMMANDS = {c.name or c.callback.__name__ for c in cli.app.registered_commands} | {
    group.name for group in cli.app.registered_groups
}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
CODE = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", DOCUMENTS, re.DOTALL))


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


# Documents


def test_the_readme_is_short_and_shows_a_picture() -> None:
    assert len(README.split()) <= 600
    assert re.search(r"!\[[^\]]+\]\(docs/\w+\.png\)", README)


@pytest.mark.parametrize(("kind", "exist"), [("truerole", COMMANDS), ("make", TARGETS)])
def test_documents_and_commands_name_each_other(kind: str, exist: set[str]) -> None:
    assert set(re.findall(rf"\b{kind} ([a-z]+)", CODE)) == exist - {"help"}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_of_documents_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_setting_is_documented() -> None:
    sources = [path.read_text("utf-8") for path in [*modules(*ROOMS), ROOT / "cli.py"]]
    settings = {name for source in sources for name in re.findall(r'"(TRUEROLE_[A-Z_]+)"', source)}
    assert [name for name in sorted(settings) if f"`{name}`" not in DOCUMENTS] == []


def test_the_changelog_knows_this_version() -> None:
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# Rooms

FORBIDDEN = {
    "dashboard": {"commands"},
    "data": {"commands", "dashboard", "scraper", "streamlit", "httpx"},
    "model": {"commands", "dashboard", "scraper", "streamlit", "httpx", "sqlite3", "sqlalchemy"},
    "scraper": {"commands", "dashboard", "model", "streamlit"},
}


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level names that a module imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", modules(*ROOMS, "benchmarks"), ids=lambda path: str(path.relative_to(ROOT)))
def test_postings_flow_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert not set(imported(path)) & (FORBIDDEN.get(room, set()) | {"app", "cli", "tests"})


# Package


def test_each_room_and_each_file_in_it_is_packaged() -> None:
    tools = PROJECT["tool"]["setuptools"]
    folders = [init.parent.relative_to(ROOT) for room in ROOMS for init in (ROOT / room).rglob("__init__.py")]
    assert sorted(tools["packages"]) == sorted(".".join(folder.parts) for folder in folders)
    assert sorted(tools["py-modules"]) == sorted(path.stem for path in ROOT.glob("*.py"))
    files = [
        p.relative_to(ROOT) for room in ROOMS for p in (ROOT / room).rglob("*.*") if p.suffix not in (".py", ".pyc")
    ]
    patterns = [f"{room}/{pattern}" for room, found in tools["package-data"].items() for pattern in found]
    assert [file for file in files if not any(file.match(pattern) for pattern in patterns)] == []


@pytest.mark.parametrize("target", PROJECT["project"]["scripts"].values())
def test_entry_points_lead_to_functions(target: str) -> None:
    module, _, name = target.partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_the_installed_page_is_as_private_as_the_checkout() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    for flag in cli.STREAMLIT:
        section, key, value = re.fullmatch(r"--(\w+)\.(\w+)=(\w+)", flag).groups()
        assert str(settings[section][key]).lower() == value


# Lock

PINS = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", LOCK, re.MULTILINE))


def test_the_lock_names_no_place() -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links| @ |file:", LOCK)


def test_the_lock_pins_everything_with_hashes() -> None:
    entries = re.sub(r"^ *#.*\n", "", LOCK, flags=re.MULTILINE).replace("\\\n", "").splitlines()
    entry = r"[a-z0-9-]+==[^ ;]+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+"
    assert [line for line in entries if not re.fullmatch(entry, line)] == []


@pytest.mark.parametrize(
    "wanted",
    [
        *PROJECT["project"]["dependencies"],
        *(extra for extras in PROJECT["project"]["optional-dependencies"].values() for extra in extras),
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    ],
)
def test_the_lock_has_what_the_project_asks_for(wanted: str) -> None:
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(PINS[requirement.name])
