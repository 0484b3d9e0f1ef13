"""Kill commands at random moments, and look at the store: `python benchmarks/kills.py --times 30`.

Each command is run to its end once, then killed (SIGKILL) at a random moment of as long a run, in a folder of its own;
a run that had ended before its moment is no kill, and another takes its place. Right after, the store must pass
`truerole db check`, and the champion must read; the same command, run again to its end, must leave the same postings,
labels and models as the run that nobody killed. Trainings begin from every tenth of the shipped postings, by the same
command, so that a run takes seconds.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from truerole.data.labels.examples import load_examples
from truerole.model.role.term_counts import TermCounts, load_counts, pack_counts, save_counts

ROOT = Path(__file__).parents[1]
TRUEROLE = (sys.executable, "-m", "truerole")
ROWS = 300
# Folder of the code that runs, beside those of the runs.
CODE = "code"


@dataclass(frozen=True)
class Killed:
    """Command that is killed, with the commands that run before, and that must work afterwards."""

    name: str
    command: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    # So many of the kills are followed by the next run; all, unless a run takes minutes.
    again: int | None = None


IMPORT = "import postings.jsonl --quiet --workers 2"
LABELS = "label import labels.jsonl --quiet --workers 2"
TRAIN = "train --quiet --workers 2"
# {own} is the model that was trained.
PROMOTE = "models promote {own} --force --reason tried --workers 2"
# The champion alone, so that all postings are still to be read with it.
ONLY_PROMOTE = "python -c from truerole.model.registry.champion import promote; promote('{own}')"
COMMANDS = (
    Killed("import", IMPORT),
    Killed("label import", LABELS),
    Killed("backup", "db backup kept.db", (IMPORT, LABELS), ("db restore kept.db",)),
    Killed("restore", "db restore kept.db", (IMPORT, LABELS, "db backup kept.db")),
    Killed("reread", "models reread --workers 2", (IMPORT, LABELS, TRAIN, ONLY_PROMOTE)),
    Killed("promote", PROMOTE, (IMPORT, LABELS, TRAIN)),
    Killed("train", TRAIN, (IMPORT, LABELS), again=3),
)


def main() -> None:
    """Kill each command so many times, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=30)
    asked.add_argument("--seed", type=int, default=7, help="of the moments")
    asked.add_argument("--only", nargs="*", help="names of commands; else all")
    given = asked.parse_args()
    print("| command | killed while it ran | store whole right after | the same after the next run |")
    print("|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        _copy_code(Path(folder) / CODE)
        for one in COMMANDS:
            if not given.only or one.name in given.only:
                print(_row(Path(folder), one, given.times, Random(given.seed)), flush=True)


def _copy_code(to: Path) -> None:
    """Copy the package, with every tenth posting of the shipped counts."""
    shutil.copytree(ROOT / "truerole", to / "truerole", ignore=shutil.ignore_patterns("__pycache__"))
    save_counts(_every_tenth(load_counts()), to / "truerole" / "data" / "counts")


def _every_tenth(all_: TermCounts) -> TermCounts:
    rows = []
    for first, end in list(itertools.pairwise(all_.starts))[::10]:
        sections, columns, counts = (each[first:end].tolist() for each in (all_.sections, all_.columns, all_.counts))
        rows.append(
            {(section, column): int(count) for section, column, count in zip(sections, columns, counts, strict=True)}
        )
    return pack_counts(all_.labels[::10], all_.terms, rows, all_.profiles[::10])


def _row(folder: Path, one: Killed, times: int, chance: Random) -> str:
    begin = _prepared(folder, one.before)
    whole = _copy(begin, "whole")
    begun = time.monotonic()
    _run(whole, one.command)
    seconds, right = time.monotonic() - begun, _counts(whole)
    shutil.rmtree(whole)
    found = []
    moments = (chance.uniform(0, seconds) for _ in itertools.count())
    for kill in itertools.islice(_kills(one, begin, moments, right), times):
        found.append(kill)
        print(f"{one.name}, {len(found)}: {kill}", file=sys.stderr, flush=True)
    same = [kill.same for kill in found if kill.same is not None]
    return f"| `{one.command}` | {len(found)} | {sum(kill.sound for kill in found)} | {sum(same)} of {len(same)} |"


def _prepared(folder: Path, before: tuple[str, ...]) -> Path:
    """Return the folder in which commands were run, made once for all that begin with them."""
    begin = folder / f"begin {len(before)} {hash(before)}"
    if begin.exists():
        return begin
    if before:
        shutil.copytree(_prepared(folder, before[:-1]), begin)
        _run(begin, before[-1])
    else:
        begin.mkdir()
        _write_files(begin)
    return begin


@dataclass(frozen=True)
class Kill:
    """Outcome of a kill after seconds: all was sound right after, and the same after the next run."""

    after: float
    sound: bool
    same: bool | None


def _kills(one: Killed, begin: Path, moments: Iterable[float], right: str) -> Iterator[Kill]:
    number = 0
    for moment in moments:
        home = _copy(begin, f"{one.name} {number}")
        # In a group of its own, so that the processes that it has started die with it.
        process = subprocess.Popen(_arguments(home, one.command), **_place(home), start_new_session=True)
        with suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()
            same = _is_same if one.again is None or number < one.again else _unasked
            yield Kill(moment, _is_sound(home), same(home, one, right))
            number += 1
        shutil.rmtree(home)


def _unasked(*_: object) -> None:
    """Return no outcome of a next run, which would take minutes."""


def _is_sound(home: Path) -> bool:
    """Return whether the store is whole, and the champion reads a text without a word of complaint."""
    place = _place(home) | {"stderr": subprocess.PIPE}
    read = subprocess.run([*TRUEROLE, "read", "text.txt"], **place, check=False)
    return _run(home, "db check", check=False) == 0 and read.returncode == 0 and not read.stderr


def _is_same(home: Path, one: Killed, right: str) -> bool:
    # A training that was done before the kill would make a second model. A backup is not written again, and a champion
    # not promoted again.
    if one.command == TRAIN and _counts(home) == right:
        return True
    _run(home, one.command, check=False)
    for command in one.after:
        _run(home, command)
    if "promote" in one.command:
        _run(home, "models reread --workers 2")
    return _counts(home) == right


def _copy(begin: Path, name: str) -> Path:
    return shutil.copytree(begin, begin.with_name(name))


def _run(home: Path, command: str, check: bool = True) -> int:
    return subprocess.run(_arguments(home, command), **_place(home), check=check).returncode


def _arguments(home: Path, command: str) -> list[str]:
    """Return the arguments of a command, of `truerole` or of `python -c`."""
    own = [path.name for path in (home / "home" / "models").glob("own-*")]
    named = command.format(own=own[0] if own else "")
    if named.startswith("python -c "):
        return [sys.executable, "-c", named.removeprefix("python -c ")]
    return [*TRUEROLE, *named.split()]


def _counts(home: Path) -> str:
    """Return how many postings and labels there are, which model read them, and how many models."""
    lines = []
    for command in ("db info", "label status", "models list"):
        shown = subprocess.run([*TRUEROLE, *command.split()], **_place(home) | {"stdout": subprocess.PIPE}, check=True)
        lines += [line for line in shown.stdout.decode().splitlines() if line.startswith(("postings", "reader"))]
        lines.append(str(len(shown.stdout.splitlines())) if command != "db info" else "")
    return "\n".join(lines)


def _place(home: Path) -> dict[str, object]:
    """Return where and how a command runs: in its own folder, quietly, by the copied code."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRUEROLE_")}
    path = {"TRUEROLE_HOME": str(home / "home"), "PYTHONPATH": str(home.parent / CODE)}
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
    (home / "text.txt").write_text(examples[0].description)


if __name__ == "__main__":
    main()
