"""Measure the API against the bare reader: readings a second and latency under 1, 4 and 16 clients, errors, memory.

Run `python benchmarks/api.py --seconds 60`, ten minutes at the most, divided among the loads. The server is
`truerole api` over a store with the market sample; a client asks by one posting a request, or by JSON lines. Meanwhile
a bystander asks for the market. The texts are those of `benchmarks/reading.py`. Exits with 1 where a limit is broken.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from time import monotonic, perf_counter, process_time

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import psutil

from benchmarks.support.timing import ROOT, Figure, texts
from truerole.model.reader import default_reader

CLIENTS = (1, 4, 16)
# Not English: for such a text a process loads the tables of languages.
_FOREIGN = json.dumps(
    {"description": "Wir suchen jemanden, der Berichte schreibt und Daten für Kunden pflegt."}
).encode()
LONGEST = 600
_JSON, _LINES = ({"Content-Type": f"application/{kind}"} for kind in ("json", "x-ndjson"))


@dataclass
class Load:
    """Hold how a load went: readings, errors, seconds by the clock and of processors, milliseconds of each request."""

    name: str
    seconds: float
    readings: int = 0
    errors: int = 0
    processor: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the readings a second."""
        return self.readings / self.seconds

    def percentile(self, share: int) -> float:
        """Return the milliseconds that so many per cent of the requests took at the most."""
        return float(np.percentile(self.latencies, share)) if self.latencies else 0.0

    def __str__(self) -> str:
        """Return the load as a line of the table."""
        cost = 1e3 * self.processor / max(self.readings, 1)
        times = f"p50 {self.percentile(50):6.1f} ms, p95 {self.percentile(95):6.1f} ms, processor {cost:5.2f} ms"
        return f"{self.name:<28}{self.rate:7.0f} readings/s, {times}, {self.readings:,} readings, {self.errors} errors"


@contextmanager
def served(home: str) -> Iterator[tuple[psutil.Process, int]]:
    """Start `truerole api` without a limit of rate, and yield the process and the port once it listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    settings = {"TRUEROLE_HOME": home, "TRUEROLE_API_RATE": "0", "PYTHONPATH": str(ROOT)}
    environment = {name: value for name, value in os.environ.items() if name != "TRUEROLE_DATABASE_URL"} | settings
    command = [sys.executable, "-m", "truerole.api", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            if "listens" not in (said := process.stderr.readline() if process.stderr else ""):
                sys.exit(said)
            yield psutil.Process(process.pid), port
        finally:
            process.terminate()


def ask_one(connection: HTTPConnection, body: bytes) -> int:
    """Send a posting, and return the status of the answer."""
    connection.request("POST", "/readings", body, _JSON)
    with connection.getresponse() as response:
        response.read()
        return response.status


def client(port: int, bodies: Iterator[bytes], until: float, load: Load) -> None:
    """Send postings one after the other until the time has come."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    while monotonic() < until:
        begun = perf_counter()
        try:
            load.errors += ask_one(connection, next(bodies)) != 200
        except OSError:
            load.errors += 1
            connection.close()
        load.latencies.append(1e3 * (perf_counter() - begun))
        load.readings += 1


