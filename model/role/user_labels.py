"""Training data from a user's labels, beside the shipped counts.

Their texts are counted anew for each training, by the terms that ship. A label counts for several shipped ones, the
more so the surer its labeller was. Each is held out in one fold of the cross-validation: with the texts that it nearly
repeats, and with the source of a shipped posting that it repeats, so that no fit is measured on what it has seen.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.labels import LabelledText, text_digest
from truerole.core.reading import FEWEST_WORDS, ROLES
from truerole.model.duties.classifier import DutyModel, layout_of, predict_duties
from truerole.model.duties.profile import duty_profile
from truerole.model.duties.weights import load_duties
from truerole.model.role.cross_validation import FOLDS, YOUR_LABELS, source_folds
from truerole.model.role.term_counts import Label, TermCounts, load_terms, pack_counts
from truerole.model.role.title import classify_title
from truerole.model.role.train import weigh_by_section
from truerole.model.role.vectorizer import Vocabulary
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare
from truerole.model.text.langid import detect_language

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_ID_PREFIX = "own:"
# What a label counts for, by how sure the labeller was; a shipped one counts for 1.
WEIGHTS = {3: 2.0, 2: 1.5, 1: 1.0}
# With fewer labels than these, or none of a role, the user is told what to expect.
FEW_LABELS = 20
# Two texts are nearly the same where their rare terms are: those in at most this share of the shipped postings.
_RARE_SHARE = 0.01
_NEAR_DUPLICATE_COSINE = 0.7
_TEXTS_A_TASK = 64
_ROWS_AT_ONCE = 500


class CountedText(NamedTuple):
    """Term counts by section and term, and the duty profile (28), of a text."""

    counts: dict[tuple[int, int], int]
    profile: npt.NDArray[np.float32]


@dataclass(frozen=True)
class TrainingSet:
    """Training set: shipped counts with the user's labels, the labels used, and the number left out."""

    counts: TermCounts
    used: tuple[LabelledText, ...]
    left_out: int

    @property
    def notes(self) -> list[str]:
        """Notes for the annotator, a line each."""
        by_role = Counter(label.role for label in self.used)
        lacking = [role for role in ROLES if not by_role[role]]
        notes = []
        if self.left_out:
            notes.append(f"{self.left_out:,} labels are not used: their texts are not English, or too short to tell")
        if not self.used:
            return notes
        if len(self.used) < FEW_LABELS:
            notes.append(
                f"{len(self.used)} labels hardly change a model; from about {FEW_LABELS} of a kind on it shows"
            )
        elif lacking:
            notes.append(f"none of the labels is {', '.join(lacking)}: nothing new is learnt about that")
        return notes


def user_label_id(text: str) -> str:
    """Return the id of a labelled text."""
    return _ID_PREFIX + text_digest(text)[:24]


def with_user_labels(
    shipped: TermCounts, labels: Sequence[LabelledText], workers: int | None = None, duties: DutyModel | None = None
) -> TrainingSet:
    """Add the counts of labelled texts to the shipped counts, counted by `workers` processes (default: all cores).

    Their profiles are by the duty model `duties` (default: the shipped one).
    """
    count = partial(_counted, duties or load_duties())
    with closing(map_in_order(count, chunks([label.text for label in labels], _TEXTS_A_TASK), workers)) as found:
        rows = [row for portion in found for row in portion]
    used = [(label, row) for label, row in zip(labels, rows, strict=True) if row is not None]
    if not used:
        return TrainingSet(shipped, (), len(labels))
    profiles = np.array([row.profile for _, row in used])
    own = pack_counts([_label(label) for label, _ in used], shipped.terms, [row.counts for _, row in used], profiles)
    both = _append(shipped, own, _assign_folds(shipped, own))
    return TrainingSet(both, tuple(label for label, _ in used), len(labels) - len(used))


def _counted(duties: DutyModel, texts: list[str]) -> list[CountedText | None]:
    return [count_text(text, duties) for text in texts]


def count_text(text: str, model: DutyModel) -> CountedText | None:
    """Count the terms of a text by section, and read its duties; None where it is too short or not English."""
    document = prepare(text)
    if detect_language(document.tokens) != "en":
        return None
    vocabulary, skills = shipped_vocabulary(), extract_skills(document)
    found = vocabulary.find(document, skills)
    if found.words < FEWEST_WORDS:
        return None
    layout = layout_of(document)
    duties = predict_duties(model, found, layout)
    return CountedText(vocabulary.count(document, skills), duty_profile(duties.alone, layout.kinds, found.shares))


def _label(given: LabelledText) -> Label:
    title = classify_title(given.title or "")
    weight = WEIGHTS[given.sure]
    return Label(
        user_label_id(given.text), YOUR_LABELS, given.role, given.second, given.sure, title=title, weight=weight
    )


def _assign_folds(shipped: TermCounts, own: TermCounts) -> list[int]:
    """Return the fold that holds out each of the user's texts; near-duplicates share a fold."""
    from scipy.sparse.csgraph import connected_components

    held_out = {i: number for number, (_, unseen) in enumerate(source_folds(shipped.labels)) for i in unseen.tolist()}
    theirs, ours = _rare_terms(shipped, own)
    groups: list[int] = connected_components(_near_duplicates(ours, ours), directed=False)[1].tolist()
    first = {group: own.labels[i].id for i, group in reversed(list(enumerate(groups)))}
    parts = {group: int(sha256(name.encode()).hexdigest(), 16) % FOLDS for group, name in first.items()}
    for i, j in zip(*_near_duplicates(ours, theirs).nonzero(), strict=True):
        parts[groups[i]] = held_out[int(j)]
    return [parts[group] for group in groups]


def _rare_terms(shipped: TermCounts, own: TermCounts) -> tuple["csr_matrix", "csr_matrix"]:
    """Return rare terms of the shipped postings and of the user's texts, rows of length 1."""
    from sklearn.preprocessing import normalize

    theirs, ours = weigh_by_section(shipped), weigh_by_section(own)
    seen = (theirs > 0).sum(axis=0).A1
    kept = np.flatnonzero(seen <= max(_RARE_SHARE * theirs.shape[0], 1))
    return normalize((theirs[:, kept] > 0).astype(np.float32)), normalize((ours[:, kept] > 0).astype(np.float32))


def _near_duplicates(some: "csr_matrix", others: "csr_matrix") -> "csr_matrix":
    """Return the near-duplicates between two sets of texts (a × b), by cosine similarity of rare terms."""
    from scipy.sparse import vstack

    turned = others.T.tocsr()
    return vstack(
        [some[i : i + _ROWS_AT_ONCE] @ turned >= _NEAR_DUPLICATE_COSINE for i in range(0, some.shape[0], _ROWS_AT_ONCE)]
    ).tocsr()


def _append(shipped: TermCounts, own: TermCounts, folds: Sequence[int]) -> TermCounts:
    """Append the user's labels to the shipped counts, each with the fold that holds it out."""
    labels = [replace(label, fold=fold) for label, fold in zip(own.labels, folds, strict=True)]
    return TermCounts(
        (*shipped.labels, *labels),
        shipped.terms,
        np.concatenate((shipped.starts, own.starts[1:] + shipped.starts[-1])),
        np.concatenate((shipped.sections, own.sections)),
        np.concatenate((shipped.columns, own.columns)),
        np.concatenate((shipped.counts, own.counts)),
        np.concatenate((shipped.profiles, own.profiles)),
    )


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the vocabulary of the terms that ship."""
    return Vocabulary(load_terms())
