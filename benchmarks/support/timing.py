"""What the benchmarks share: the texts, the clock, and figures with their limits."""

import gzip
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from truerole.data.labels.examples import load_examples

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get("TRUEROLE_REFERENCE", ROOT.parent / "shared"))
TEXTS, ROUNDS, SLICE = 1_500, 5, 50


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one measured figure and its limit: the least it may be, or the most."""

    name: str
    value: float
    limit: float
    unit: str = ""
    least: bool = False

    @property
    def holds(self) -> bool:
        """Say whether the figure keeps its limit."""
        return self.value >= self.limit if self.least else self.value <= self.limit

    def __str__(self) -> str:
        """Return the figure as a line of the table."""
        sign, verdict = "≥" if self.least else "≤", "ok" if self.holds else "BROKEN"
        return f"{self.name:<58}{self.value:>9.2f}{self.unit:<3} {sign} {self.limit:g}{self.unit:<3} {verdict}"


def texts(most: int = TEXTS) -> list[str]:
    """Return the texts to read: at most so many of the reference corpus, by stride, or the authored examples."""
    corpus = REFERENCE / "corpus" / "postings.jsonl.gz"
    if not corpus.exists():
        return [example.description for example in load_examples()]
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        found = [row["description"] for row in map(json.loads, lines) if row["description"].strip()]
    return found[:: max(1, len(found) // most)][:most]


def seconds(work: Callable[[str], object], given: Sequence[str]) -> float:
    """Return the processor time that `work` takes over the texts, so that other processes do not count."""
    begun = process_time()
    for text in given:
        work(text)
    return process_time() - begun


def in_turns(works: Sequence[Callable[[str], object]], given: Sequence[str]) -> list[list[float]]:
    """Return the milliseconds that a text takes each of some works, for each slice of the texts (works × slices).

    Each text is worked on once, as texts come to a program: nothing is known of it from before. Works take turns in
    going first.
    """
    taken: list[list[float]] = [[] for _ in works]
    for i, first in enumerate(range(0, len(given), SLICE)):
        few = given[first : first + SLICE]
        for k in range(len(works)):
            turn = (i + k) % len(works)
            taken[turn].append(1e3 * seconds(works[turn], few) / len(few))
    return taken


def quickest(works: Sequence[Callable[[str], object]], given: Sequence[str]) -> list[float]:
    """Return the milliseconds that a text takes each of some works, on average, all in one run.

    Of each slice of the texts the quickest of several rounds counts, as whatever disturbs one makes it slower.
    """
    slices = [given[i : i + SLICE] for i in range(0, len(given), SLICE)]
    rounds = [[[seconds(work, few) for work in works] for few in slices] for _ in range(ROUNDS)]
    best = [map(min, zip(*taken, strict=True)) for taken in zip(*rounds, strict=True)]
    return [1e3 * sum(times) / len(given) for times in zip(*best, strict=True)]
