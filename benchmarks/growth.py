"""Measure what a reading, the taxonomy and a training cost as they grow, with the exponent of each (time ~ size^e).

Processor time of one core. A text grows from 1,000 to 100,000 characters: postings joined, names of skills alone, words
without a line break. The taxonomy grows to 10,000 skills by made-up names and pairs of neighbouring words of the texts.
Labels grow from 5,000 on: the reference's postings (else the authored examples), repeated with a fifth of their terms
left out. Their texts are read once; what is measured is to find repeats and one of the seven fits of a training.
Exits with 1 where an exponent between the two greatest sizes is over the limit.

    python benchmarks/growth.py [length | skills | labels] [--labels 20000]
"""

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from math import log
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time
from unittest.mock import patch

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.support.timing import Figure, seconds, texts
from truerole.core import taxonomy
from truerole.core.clock import now
from truerole.core.labels import LabelledText
from truerole.core.reading import ROLES
from truerole.core.taxonomy import SkillEntry, Taxonomy, load_taxonomy
from truerole.model.duties.weights import load_duties
from truerole.model.reader import default_reader
from truerole.model.role import user_labels
from truerole.model.role.term_counts import load_counts
from truerole.model.role.train import fit, weigh_by_section
from truerole.model.role.user_labels import CountedText, with_user_labels
from truerole.model.skills.patterns import skill_phrases
from truerole.model.text.tokenizer import tokenise

LENGTHS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SKILLS = (2_000, 5_000, 10_000)
LABELS = (5_000, 10_000, 20_000, 50_000)
# Of a size so many characters are read, and of a taxonomy so many texts.
CHARACTERS, READ, ROUNDS = 400_000, 300, 3
LIMIT, LEFT_OUT = 1.1, 0.2
# Repeats are looked for among all pairs of labelled texts.
REPEATS = "find repeats"
LIMITS = {REPEATS: 2.0}
Times = dict[str, list[float]]


# Length


def lengths(given: Sequence[str]) -> tuple[Sequence[int], Times]:
    """Return milliseconds of a reading by length, for each kind of text."""
    names = [name for entry in load_taxonomy().skills.values() for name in entry.names]
    kinds = {
        "postings joined": "\n\n".join(given),
        "names of skills": ", ".join(random.Random(1).choices(names, k=120_000)),
        "no line break": " ".join(" ".join(given).split()),
    }
    return LENGTHS, {name: [_reading(text, size) for size in LENGTHS] for name, text in kinds.items()}


def _reading(text: str, size: int) -> float:
    pieces = [text[at : at + size] for at in range(0, min(len(text), CHARACTERS) - size + 1, size)]
    return 1e3 * min(seconds(default_reader().read, pieces) for _ in range(ROUNDS)) / len(pieces)


# Taxonomy


def skills(given: Sequence[str]) -> tuple[Sequence[int], Times]:
    """Return by number of skills: seconds to build the phrases, milliseconds to find them in a text and to read it."""
    found: Times = {
        "build the phrases (s)": [],
        "find them in a text (ms)": [],
        "a reading (ms)": [],
        "memory (MB)": [],
    }
    sizes = [len(load_taxonomy().skills), *SKILLS]
    for size in sizes:
        # A process each, as what is built is kept for good.
        with get_context("spawn").Pool(1) as pool:
            taken = pool.apply(_with_skills, (size, given[:READ]))
        for times, value in zip(found.values(), taken, strict=True):
            times.append(value)
    return sizes, found


def _with_skills(size: int, given: Sequence[str]) -> tuple[float, float, float, float]:
    shipped = taxonomy.read_taxonomy(taxonomy.FOLDER)
    more = dict(islice(_made_up(given, {n.lower() for e in shipped.skills.values() for n in e.names}), size))
    grown = Taxonomy(dict(list((dict(shipped.skills) | more).items())[:size]), shipped.decoys)
    with patch.object(taxonomy, "read_taxonomy", lambda _: grown):
        begun = process_time()
        phrases = skill_phrases()
        built = process_time() - begun
        tokens = [tokenise(text) for text in given]
        found = min(_timed(lambda: [phrases.find(each) for each in tokens]) for _ in range(ROUNDS))
        read = default_reader().read
        reading = min(seconds(read, given) for _ in range(ROUNDS))
    return built, 1e3 * found / len(given), 1e3 * reading / len(given), getrusage(RUSAGE_SELF).ru_maxrss / 1024


