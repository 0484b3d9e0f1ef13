"""The server as a process: whom it lets in, how it starts and stops, and beside others on the same store."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import sleep

import httpx
import psutil
import pytest

from tests.data.market.made_up import worked_market
from truerole.api.__main__ import main
from truerole.api.schemas.posting_to_read import EXAMPLE
from truerole.api.serve import check_keys, is_loopback, rate_of
from truerole.core.errors import DataError
from truerole.core.settings import ApiLimits
from truerole.data.store.store import open_store

KEY = "a-key-of-sixteen-or-more"
LINES = {"content-type": "application/x-ndjson"}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("", False),
        ("localhost.example", False),
    ],
)
def test_addresses_of_this_machine_alone(host: str, local: bool) -> None:
    assert is_loopback(host) is local


@pytest.mark.parametrize(
    ("host", "keys", "told"),
    [
        ("0.0.0.0", (), "^0.0.0.0 is open to others: set TRUEROLE_API_KEYS to a secret of your own"),
        ("0.0.0.0", ("short",), "^TRUEROLE_API_KEYS: a key has 16 or more ASCII characters"),
        ("127.0.0.1", (KEY, "é" * 20), "^TRUEROLE_API_KEYS: a key has 16 or more ASCII characters"),
    ],
)
def test_open_to_others_it_wants_keys(host: str, keys: tuple[str, ...], told: str) -> None:
    with pytest.raises(DataError, match=told):
        check_keys(host, keys)


def test_with_keys_or_here_alone_it_starts() -> None:
    assert check_keys("0.0.0.0", (KEY,)) is None
    assert check_keys("127.0.0.1", ()) is None


@pytest.mark.parametrize(
    ("chosen", "local", "rate"), [(None, True, 0), (None, False, 6_000), (0, False, 0), (7, True, 7)]
)
def test_the_rate_is_that_chosen_or_by_who_may_come(chosen: int | None, local: bool, rate: int) -> None:
    assert rate_of(ApiLimits(chosen, 10, 1_000, 1), local) == rate


def command(folder: Path, *args: str, log: Path | None = None, **settings: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRUEROLE_")}
    environment |= {"TRUEROLE_HOME": str(folder), "TRUEROLE_API_WORKERS": "1", "PYTHONPATH": str(ROOT), **settings}
    first = ["--log-file", str(log)] if log else []
    started = [sys.executable, "-m", "truerole", *first, "api", *args]
    return subprocess.Popen(started, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


Served = tuple[subprocess.Popen[str], str]


@contextmanager
def served(folder: Path, log: Path | None = None, **settings: str) -> Iterator[Served]:
    """Start `truerole api`, and yield the process and the address once it listens."""
    port = free_port()
    with command(folder, "--port", str(port), log=log, **settings) as process:
        try:
            assert process.stderr
            assert "the API listens on http://" in process.stderr.readline()
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    with open_store(f"sqlite:///{folder / 'truerole.db'}") as store:
        store.add(worked_market(), "v1")
    return folder


@pytest.fixture(scope="module")
def first(folder: Path) -> Iterator[Served]:
    """Serve without keys, to several tests; the last of them stops it."""
    with served(folder, log=folder / "log") as server:
        yield server


@pytest.fixture(scope="module")
def second(folder: Path) -> Iterator[Served]:
    """Serve the same store with a key, to several tests; the last of them kills it."""
    with served(folder, TRUEROLE_API_KEYS=KEY) as server:
        yield server


@pytest.mark.parametrize(
    ("args", "settings", "told"),
    [
        (("--host", "0.0.0.0"), {}, "0.0.0.0 is open to others: set TRUEROLE_API_KEYS"),
        ((), {"TRUEROLE_API_RATE": "many"}, "TRUEROLE_API_RATE: 'many' is no whole number of 0 or more"),
        ((), {"TRUEROLE_DATABASE_URL": "sqlite:////no/such/folder/x.db"}, "/no/such/folder/x.db"),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    args: tuple[str, ...],
    settings: dict[str, str],
    told: str,
) -> None:
    monkeypatch.delenv("TRUEROLE_DATABASE_URL", raising=False)
    for name, value in {"TRUEROLE_HOME": str(tmp_path), **settings}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["truerole api", *args])
    with pytest.raises(SystemExit) as left:
        main()
    out, said = capsys.readouterr()
    assert (left.value.code, out, said.count("\n"), told in said) == (2, "", 1, True), said


@pytest.mark.slow
def test_a_port_that_is_taken_is_one_line(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with command(folder, "--port", str(port)) as process:
            assert process.stderr
            said = process.stderr.read()
    assert process.returncode == 2
    assert said == f"truerole: cannot listen on 127.0.0.1 port {port}: it is taken, or not of this machine\n"


@pytest.mark.slow
def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, importlib.util as u; f = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'uvicorn' else f(name, *a)\n"
    )
    run = [sys.executable, "-m", "truerole.api"]
    found = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(run, cwd=tmp_path, env=os.environ | found, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "truerole: uvicorn is not installed; it comes with: pip install 'truerole[api]'\n",
    )


@pytest.mark.slow
def test_two_servers_and_a_writer_share_a_store(folder: Path, first: Served, second: Served) -> None:
    shown = {"authorization": f"Bearer {KEY}"}
    before = httpx.get(f"{first[1]}/postings?limit=1").json()["total"]
    assert httpx.get(f"{second[1]}/postings?limit=1").status_code == 401
    with open_store(f"sqlite:///{folder / 'truerole.db'}") as store:
        entries = [replace(each, posting=replace(each.posting, source="new")) for each in worked_market()]
        store.add(entries, "v1")
    for _, address in (first, second):
        until(lambda at=address: httpx.get(f"{at}/postings?limit=1", headers=shown).json()["total"] == 2 * before)


@pytest.mark.slow
def test_lines_are_answered_while_they_come_and_a_stop_lets_them_end(folder: Path, first: Served) -> None:
    process, address = first
    go_on = Event()
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(
            httpx.post, f"{address}/readings", content=lines_sent_slowly(go_on), headers=LINES, timeout=60
        )
        until(lambda: 'outcome="read"} 1.0' in httpx.get(f"{address}/metrics").text)
        process.send_signal(signal.SIGTERM)
        until(lambda: refuses(address))
        go_on.set()
        found = sent.result().text.splitlines()
    assert [json.loads(line)["role"] for line in found] == ["data_engineer"] * 2
    assert process.wait(30) == 0
    assert "Traceback" not in (folder / "log").read_text()


@pytest.mark.slow
def test_ctrl_c_again_and_again_ends_it_in_order_whatever_still_runs(folder: Path) -> None:
    go_on = Event()
    with served(folder) as (process, address), ThreadPoolExecutor(1) as pool:
        pool.submit(httpx.post, f"{address}/readings", content=lines_sent_slowly(go_on), headers=LINES, timeout=60)
        until(lambda: 'outcome="read"} 1.0' in httpx.get(f"{address}/metrics").text)
        process.send_signal(signal.SIGINT)
        until(lambda: refuses(address))
        for _ in range(1_000):
            if process.poll() is not None:
                break
            process.send_signal(signal.SIGINT)
            sleep(0.02)
        go_on.set()
        assert process.stderr
        assert (process.returncode, process.stderr.read().count("\n")) == (0, 1)


@pytest.mark.slow
def test_its_processes_end_with_it(second: Served) -> None:
    process, _ = second
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.kill()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []


def lines_sent_slowly(go_on: Event) -> Iterator[bytes]:
    line = json.dumps(EXAMPLE).encode() + b"\n"
    yield line
    assert go_on.wait(60)
    yield line


def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        sleep(0.05)
    raise AssertionError("it never held")


def refuses(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=2).status_code == 503
    except httpx.TransportError:
        return True
