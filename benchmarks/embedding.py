"""Measure the doors by which other programs embed TrueRole: lists of texts, scikit-learn and spaCy.

Run `python benchmarks/embedding.py`. The texts are those of the reference corpus where there is one
(`TRUEROLE_REFERENCE`, else `../shared`), else the authored examples. Exits with 1 where a limit is broken.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
import spacy

import truerole
import truerole.spacy  # which registers the pipe, also where the checkout is not installed
from benchmarks.support.timing import Figure, quickest, seconds, texts
from truerole.data.labels.examples import load_examples
from truerole.sklearn import RoleClassifier, SkillVectorizer

# So many texts are looked at one by one, and so many at once.
TEXTS, READINGS = 500, 3_000


def lists(given: Sequence[str]) -> list[Figure]:
    """Return what `read_many` takes against `read`: postings a second by the clock, and processor time of all."""
    many = [f"{text}\n{number}" for number in range(READINGS // len(given) + 1) for text in given][:READINGS]
    truerole.read_many(many[:1_000])  # processes start once
    begun, used = perf_counter(), processor_time()
    truerole.read_many(many)
    rate, by_many = len(many) / (perf_counter() - begun), 1e3 * (processor_time() - used) / len(many)
    begun, used = perf_counter(), processor_time()
    for text in given:
        truerole.read(text)
    rate_of_one, by_one = len(given) / (perf_counter() - begun), 1e3 * (processor_time() - used) / len(given)
    return [
        Figure("read, postings a second", rate_of_one, 50, least=True),
        Figure(f"read_many of {READINGS:,}, postings a second", rate, 50, least=True),
        Figure("read, processor time of a posting", by_one, 10, "ms"),
        Figure("read_many, processor time of a posting", by_many, 12, "ms"),
    ]


def processor_time() -> float:
    """Return the seconds that this process and its processes have worked."""
    family = (psutil.Process(), *psutil.Process().children(recursive=True))
    return sum(sum(member.cpu_times()[:2]) for member in family)


def pipes(given: Sequence[str]) -> list[Figure]:
    """Return what the pipe adds to a blank pipeline, and to a reading, in processor time."""
    bare, whole = spacy.blank("en"), spacy.blank("en")
    whole.add_pipe("truerole")
    tokens, reading, both = quickest((bare, truerole.read, whole), given)
    docs = list(whole.pipe(given[:200]))
    begun = process_time()
    for doc in docs:
        _ = doc._.reading
    again = 1e3 * (process_time() - begun) / len(docs)
    return [
        Figure("spaCy: a blank pipeline, a document", tokens, 20, "ms"),
        Figure("spaCy: with the pipe, a document", both, 40, "ms"),
        Figure("spaCy: the pipe beyond the reading", both - tokens - reading, 2, "ms"),
        Figure("spaCy: doc._.reading", again, 2, "ms"),
    ]


def estimators(given: Sequence[str]) -> list[Figure]:
    """Return what the estimators take, in processor time."""
    examples = load_examples()
    classifier, vectorizer = RoleClassifier(), SkillVectorizer().fit(given)
    begun = process_time()
    classifier.fit([example.description for example in examples], [example.role for example in examples])
    fitted = process_time() - begun
    predicted = 1e3 * seconds(lambda text: classifier.predict([text]), given) / len(given)
    begun = process_time()
    vectorizer.transform(given)
    return [
        Figure(f"RoleClassifier: a fit to {len(examples)} texts", fitted, 40, "s"),
        Figure("RoleClassifier: predict, a text", predicted, 10, "ms"),
        Figure("SkillVectorizer: transform, a text", 1e3 * (process_time() - begun) / len(given), 10, "ms"),
    ]


def main() -> int:
    """Print each figure with its limit; return 1 where one is broken."""
    given = texts()[:TEXTS]
    truerole.read(given[0])
    figures = [*lists(given), *pipes(given), *estimators(given)]
    print(*figures, sep="\n")
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
