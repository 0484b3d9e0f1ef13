"""Measure what labels are worth: in which order to label, what a niche gains, what a training costs.

`python benchmarks/teaching.py learning FOLDER` labels the read postings anew in four orders and draws how macro-F1 on
unseen sources grows; `niche` gives a model a user's labels of one kind of posting and looks for them on unseen ones;
`cost`, the default, trains on 5,000 more postings (of the reference) and exits with 1 where that takes over 90 seconds.
"""

import csv
import gzip
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.support.timing import REFERENCE
from truerole.core.clock import now
from truerole.core.concurrency.parallel import map_in_order
from truerole.core.labels import LabelledText, QueryStrategy, QueueOrder
from truerole.core.reading import ROLES
from truerole.data.labels.query_strategies import STRATEGIES, CandidatePool, choose_strategy
from truerole.model.role.cross_validation import YOUR_LABELS, source_folds
from truerole.model.role.term_counts import Label, TermCounts, load_counts, load_label_ids
from truerole.model.role.title import classify_title
from truerole.model.role.train import REGULARISATION, fit, raw_scores, tf_idf, train, weigh_by_section
from truerole.model.role.user_labels import WEIGHTS, with_user_labels

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Steps of 50 labels at first, then bigger ones, as each fit takes a second.
SEEDS, STEP, FEW_STEPS, BIG_STEP = 5, 50, 4, 500
ORDERS: tuple[QueueOrder, ...] = ("random", "uncertain", "title", "novel", "mix")
LIMIT = 90.0
_UNSEEN, _FIRST = 1 / 4, 1 / 3

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# Order, seed, labels given, macro-F1.
Point = tuple[str, int, int, float]


# In which order to label


def learning(folder: Path) -> None:
    """Print and draw macro-F1 on unseen sources against labels, by order."""
    tasks: list[tuple[QueueOrder, int]] = [(order, seed) for seed in range(SEEDS) for order in ORDERS]
    points = [point for run in map_in_order(_run, tasks) for point in run]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "learning.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("order", "seed", "labels", "macro_f1"))
        table.writerows(points)
    _draw(points, folder / "learning.png")
    _conclude(points)


