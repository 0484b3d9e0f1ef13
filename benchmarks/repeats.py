"""Measure deduplication: the shares of repeated jobs found and of other jobs kept apart, and the cost of adding.

Real texts (or the authored examples, where there is no corpus) are shown again as boards do it: with another board's
title and company, edited, cut, by an agency, in another town, at another level. Each is to be found again, or not.
Exits with 1 where a limit is broken.

    python benchmarks/repeats.py
"""

import random
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.market import entries
from benchmarks.support.timing import Figure, texts
from truerole.core.posting import Posting
from truerole.core.stored import StoreEntry
from truerole.data.dedup.clustering import Clusters, blocking_keys
from truerole.data.dedup.match_rules import DuplicateKind, fingerprint, signatures
from truerole.data.store.store import open_store

TITLES = ("Data Analyst", "Data Engineer", "Data Scientist", "ML Engineer", "Cook", "Platform Engineer", "Nurse")
TOWNS = ("Leeds, UK", "Kiel, Germany", "Austin, TX", "Lyon, France", "Remote - US")
# Sentences and what is between them: of ten sentences, a tenth can be edited.
_FEWEST_PARTS = 19
_SENTENCE = re.compile(r"(\n+|(?<=[.!?;])\s+)")
# What each way of showing a job again makes of it, and the least share of postings for which that is to be found.
Way = Callable[[Posting, Posting, random.Random], Posting]
WAYS: dict[str, tuple[Way, DuplicateKind | None, float]] = {
    "on another board": (lambda p, _, __: _feed(p), "same", 1.0),
    "a tenth of the sentences edited": (lambda p, other, draw: _edited(p, other, draw, 0.1), "same", 0.6),
    "a fifth of the sentences edited": (lambda p, other, draw: _edited(p, other, draw, 0.2), "same", 0.05),
    "cut, with its origin": (lambda p, _, __: replace(_feed(p), description=p.description[:300]), "same", 1.0),
    "cut": (lambda p, _, __: replace(_feed(p), description=f"{p.description[:500]}…", origin=None), "same", 0.99),
    "another job, cut": (
        lambda p, other, _: replace(_feed(p), description=f"{other.description[:500]}…", origin=None), None, 0.998,
    ),
    "by an agency": (lambda p, _, __: replace(_feed(p), company="Talent Pool", origin=None), "copy", 1.0),
    "in another town": (lambda p, _, __: replace(_feed(p), location="Bergen, Norway", origin=None), None, 1.0),
    "at another level": (lambda p, _, __: replace(_feed(p), title=f"Senior {p.title}", origin=None), None, 1.0),
    "another job of the company": (
        lambda p, other, _: replace(p, external_id="x", description=other.description, origin=None), None, 0.999,
    ),
}  # fmt: skip


def main() -> None:
    """Print the figures."""
    found = [*_matches(made := _postings()), *_cost(made)]
    print(f"{len(made)} postings")
    for figure in found:
        print(figure)
    sys.exit(0 if all(figure.holds for figure in found) else 1)


def _postings() -> list[Posting]:
    long = [text for text in texts() if len(_SENTENCE.split(text)) >= _FEWEST_PARTS]
    return [
        Posting(
            "greenhouse", str(n), TITLES[n % len(TITLES)], text, f"board {n}", company=f"{_letters(n)} Ltd",
            location=TOWNS[n % len(TOWNS)], origin=f"greenhouse:{n}",
        )
        for n, text in enumerate(long)
    ]  # fmt: skip


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number)).title() * 2


def _feed(posting: Posting) -> Posting:
    company = (posting.company or "").removesuffix(" Ltd").upper()
    return replace(posting, source="arbeitnow", board=None, title=f"{posting.title} (m/f/d)", company=company)


def _edited(posting: Posting, other: Posting, draw: random.Random, share: float) -> Posting:
    ours, theirs = (_SENTENCE.split(one.description) for one in (posting, other))
    places = range(0, len(ours), 2)
    for place in draw.sample(places, max(1, round(share * len(places)))):
        ours[place] = draw.choice(theirs[::2])
    return replace(posting, external_id=f"{posting.external_id}b", description="".join(ours), origin=None)


def _matches(made: list[Posting]) -> list[Figure]:
    figures = []
    for way, (show, expected, least) in WAYS.items():
        draw = random.Random(1)
        right = sum(_match((p, None), (show(p, made[n - 1], draw), None)) == expected for n, p in enumerate(made))
        figures.append(Figure(f"{way}: {expected or 'another job'}", right / len(made), least, least=True))
    return figures + [
        _with_edited_own_part(made, *asked) for asked in ((0.1, "same", 0.97), (0.2, "same", 0.8), (1, None, 0.99))
    ]


def _with_edited_own_part(made: list[Posting], share: float, expected: DuplicateKind | None, least: float) -> Figure:
    """Measure how often a posting with an edited own part is matched rightly, four fifths being boilerplate."""
    draw, right = random.Random(1), 0
    for n, posting in enumerate(made):
        shown = (posting, _edited(posting, made[n - 1], draw, share))
        company = _boilerplate(made, n, 4 * len(posting.description))
        whole = [replace(one, description=f"{company}\n{one.description}", origin=None) for one in shown]
        kind = _match(*((one, part.description) for one, part in zip(whole, shown, strict=True)))
        right += kind == expected
    name = f"{share:.0%} of the own part edited, four fifths boilerplate: {expected or 'another job'}"
    return Figure(name, right / len(made), least, least=True)


def _boilerplate(made: list[Posting], number: int, length: int) -> str:
    found, other = "", number - 2
    while len(found) < length:
        found, other = f"{found}\n{made[other].description}", other - 1
    return found[:length]


def _match(*pair: tuple[Posting, str | None]) -> DuplicateKind | None:
    clusters = Clusters()
    for number, (posting, own) in enumerate(pair, 1):
        shown = fingerprint(number, posting, *signatures(posting, own), posting.description)
        clusters.add(shown, blocking_keys(shown))
    repeated = [number for number in (1, 2) if clusters.canonical(number) != number]
    return clusters.kind(*repeated) if repeated else None


def _cost(made: list[Posting]) -> list[Figure]:
    """Measure the time to add postings with clustering, relative to the sample's postings, which are not clustered."""
    taken: dict[bool, float] = {}
    for sample in (True, False) * 2:
        given = [replace(e, posting=p, sample=sample) for p, e in zip(made, entries(0, len(made)), strict=False)]
        taken[sample] = min(taken.get(sample, float("inf")), _seconds(given))
    per_thousand = 1_000 * taken[False] / len(made)
    return [
        Figure("adding 1,000 postings, grouped, processor time", per_thousand, 2.0, " s"),
        Figure("times that of adding them ungrouped", taken[False] / taken[True], 2.0, " x"),
    ]


def _seconds(given: list[StoreEntry]) -> float:
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/store.db") as store:
        begun = process_time()
        store.add(given, "v1")
        return process_time() - begun


if __name__ == "__main__":
    main()
