"""Compare the role model with a plain bag of words, in the same folds of unseen sources.

Needs the reference postings (`TRUEROLE_REFERENCE`, by default ../shared), as the plain model reads their texts; takes
some minutes. Exits with 1 where the model is less than two points of accuracy above the plain one, or badly calibrated.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.support.timing import REFERENCE
from truerole.core.reading import ROLES
from truerole.model.evaluation.metrics import Evaluation, evaluate
from truerole.model.role.build_counts import read_labelled
from truerole.model.role.classifier import RoleModel
from truerole.model.role.cross_validation import labelled_predictions, source_folds
from truerole.model.role.term_counts import load_counts
from truerole.model.role.train import train

GAIN, CALIBRATION_ERROR = 0.02, 0.04


def plain(reference: Path, model: RoleModel) -> Evaluation:
    """Return how well TF-IDF of words and pairs with a logistic regression reads the read postings."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    gold = reference / "gold"
    files = [gold / "train_labels.jsonl", gold / "dev.jsonl"]
    read = list(read_labelled(reference / "corpus" / "postings.jsonl.gz", files))
    labels, texts = [label for label, _ in read], np.array([text for _, text in read], object)
    roles = np.array([ROLES.index(label.role) for label in labels])
    found = np.zeros((len(labels), len(ROLES)))
    for seen, unseen in source_folds(labels):
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        both = make_pipeline(words, LogisticRegression(C=10, max_iter=1_000)).fit(texts[seen], roles[seen])
        found[unseen] = both.predict_proba(texts[unseen])
    return evaluate(labelled_predictions(found, labels, model))


def line(name: str, e: Evaluation) -> str:
    """Return the main figures as a line."""
    figures = e.overall.accuracy, e.macro_f1, e.sure[2].accuracy, e.sure[3].accuracy, e.calibration_error
    return f"{name:10}" + "".join(f"{f:12.3f}" for f in figures) + f"{e.overall.n:10,}"


def main() -> None:
    """Print both models' figures, and leave with 1 where a limit is broken."""
    if not (REFERENCE / "corpus").exists():
        print(f"skipped: the reference postings are not at {REFERENCE}; say where with TRUEROLE_REFERENCE")
        return
    ours = train(load_counts())
    theirs = plain(REFERENCE, ours.model)
    print(
        f"{'':10}"
        + "".join(f"{h:>12}" for h in ("accuracy", "macro-F1", "sure >= 2", "sure = 3", "ECE"))
        + f"{'n':>10}"
    )
    print(line("plain", theirs), line("TrueRole", ours.evaluation), sep="\n")
    gain = ours.evaluation.overall.accuracy - theirs.overall.accuracy
    sys.exit(gain < GAIN or ours.evaluation.calibration_error > CALIBRATION_ERROR)


if __name__ == "__main__":
    main()
