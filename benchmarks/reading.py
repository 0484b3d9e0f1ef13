"""Measure the speed of reading postings on a core, and the memory of reading many.

Run `python benchmarks/reading.py`, and with `--memory` to score 10,000 and 100,000 postings as well, which takes long.
The texts are those of the reference corpus where there is one (`TRUEROLE_REFERENCE`, else `../shared`), else the
authored examples. Exits with 1 where a limit is broken.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter, process_time
from types import ModuleType
from typing import Any
from unittest.mock import patch

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import orjson
import spacy

from benchmarks.support.timing import ROOT, SLICE, Figure, in_turns, quickest, seconds, texts
from truerole.model import reader
from truerole.model.reader import default_reader
from truerole.model.text import document

COLD_STARTS = 5
FRESH = 20_000
FEW, MANY = 10_000, 100_000
# The steps of a reading: where each is called from, and by what name.
STAGES: tuple[tuple[str, ModuleType, str], ...] = (
    ("clean", document, "clean"),
    ("tokenise", document, "tokenise"),
    ("line breaks", document, "unwrap_lines"),
    ("lost breaks", document, "restore_breaks"),
    ("sections", document, "classify_sentences"),
    ("language", reader, "detect_language"),
    ("skills", reader, "extract_skills"),
    ("signals", reader, "read_signals"),
    ("duties", reader, "predict_duties"),
    ("role", reader, "predict_role"),
    ("evidence", reader, "evidence_of"),
)


def fresh(given: Sequence[str]) -> tuple[float, float, float]:
    """Return the milliseconds of spaCy's blank tokenizer and of the reader per fresh text, and the ratio (medians)."""
    works = (spacy.blank("en").make_doc, default_reader().read)
    for work in works:
        seconds(work, given[:SLICE])
    tokenizer, reading = in_turns(works, given[SLICE:])
    ratios = [a / b for a, b in zip(tokenizer, reading, strict=True)]
    return median(tokenizer), median(reading), median(ratios)


def known(given: Sequence[str]) -> tuple[float, float]:
    """Return the least milliseconds of spaCy's blank tokenizer and of the reader per text, of texts read before."""
    tokenizer, reading = quickest((spacy.blank("en").make_doc, default_reader().read), given)
    return tokenizer, reading


def stages(given: Sequence[str]) -> dict[str, float]:
    """Return the mean milliseconds of each step of a reading, measured at the call."""
    taken: defaultdict[str, float] = defaultdict(float)
    with ExitStack() as stack:
        for name, module, function in STAGES:
            stack.enter_context(patch.object(module, function, _timed(taken, name, getattr(module, function))))
        readings = [default_reader().read(text) for text in given]
    to_json = _timed(taken, "to JSON", lambda reading: orjson.dumps(reading.to_dict()))
    for reading in readings:
        to_json(reading)
    return {name: 1e3 * total / len(given) for name, total in taken.items()}


def _timed(taken: dict[str, float], name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: object) -> object:
        begun = process_time()
        result = work(*args)
        taken[name] += process_time() - begun
        return result

    return run


def slow_reading(given: Sequence[str]) -> float:
    """Return the 95th percentile of a reading in milliseconds, in a warm process."""
    read = default_reader().read
    return 1e3 * quantiles((seconds(read, [text]) for text in given), n=20)[-1]


def cold_start(text: str) -> float:
    """Return the median seconds of a cold `truerole read`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "posting.txt")
        path.write_text(text, encoding="utf-8")
        return median(_run("read", str(path)).seconds for _ in range(COLD_STARTS))


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds and peak memory (MB) of a command."""

    seconds: float
    memory: float


def _run(*args: str) -> Run:
    begun = perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "truerole", *args], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"truerole {args[0]} ended with {process.returncode}")
    return Run(perf_counter() - begun, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1024))


def memory(given: Sequence[str], rows: int) -> float:
    """Return the peak memory, in MB, of a process that scores postings which all have words of their own."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        with source.open("wb") as file:
            file.writelines(_rows(given, rows))
        return _run("score", str(source), str(target), "--workers", "1", "--quiet").memory


def _rows(given: Sequence[str], rows: int) -> Iterator[bytes]:
    for i, text in enumerate(islice(cycle(given), rows)):
        own = " ".join(f"w{i:x}{letter}" for letter in "abcdefgh")
        yield orjson.dumps({"id": str(i), "description": f"{text[:90_000]}\n{own}"}) + b"\n"


def _figures(given: Sequence[str]) -> Iterator[Figure]:
    tokenizer, reading, ratio = fresh(texts(FRESH))
    yield Figure(f"fresh texts, {_rates(tokenizer, reading)}", ratio, 0.4, least=True)
    tokenizer, reading = known(given)
    yield Figure(f"texts read before, {_rates(tokenizer, reading)}", tokenizer / reading, 0.4, least=True)
    for name, taken in stages(given).items():
        print(f"  {name:<15}{taken:>8.3f} ms{taken / tokenizer:>7.2f} of spaCy's tokenizer")
    yield Figure("a warm reading, the 95th percentile", slow_reading(given), 10, "ms")
    yield Figure("truerole read from a cold start", cold_start(given[0]), 2.5, "s")


def _rates(tokenizer: float, reading: float) -> str:
    return f"readings {1e3 / reading:,.0f}/s to spaCy's tokenizer {1e3 / tokenizer:,.0f}/s"


def _memory_figures(given: Sequence[str]) -> Iterator[Figure]:
    few, many = memory(given, FEW), memory(given, MANY)
    yield Figure(f"memory of {MANY:,} postings ({many:,.0f} MB) to that of {FEW:,}", many / few, 1.1)


def main() -> None:
    """Print the figures, and exit with 1 where a limit is broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--memory", action="store_true", help="score 10,000 and 100,000 postings too")
    asked, given = parser.parse_args(), texts()
    if hasattr(os, "sched_setaffinity"):
        # One core, so that no move to another costs the caches.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(f"{len(given):,} postings of {mean(map(len, given)):,.0f} characters")
    broken = False
    for figure in chain(_figures(given), _memory_figures(given) if asked.memory else ()):
        print(figure)
        broken |= not figure.holds
    sys.exit(broken)


if __name__ == "__main__":
    main()
