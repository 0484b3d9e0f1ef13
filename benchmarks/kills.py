"""Kill commands at random moments, and look at the store: `python benchmarks/kills.py --times 30`.

Each command is run to its end once, then killed (SIGKILL) at a random moment of as long a run, in a folder of its own.
The store must pass `truerole db check` right after, and the same command, run again to its end, must leave the same
postings and labels as the run that nobody killed.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from truerole.data.labels.examples import load_examples

TRUEROLE = (sys.executable, "-m", "truerole")
ROWS = 300


@dataclass(frozen=True)
class Killed:
    """Command that is killed, with the commands that run before, and that must work afterwards."""

    name: str
    command: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


IMPORT = "import postings.jsonl --quiet --workers 2"
LABELS = "label import labels.jsonl --quiet --workers 2"
COMMANDS = (
    Killed("import", IMPORT),
    Killed("label import", LABELS),
    Killed("backup", "db backup kept.db", (IMPORT, LABELS), ("db restore kept.db",)),
    Killed("restore", "db restore kept.db", (IMPORT, LABELS, "db backup kept.db")),
    Killed("train", "train --quiet --workers 2", (LABELS,)),
)


def main() -> None:
    """Kill each command so many times, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=30)
    asked.add_argument("--only", nargs="*", help="names of commands; else all")
    given = asked.parse_args()
    print("| command | killed | killed while it ran | store whole right after | the same after the next run |")
    print("|---|---:|---:|---:|---:|")
    for one in COMMANDS:
        if not given.only or one.name in given.only:
            print(_row(one, given.times), flush=True)


def _row(one: Killed, times: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        begin = Path(folder) / "begin"
        begin.mkdir()
        _write_files(begin)
        for command in one.before:
            _run(begin, command)
        whole = _copy(begin, "whole")
        begun = time.monotonic()
        _run(whole, one.command)
        seconds, right = time.monotonic() - begun, _counts(whole)
        found = list(_kills(one, begin, times, seconds, right))
    ran, sound, same = (sum(column) for column in zip(*found, strict=True))
    return f"| `{one.command}` | {times} | {ran} | {sound} | {same} |"


def _kills(one: Killed, begin: Path, times: int, seconds: float, right: str) -> Iterator[tuple[bool, bool, bool]]:
    chance = random.Random(7)
    for number in range(times):
        home = _copy(begin, f"kill {number}")
        # In a group of its own, so that the processes that it has started die with it.
        process = subprocess.Popen([*TRUEROLE, *one.command.split()], **_place(home), start_new_session=True)
        time.sleep(chance.uniform(0, seconds))
        ran = process.poll() is None
        if ran:
            os.killpg(process.pid, 9)
        process.wait()
        sound = _run(home, "db check", check=False) == 0
        # A backup that was done before the kill is not written again.
        _run(home, one.command, check=False)
        for command in one.after:
            _run(home, command)
        yield ran, sound, _counts(home) == right
        shutil.rmtree(home)


def _copy(begin: Path, name: str) -> Path:
    return shutil.copytree(begin, begin.with_name(name))


def _run(home: Path, command: str, check: bool = True) -> int:
    return subprocess.run([*TRUEROLE, *command.split()], **_place(home), check=check).returncode


def _counts(home: Path) -> str:
    """Return how many postings and labels there are, and how many models."""
    lines = []
    for command in ("db info", "label status", "models list"):
        shown = subprocess.run([*TRUEROLE, *command.split()], **_place(home) | {"stdout": subprocess.PIPE}, check=True)
        lines += [line for line in shown.stdout.decode().splitlines() if line.startswith(("postings", "readings"))]
        lines.append(str(len(shown.stdout.splitlines())) if command != "db info" else "")
    return "\n".join(lines)


def _place(home: Path) -> dict[str, object]:
    """Return where and how a command runs: in its own folder, quietly, from this checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRUEROLE_")}
    path = {"TRUEROLE_HOME": str(home / "home"), "PYTHONPATH": str(Path(__file__).parents[1])}
    return {"cwd": home, "env": environment | path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _write_files(home: Path) -> None:
    examples = load_examples()
    rows = [
        {
            "id": number,
            "title": one.title,
            "description": f"{one.description}\n\nReference {number}.",
            "text": f"{one.description}\n\nReference {number}.",
            "role": one.role,
        }
        for number, one in zip(range(ROWS), examples * ROWS, strict=False)
    ]
    names = {"postings": ("id", "title", "description"), "labels": ("title", "text", "role")}
    for file, kept in names.items():
        lines = (json.dumps({name: row[name] for name in kept}) for row in rows)
        (home / f"{file}.jsonl").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
