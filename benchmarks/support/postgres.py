"""PostgreSQL server, started anew, for benchmarks of a store that several programs share."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path, end: str = "immediate") -> Iterator[tuple[str, list[str]]]:
    """Start a server that keeps its data in a folder, and yield the address of a database and how `pg_ctl` begins.

    It is set up as it comes, and ended in one of the ways of `pg_ctl`.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")) or [Path(shutil.which("pg_ctl") or "pg_ctl")]
    own = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if own:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    control = [*own, str(found[-1]), "-D", str(folder / "db"), "-w", "-l", str(folder / "log")]
    if not (folder / "db").exists():
        run([*control, "-o", "-A trust -U truerole -E UTF8", "initdb"], folder)
    run([*control, "-o", f"-k {folder} -c listen_addresses=''", "start"], folder)
    try:
        yield f"postgresql://truerole@/postgres?host={folder}", control
    finally:
        run([*control, "-m", end, "stop"], folder)


def run(command: list[str], folder: Path) -> None:
    """Run a command, silently."""
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
