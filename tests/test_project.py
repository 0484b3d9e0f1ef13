"""Keep what the documents, pyproject.toml and the lock promise, and the rules of the house."""

import ast
import importlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from truerole.cli import main as cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS = "\n".join(path.read_text("utf-8") for path in PAPERS)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")

COMMANDS = {c.name or c.callback.__name__ for c in cli.app.registered_commands} | {
    group.name for group in cli.app.registered_groups
}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
CODE = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", DOCUMENTS, re.DOTALL))

# Each module once, by its path at the top level: `truerole/model`, `data` and `scraper` are links.
ROOMS = ("truerole", "model", "data", "scraper")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PROGRAMS = (*MODULES, *TESTS, *(ROOT / "benchmarks").rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Documents


def test_the_readme_is_short_and_shows_a_picture() -> None:
    assert len(README.split()) <= 600
    assert re.search(r"!\[[^\]]+\]\(docs/\w+\.png\)", README)


@pytest.mark.parametrize(("kind", "exist"), [("truerole", COMMANDS), ("make", TARGETS)])
def test_documents_and_commands_name_each_other(kind: str, exist: set[str]) -> None:
    assert set(re.findall(rf"\b{kind} ([a-z]+)", CODE)) == exist - {"help"}


@pytest.mark.parametrize("path", [*PAPERS, ROOT / "CHANGELOG.md"], ids=short)
def test_links_of_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAPERS, ids=short)
def test_files_that_documents_name_exist(path: Path) -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_.]+\.(?:py|toml|tsv|css))`", path.read_text("utf-8")))
    there = [f"/{short(path)}" for room in (*ROOMS, "tests", "benchmarks") for path in (ROOT / room).rglob("*.*")]
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in there)] == []


def test_the_glossary_has_the_words_of_the_field() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", glossary, re.MULTILINE)
    terms = [term.strip() for term, _, _ in rows if term.strip() not in ("term", "---")]
    assert 55 <= len(terms) <= 80
    assert len(terms) == len(set(terms))
    for word in ("tokenizer", "bigram", "TF-IDF", "Viterbi", "MinHash", "LSH", "threshold", "upsert", "deduplicate"):
        assert any(word in term for term in terms), word


def test_every_setting_is_documented() -> None:
    settings = {name for path in MODULES for name in re.findall(r"\bTRUEROLE_[A-Z_]+", path.read_text("utf-8"))}
    assert settings
    assert [name for name in sorted(settings) if f"`{name}`" not in DOCUMENTS] == []


def test_the_changelog_knows_this_version() -> None:
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# The house

LARGE = {"scraper/sources", "tests/scraper/sources"}
# Files of tests that are about no one module.
SPANNING = {
    "tests/test_container.py",
    "tests/test_hostile.py",
    "tests/test_notebooks.py",
    "tests/test_project.py",
    "tests/test_reference_cases.py",
    "tests/test_wheel.py",
    "tests/cli/test_read_only.py",
    "tests/dashboard/test_read_only.py",
    "tests/data/files/test_public_files.py",
    "tests/dashboard/browser/test_every_page_in_browser.py",
    "tests/dashboard/browser/test_practice_in_browser.py",
    "tests/data/market/test_skill_advice.py",
    "tests/model/test_damaged_tables.py",
    "tests/model/role/test_refit.py",
    "tests/model/test_robustness.py",
    "tests/model/test_traps.py",
    "tests/model/signals/test_signal_traps.py",
    "tests/model/skills/test_ambiguous_names.py",
    "tests/scraper/crawl/test_large_boards.py",
    "tests/scraper/crawl/test_paged_lists.py",
    "tests/scraper/sources/test_feeds_hostile.py",
    "tests/scraper/sources/test_recorded.py",
    "tests/scraper/sources/test_sources_hostile.py",
    "tests/scraper/test_expressions_hostile.py",
    "tests/workflows/test_training_killed.py",
}


def test_every_package_says_what_it_is_for() -> None:
    packages = {path.parent for path in MODULES if path.name != "__main__.py"}
    assert [short(folder) for folder in packages if not (folder / "__init__.py").is_file()] == []
    rooms = [folder / "__init__.py" for folder in sorted(packages)]
    assert [short(path) for path in rooms if not ast.get_docstring(tree(path))] == []


def test_no_folder_holds_more_than_fifteen_modules() -> None:
    held = Counter(short(path.parent) for path in (*MODULES, *TESTS))
    assert {folder: n for folder, n in held.items() if n > 15 and folder not in LARGE} == {}


def test_no_class_name_is_used_twice() -> None:
    named = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                named[node.name.lstrip("_")].append(short(path))
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


def first_lines() -> Iterator[str]:
    """Yield the first line of every docstring outside of the tests."""
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Module | ast.ClassDef | Function) and (text := ast.get_docstring(node)):
                yield text.splitlines()[0]


def test_docstrings_name_what_they_are_about() -> None:
    lines = list(first_lines())
    vague = [line for line in lines if re.search(r"\b(some|ones?|its?|what|those)\b", line, re.IGNORECASE)]
    assert len(vague) <= 0.1 * len(lines), vague


def mirrored(path: Path) -> Iterator[Path]:
    """Yield where the module lies that a file of tests is about, hostile input, kills and browsers aside."""
    room = path.relative_to(ROOT / "tests").parent
    name = re.sub(r"_(hostile|killed|in_browser)$", "", path.stem.removeprefix("test_"))
    yield ROOT / "truerole" / room / f"{name}.py"
    yield ROOT / "truerole" / room.parent / "pages" / f"{name}.py"


def test_tests_mirror_the_rooms() -> None:
    files = [path for path in TESTS if path.name.startswith("test_") and short(path) not in SPANNING]
    assert [short(path) for path in files if not any(map(Path.is_file, mirrored(path)))] == []
    assert [name for name in SPANNING if not (ROOT / name).is_file()] == []


def imported(module: ast.Module) -> Iterator[str]:
    """Yield the top-level names that a module imports anywhere in it; a relative import counts as a dot."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0] if node.level == 0 else "."


def test_nothing_is_imported_but_by_the_one_name() -> None:
    wrong = {".", "data", "model", "scraper", "app", "cli", "commands", "dashboard"}
    assert [short(path) for path in PROGRAMS if wrong & set(imported(tree(path)))] == []
    assert [short(path) for path in MODULES if "tests" in imported(tree(path))] == []


def test_benchmarks_import_what_there_is() -> None:
    names = [
        (node.module, alias.name)
        for path in (ROOT / "benchmarks").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("truerole.")
        for alias in node.names
    ]
    assert names
    assert [name for module, name in names if not there_is(module, name)] == []


def there_is(module: str, name: str) -> bool:
    return hasattr(importlib.import_module(module), name) or bool(importlib.util.find_spec(f"{module}.{name}"))


def asserts(test: ast.AST) -> bool:
    """Return whether a test itself says what it expects."""
    called = (node.func for node in ast.walk(test) if isinstance(node, ast.Call))
    named = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}
    told = {name for name in named if name in ("raises", "warns") or name.startswith("expect")}
    return bool(told) or any(isinstance(node, ast.Assert) for node in ast.walk(test))


def test_every_test_says_what_it_expects() -> None:
    tests = [(path, node) for path in TESTS for node in tree(path).body if isinstance(node, Function)]
    assert [f"{short(p)}:{t.name}" for p, t in tests if t.name.startswith("test_") and not asserts(t)] == []


# Layers, which `make check` holds all imports to by import-linter

LAYERS = {
    "core": ["truerole.model", "truerole.data", "truerole.scraper", "truerole.workflows"],
    "model": ["truerole.data", "truerole.scraper", "truerole.workflows", "sqlalchemy", "httpx", "streamlit"],
    "data": ["truerole.model", "truerole.scraper", "truerole.phrasing", "httpx", "streamlit"],
    "scraper": ["truerole.model", "truerole.data", "truerole.cli", "sqlalchemy", "streamlit"],
    "workflows": ["truerole.phrasing", "truerole.cli", "truerole.dashboard"],
    "phrasing": ["truerole.cli", "truerole.dashboard", "truerole.api", "truerole.spacy"],
    "cli": ["truerole.dashboard", "truerole.api"],
    "dashboard": ["truerole.cli", "truerole.api"],
    "sklearn": ["truerole.cli", "truerole.spacy"],
    "spacy": ["truerole.cli", "truerole.dashboard", "truerole.api"],
    "api": ["truerole.cli", "truerole.dashboard", "truerole.spacy"],
}
# Each may import these.
SOUND = {
    "model": ["truerole.core", "numpy"],
    "data": ["truerole.core", "sqlalchemy"],
    "scraper": ["truerole.core", "httpx"],
    "workflows": ["truerole.model", "truerole.data", "truerole.scraper"],
    "phrasing": ["truerole.workflows"],
    "cli": ["truerole.phrasing"],
    "dashboard": ["truerole.phrasing", "truerole.data", "streamlit"],
    "sklearn": ["truerole.model", "truerole.core", "sklearn"],
    "spacy": ["truerole.phrasing", "truerole.model", "spacy"],
    "api": ["truerole.phrasing", "truerole.data", "fastapi"],
}


def linted(folder: Path, imports: dict[str, list[str]]) -> subprocess.CompletedProcess[str]:
    """Run import-linter, as this project sets it up, on a small package in which each layer imports these names."""
    for layer in LAYERS:
        room = folder / "truerole" / layer
        room.mkdir(parents=True)
        lines = [f"import truerole.{layer}.import{n}\n" for n in range(len(imports.get(layer, ())))]
        (room / "__init__.py").write_text("".join(lines))
        for n, name in enumerate(imports.get(layer, ())):
            (room / f"import{n}.py").write_text(f"import {name}\n")
    (folder / "truerole" / "__init__.py").touch()
    (folder / "truerole" / "__main__.py").write_text("import truerole.cli\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    settings = ["--config", str(ROOT / ".importlinter")]
    environment = {"PYTHONPATH": str(folder), "COLUMNS": "500", "NO_COLOR": "1"}
    return subprocess.run(
        [*command, *settings], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_layers_that_are_kept_pass(tmp_path: Path) -> None:
    done = linted(tmp_path, SOUND)
    assert (done.returncode, "0 broken" in done.stdout) == (0, True), done.stdout


def test_every_import_across_the_layers_is_caught(tmp_path: Path) -> None:
    done = linted(tmp_path, LAYERS)
    assert done.returncode == 1
    wrong = [
        f"truerole.{layer}.import{n} -> {name} " for layer, names in LAYERS.items() for n, name in enumerate(names)
    ]
    assert [line for line in wrong if line not in done.stdout] == [], done.stdout


def test_a_room_outside_of_the_layers_is_caught(tmp_path: Path) -> None:
    (tmp_path / "truerole" / "annexe").mkdir(parents=True)
    (tmp_path / "truerole" / "annexe" / "__init__.py").touch()
    done = linted(tmp_path, SOUND)
    assert (done.returncode, "annexe" in done.stdout) == (1, True), done.stdout


# Package


def test_every_file_of_the_rooms_is_packaged() -> None:
    patterns = [
        f"{package.removeprefix('truerole.').replace('.', '/')}/{pattern}"
        for package, found in PROJECT["tool"]["setuptools"]["package-data"].items()
        for pattern in found
    ]
    files = [p for room in ROOMS for p in (ROOT / room).rglob("*.*") if p.is_file() and p.suffix not in (".py", ".pyc")]
    assert [short(file) for file in files if not any(file.match(pattern) for pattern in patterns)] == []


ENTRY_POINTS = [
    *PROJECT["project"]["scripts"].values(),
    *(target for group in PROJECT["project"]["entry-points"].values() for target in group.values()),
]


@pytest.mark.parametrize("target", ENTRY_POINTS)
def test_entry_points_lead_to_functions(target: str) -> None:
    module, _, name = target.partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_pages_are_private_and_alike_in_a_checkout_and_installed() -> None:
    settings = ROOT / "truerole" / "dashboard" / "entry" / ".streamlit" / "config.toml"
    assert (ROOT / ".streamlit" / "config.toml").resolve() == settings
    found = tomllib.loads(settings.read_text("utf-8"))
    assert found["browser"]["gatherUsageStats"] is False
    assert found["client"]["showErrorDetails"] == "none"
    assert found["server"]["address"] == "localhost"
    assert "headless" not in found["server"]  # Streamlit opens a browser where there is a display
    assert found["server"]["showEmailPrompt"] is False


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