def under_clients(port: int, bodies: Sequence[bytes], count: int, seconds: float) -> Load:
    """Return how the API did under as many clients at a time."""
    parts = [Load("", seconds) for _ in range(count)]
    until = monotonic() + seconds
    threads = [
        Thread(target=client, args=(port, cycle([*bodies[n::count], *bodies[:n:count]]), until, part))
        for n, part in enumerate(parts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Load(f"{count} client{'s' if count > 1 else ''}, a posting each", seconds)
    for part in parts:
        whole.readings, whole.errors = whole.readings + part.readings, whole.errors + part.errors
        whole.latencies += part.latencies
    return whole


def streamed(port: int, bodies: Sequence[bytes], seconds: float) -> Load:
    """Return how the API did over a stream of JSON lines, whose answers are taken while it is sent."""
    load, until = Load("1 client, JSON lines", seconds), monotonic() + seconds

    def lines() -> Iterator[bytes]:
        given = cycle(bodies)
        while monotonic() < until:
            yield b"".join(next(given) + b"\n" for _ in range(16))

    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    request = ("POST", "/readings", lines(), _LINES | {"Transfer-Encoding": "chunked"})
    sending = Thread(target=connection.request, args=request, kwargs={"encode_chunked": True})
    begun = perf_counter()
    sending.start()
    # `getresponse` waits for the request to end; here, answers come meanwhile.
    with HTTPResponse(connection.sock, method="POST") as response:
        response.begin()
        for line in response:
            load.readings += 1
            load.errors += line.startswith(b'{"id":null,"error"')
    sending.join()
    load.seconds = perf_counter() - begun
    return load


@contextmanager
def bystander(port: int, load: Load) -> Iterator[None]:
    """Ask for the market twice a second, as long as the context is open."""
    done = Event()

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while not done.wait(0.5):
            begun = perf_counter()
            connection.request("GET", "/market/skills?country=us&top=20")
            with connection.getresponse() as response:
                response.read()
                load.errors += response.status != 200
            load.latencies.append(1e3 * (perf_counter() - begun))

    asking = Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        done.set()
        asking.join()


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return the server with all its processes."""
    return [process, *process.children(recursive=True)]


def processor_seconds(process: psutil.Process) -> float:
    """Return the seconds of processors that the server has taken, with all its processes."""
    times = [each.cpu_times() for each in family(process)]
    return sum(each.user + each.system for each in times)


def memory(process: psutil.Process) -> float:
    """Return the megabytes of the server with all its processes, by proportional set size where the system knows it."""
    found = [each.memory_full_info() for each in family(process)]
    return sum(getattr(each, "pss", each.rss) for each in found) / 1e6


def bare(given: Sequence[str], seconds: float) -> Load:
    """Return how the bare reader did, in this process."""
    read, each, load = default_reader().read, cycle(given), Load("the bare reader, 1 process", seconds)
    read(given[0])
    until, taken = monotonic() + seconds, process_time()
    while monotonic() < until:
        begun = perf_counter()
        read(next(each))
        load.latencies.append(1e3 * (perf_counter() - begun))
        load.readings += 1
    load.processor = process_time() - taken
    return load


def main() -> None:
    """Measure, print the table, and exit with 1 where a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of all loads together, ten minutes at the most")
    seconds = min(max(parser.parse_args().seconds, 8), LONGEST) / 5
    given = texts()
    bodies = [json.dumps({"description": text}).encode() for text in given]
    with tempfile.TemporaryDirectory() as home:
        figures = measure(home, given, bodies, seconds)
    for figure in figures:
        print(figure)
    sys.exit(not all(figure.holds for figure in figures))


def measure(home: str, given: Sequence[str], bodies: Sequence[bytes], seconds: float) -> list[Figure]:
    """Return the figures of all loads, and print each load as it ends."""
    reader = bare(given, seconds)
    print(reader)
    with served(home) as (process, port):
        for heat in ([_FOREIGN], bodies):  # what is loaded late, and kept, is loaded now
            under_clients(port, heat * CLIENTS[-1], 4, seconds / 8)
        beside, loads, held = Load("the market meanwhile", seconds), list[Load](), list[float]()
        asked = [*(partial(under_clients, count=count) for count in CLIENTS), streamed]
        with bystander(port, beside):
            for ask in asked:
                taken = processor_seconds(process)
                loads.append(ask(port, bodies, seconds=seconds))
                loads[-1].processor = processor_seconds(process) - taken
                held.append(memory(process))
                print(loads[-1])
    print(f"the market meanwhile: p50 {beside.percentile(50):.1f} ms, {len(beside.latencies)} times")
    print(f"memory after each: {', '.join(f'{each:,.0f} MB' for each in held)}; {os.cpu_count()} cores")
    costs = [load.processor / max(load.readings, 1) for load in (reader, *loads)]
    return [
        Figure("errors", sum(load.errors for load in (*loads, beside)), 0),
        Figure("processor time of a reading by single requests, to a bare one's", max(costs[1:-1]) / costs[0], 2.5),
        Figure("processor time of a reading in a stream, to a bare one's", costs[-1] / costs[0], 1.5),
        Figure("p95 of a reading under 16 clients", loads[2].percentile(95), 500, "ms"),
        Figure("p95 of the market meanwhile", beside.percentile(95), 250, "ms"),
        Figure("memory after the last load, to that after the first", held[-1] / held[0], 1.1),
    ]


if __name__ == "__main__":
    main()