def _run(task: tuple[QueueOrder, int]) -> list[Point]:
    """Label a pool in one order, and return how well unseen sources are read after each step."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    order, seed = task
    counts = load_counts()
    read, weighted = counts.labels, weigh_by_section(counts)
    matrix, skills = tf_idf(weighted, _rarity(weighted[:, : len(counts.terms)])), _skills(counts, weighted)
    gold = np.array([ROLES.index(label.role) for label in read])
    named = np.array([ROLES.index(label.title) if label.title else -1 for label in read])
    chance, turns = np.random.default_rng(seed), Random(seed)
    unseen = _unseen(read, chance)
    rest = chance.permutation(np.flatnonzero(~unseen))
    known, pool = np.split(rest, [round(_FIRST * len(rest))])
    # Afresh each time: begun with the weights of the fit before, it would stop at once and learn nothing new.
    classifier = LogisticRegression(C=REGULARISATION, max_iter=100, tol=1e-3)
    points, first = list[Point](), len(known)
    while True:
        with threadpool_limits(1):
            classifier.fit(matrix[known], gold[known], sample_weight=_balance(gold[known]))
        points.append((order, seed, len(known) - first, _macro_f1(gold[unseen], classifier.predict(matrix[unseen]))))
        if not len(pool):
            return points
        there = CandidatePool(classifier.predict_proba(matrix[pool]), named[pool], skills[pool], skills[known])
        chosen = _chosen(order, there, turns, STEP if len(points) <= FEW_STEPS else BIG_STEP)
        known, pool = np.concatenate((known, pool[chosen])), np.delete(pool, chosen)


def _chosen(order: QueueOrder, pool: CandidatePool, turns: Random, size: int) -> list[int]:
    """Return which of a pool the queue asks about in so many turns, each for its own reason."""
    ranked: dict[QueryStrategy, Iterator[int]] = {}
    found: dict[int, None] = {}
    while len(found) < min(size, len(pool.named)):
        reason = choose_strategy(order, turns)
        if reason not in ranked:
            drawn = turns.sample(range(len(pool.named)), len(pool.named))
            ranked[reason] = iter(drawn if reason == "random" else STRATEGIES[reason](pool).tolist())
        found[next(i for i in ranked[reason] if i not in found)] = None
    return list(found)


def _skills(counts: TermCounts, weighted: "csr_matrix") -> Flags:
    columns = [i for i, term in enumerate(counts.terms) if term.startswith("@skill:")]
    return np.asarray((weighted[:, columns] > 0).todense())


def _unseen(read: Sequence[Label], chance: np.random.Generator) -> Flags:
    """Return a mask of whole sources with about a quarter of all postings."""
    sources = np.array([label.source for label in read])
    unseen = np.zeros(len(sources), bool)
    for source in chance.permutation(np.unique(sources)):
        if unseen.mean() < _UNSEEN:
            unseen |= sources == source
    return unseen


def _rarity(weighted: "csr_matrix") -> npt.NDArray[np.float32]:
    seen = (weighted > 0).sum(axis=0).A1
    return (np.log((1 + weighted.shape[0]) / (1 + seen)) + 1).astype(np.float32)


def _balance(gold: Ints) -> Floats:
    mass = np.bincount(gold, minlength=len(ROLES))
    return np.asarray((mass.mean() / mass)[gold])


def _macro_f1(gold: Ints, said: Ints) -> float:
    both = ((said == r, gold == r) for r in range(len(ROLES)))
    return float(np.mean([2 * (a & b).sum() / max(a.sum() + b.sum(), 1) for a, b in both]))


def _curves(points: Sequence[Point]) -> dict[str, list[tuple[int, float]]]:
    """Return for each order the mean macro-F1 by labels, on labels that all seeds have reached."""
    grid = range(0, min(max(n for _, seed, n, _ in points if seed == s) for s in range(SEEDS)) + 1, STEP)
    curves: dict[str, list[tuple[int, float]]] = {}
    for order in ORDERS:
        runs = [[(n, f1) for o, seed, n, f1 in points if (o, seed) == (order, s)] for s in range(SEEDS)]
        means = np.mean([np.interp(grid, *zip(*run, strict=True)) for run in runs], axis=0)
        curves[order] = list(zip(grid, means.tolist(), strict=True))
    return curves


def _conclude(points: Sequence[Point]) -> None:
    """Print after how many labels each order reaches what random order reaches with all of them."""
    curves = _curves(points)
    final, most = curves["random"][-1][1], curves["random"][-1][0]
    shown = [n for n in (0, 100, 200, 700, 1_200, 1_700, 2_200, most) if n <= most]
    print(f"{'labels':14}" + "".join(f"{n:>8,}" for n in shown) + f"{'mean':>8}   reaches {final:.3f} after")
    for order, curve in curves.items():
        by = dict(curve)
        reached = next((n for n, f1 in curve if f1 >= final), None)
        told = "never" if reached is None else f"{reached:,} labels, {reached / most:.0%}"
        area = np.mean([f1 for _, f1 in curve])
        print(f"{order:14}" + "".join(f"{by[n // STEP * STEP]:8.3f}" for n in shown) + f"{area:8.4f}   {told}")


def _draw(points: Sequence[Point], path: Path) -> None:
    import altair as alt
    import vl_convert

    rows = [{"order": o, "labels": n, "f1": f1} for o, curve in _curves(points).items() for n, f1 in curve]
    drawn = (
        alt.Chart(alt.Data(values=rows))
        .mark_line()
        .encode(
            x=alt.X("labels:Q", title="Labels given, beside a third of the postings"),
            y=alt.Y("f1:Q", title="Macro-F1 on unseen sources, mean of five seeds", scale=alt.Scale(zero=False)),
            color=alt.Color("order:N", title=None, sort=list(ORDERS)),
        )
    )
    path.write_bytes(vl_convert.vegalite_to_png(drawn.properties(width=640, height=400).to_json(), scale=2))


# What a niche gains

NICHES = {
    "GenAI full-stack is other work": (
        ("llm", "llms", "genai", "generative", "agentic"),
        ("react", "typescript"),
        "other",
    ),
    "computer vision is ML engineering": (("computer vision", "opencv"), ("python",), "ml_engineer"),
    "BI with ETL is data engineering": (("@skill:tableau", "@skill:power-bi"), ("etl",), "data_engineer"),
}
LABELS = 200


def niche() -> None:
    """Print how 200 labels of one kind of posting change how others of that kind are read, and how all the rest."""
    counts = load_counts()
    weighted = weigh_by_section(counts)
    for name, (some, others, role) in NICHES.items():
        within = np.flatnonzero(_has(counts, weighted, some) & _has(counts, weighted, others))
        _niche(name, counts, weighted, np.random.default_rng(0).permutation(within), ROLES.index(role))


def _has(counts: TermCounts, weighted: "csr_matrix", terms: Sequence[str]) -> Flags:
    columns = [counts.terms.index(term) for term in terms if term in counts.terms]
    return np.asarray((weighted[:, columns] > 0).sum(axis=1)).ravel() > 0


def _niche(name: str, counts: TermCounts, weighted: "csr_matrix", within: Ints, target: int) -> None:
    """Print the share of unseen postings of a niche that are read as wanted, and the macro-F1 of unseen other ones.

    The labelled postings are taken out of the shipped ones; the unseen ones of the niche are not learnt from at all.
    """
    given, asked = within[: min(LABELS, len(within) // 2)], within[min(LABELS, len(within) // 2) :]
    labels = counts.labels
    _, unseen = next(source_folds(labels))
    rest = np.setdiff1d(unseen, within)
    gold = np.array([ROLES.index(labels[row].role) for row in rest])
    sources = {label.source for label in labels} - {labels[i].source for i in unseen}
    for weight in (0.0, *WEIGHTS.values(), 4.0, 8.0):
        known = list(labels)
        for row in within:
            known[row] = replace(known[row], source="hidden")
        for row in given if weight else ():
            known[row] = replace(
                known[row], source=YOUR_LABELS, fold=0, role=ROLES[target], second=None, sure=3, weight=weight
            )
        fitted = fit(replace(counts, labels=tuple(known)), weighted, sources | {0})
        wanted = (raw_scores(fitted, weighted[asked]).argmax(axis=1) == target).mean()
        f1 = _macro_f1(gold, raw_scores(fitted, weighted[rest]).argmax(axis=1))
        told = f"{len(given)} labels of weight {weight:g}" if weight else "no labels"
        print(
            f"{name:36}{told:26}as wanted {wanted:.3f} of {len(asked):,}   others {f1:.4f} of {len(rest):,}", flush=True
        )


# What a training costs


def cost() -> None:
    """Print how long it takes to train on 5,000 more postings, and leave with 1 where that is too long."""
    labels = list(_labels(5_000))
    if not labels:
        print(f"skipped: the reference postings are not at {REFERENCE}; say where with TRUEROLE_REFERENCE")
        return
    begun = time.perf_counter()
    given = with_user_labels(load_counts(), labels)
    counted = time.perf_counter() - begun
    train(given.counts)
    whole = time.perf_counter() - begun
    print(f"{len(given.used):,} more postings: counted in {counted:.0f} s, {whole:.0f} s in all; {LIMIT:.0f} s allowed")
    sys.exit(whole > LIMIT)


def _labels(most: int) -> Iterator[LabelledText]:
    """Yield the texts of postings that nobody has read, with what their titles say, as if a user had labelled them."""
    read = set(load_label_ids())
    corpus = REFERENCE / "corpus" / "postings.jsonl.gz"
    if not corpus.exists():
        return
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = (row for row in map(json.loads, lines) if row["id"] not in read)
        for _, row in zip(range(most), rows, strict=False):
            role = classify_title(row["title"] or "") or "other"
            yield LabelledText(row["title"], row["description"], role, None, 3, "me", now(), "import", row["src"])


def main() -> None:
    """Run what the command line names."""
    if sys.argv[1:2] == ["learning"] and len(sys.argv) == 3:
        learning(Path(sys.argv[2]))
    elif sys.argv[1:] == ["niche"]:
        niche()
    elif sys.argv[1:] in ([], ["cost"]):
        cost()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