def _made_up(given: Sequence[str], taken: set[str]) -> Iterator[tuple[str, SkillEntry]]:
    """Yield skills without end: one in two has a made-up name, the other a pair of words of the texts."""
    draw, words = random.Random(2), [text.split() for text in given]
    while True:
        row = draw.choice(words)
        at = draw.randrange(max(1, len(row) - 1))
        pair = " ".join(word for word in row[at : at + 2] if word.isalpha())
        made_up = "".join(draw.choice("bdfgklmnprstvz") + draw.choice("aeiou") for _ in range(4))
        for name in (pair, made_up):
            if len(name) > 4 and name.lower() not in taken:
                taken.add(name.lower())
                skill = f"made_up_{len(taken)}"
                yield skill, SkillEntry(skill, name, "Made up", "Made up.")


def _timed(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


# Labels


def labels(given: Sequence[str], most: int) -> tuple[Sequence[int], Times]:
    """Return seconds by number of labels: to find what repeats what, and to fit once."""
    shipped, sizes = load_counts(), [size for size in LABELS if size <= most]
    duties = load_duties()
    counted = [row for text in given if (row := user_labels.count_text(text, duties))]
    found: Times = {REPEATS: [], "one fit": []}
    for size in sizes:
        rows, draw = islice(cycle(counted), size), random.Random(size)
        repeated = iter([_perturbed(row, draw) for row in rows])
        with patch.object(user_labels, "count_text", lambda *_, repeated=repeated: next(repeated)):
            begun = process_time()
            training = with_user_labels(shipped, _labels(size), workers=1)
            found[REPEATS].append(process_time() - begun)
        groups = {label.group for label in training.counts.labels}
        weighted = weigh_by_section(training.counts)
        found["one fit"].append(_timed(lambda c=training.counts, w=weighted, g=groups: fit(c, w, g)))
        print(f"  {size:,} labels: {found[REPEATS][-1]:.1f} s, {found['one fit'][-1]:.1f} s", flush=True)
    return sizes, found


def _perturbed(row: CountedText, draw: random.Random) -> CountedText:
    return row._replace(counts={term: n for term, n in row.counts.items() if draw.random() > LEFT_OUT})


def _labels(size: int) -> list[LabelledText]:
    return [
        LabelledText(None, f"Text {n}", ROLES[n % len(ROLES)], None, 3, "me", now(), "import", "made up")
        for n in range(size)
    ]


# What is printed


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Return the exponent e of time ~ size^e, by least squares of the logarithms."""
    x, y = [log(size) for size in sizes], [log(time) for time in times]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def figures(what: str, sizes: Sequence[int], found: Times) -> Iterator[Figure]:
    """Print the times by size, and yield the exponent between the two greatest sizes."""
    print(f"\n{what:<26}" + "".join(f"{size:>10,}" for size in sizes) + "  exponent")
    for name, times in found.items():
        print(f"{name:<26}" + "".join(f"{time:>10.2f}" for time in times) + f"{exponent(sizes, times):>10.2f}")
        yield Figure(f"{what}, {name}: exponent at the end", exponent(sizes[-2:], times[-2:]), LIMITS.get(name, LIMIT))


def main() -> None:
    """Print the figures, and exit with 1 where an exponent is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="?", choices=("length", "skills", "labels"))
    parser.add_argument("--labels", type=int, default=20_000, help="the most labels; 50000 takes long")
    asked, given = parser.parse_args(), texts()
    measured: dict[str, Callable[[], tuple[Sequence[int], Times]]] = {
        "length": lambda: lengths(given),
        "skills": lambda: skills(given),
        "labels": lambda: labels(given, asked.labels),
    }
    told = [
        figure
        for what, measure in measured.items()
        if asked.only in (None, what)
        for figure in figures(what, *measure())
    ]
    print("", *told, sep="\n")
    sys.exit(not all(figure.holds for figure in told))


if __name__ == "__main__":
    main()
