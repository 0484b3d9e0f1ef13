"""TrueRole as a user installs it: a wheel in a fresh environment, run beside modules of the same names."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.dashboard.browser.browser import free_port, serving
from tests.shared import made_once

ROOT = Path(__file__).parents[1]
# Whatever imports one of these leaves a trace.
TRAP = "open({trace!r}, 'a').write(__file__ + chr(10))\nraise ImportError('this is a module of the working folder')\n"
TRAPS = ("cli.py", "app.py", "core.py", "data/__init__.py", "model/__init__.py", "scraper/__init__.py")


@dataclass(frozen=True)
class Installation:
    """Hold where the programs of an environment are, and the working folder and the home that they are run with."""

    programs: Path
    work: Path
    home: Path

    @property
    def imported(self) -> list[str]:
        """Return which modules of the working folder have been imported in place of TrueRole's."""
        trace = self.work / "trace"
        return trace.read_text().splitlines() if trace.exists() else []

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of a process to which nothing names the checkout."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRUEROLE"))}
        return kept | {"TRUEROLE_HOME": str(self.home), "TRUEROLE_API_WORKERS": "1"}

    def run(self, program: str, *args: str, given: str = "") -> str:
        """Run a program to its end and return what it printed."""
        done = subprocess.run(
            [str(self.programs / program), *args],
            cwd=self.work, env=self.environment, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def process(self, *args: str) -> Iterator[None]:
        """Run the command `truerole` until the context is left."""
        silent = subprocess.DEVNULL
        command = [str(self.programs / "truerole"), *args]
        with subprocess.Popen(command, cwd=self.work, env=self.environment, stdout=silent, stderr=silent) as running:
            try:
                yield
            finally:
                running.terminate()

    @contextmanager
    def app(self) -> Iterator[str]:
        """Run `truerole app` and yield the address of its pages."""
        # For the app alone: a Python that is asked for `truerole` in this folder is right to take this one.
        self.trap("truerole.py")
        port = free_port()
        command = [str(self.programs / "truerole"), "app", "--no-browser", "--port", str(port)]
        with serving(command, port, self.work, self.environment):
            yield f"http://localhost:{port}"

    def trap(self, name: str) -> None:
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TRAP.format(trace=str(self.work / "trace")))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the checkout, which is built once, however many processes run tests."""

    def build(folder: Path) -> None:
        copy = folder / "copy"
        left_out = shutil.ignore_patterns(".[!s]*", "__pycache__", "*.egg-info", "build", "dist", "tests", "docs")
        shutil.copytree(ROOT, copy, symlinks=True, ignore=left_out)
        pip("wheel", str(copy), "--no-build-isolation", "--wheel-dir", str(folder))

    (path,) = made_once(tmp_path_factory, "wheel", build).glob("*.whl")
    return path


@pytest.fixture(scope="session")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a fresh environment, to which the other packages of this one are lent; return its bin."""
    return made_once(tmp_path_factory, "environment", partial(install, wheel)) / "bin"


def install(wheel: Path, environment: Path) -> None:
    """Make an environment that holds the wheel, and to which the other packages of this one are lent."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    pip("--python", str(environment / "bin" / "python"), "install", str(wheel))
    # A line of a .pth names a folder, whose own .pth files, one of which leads to the checkout, are not read.
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (packages(environment) / "lent.pth").write_text("\n".join(lent))


def packages(environment: Path) -> Path:
    """Return the folder of an environment that its packages are installed in."""
    (folder,) = (environment / "lib").glob("python*/site-packages")
    return folder


@pytest.fixture(scope="module")
def installation(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Return the installation with a working folder full of traps and an empty home."""
    folder = tmp_path_factory.mktemp("installation")
    made = Installation(programs, folder / "work", folder / "home")
    for name in TRAPS:
        made.trap(name)
    return made


def pip(*args: str) -> None:
    """Run pip without any package index."""
    command = [sys.executable, "-m", "pip", *args, "--no-deps", "--no-index", "--quiet"]
    subprocess.run(command, check=True)
