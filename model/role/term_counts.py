"""Postings as numbers: their labels and how often each term stands in each kind of section, never text."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from truerole.core.assets import ASSETS, DAMAGED_ARRAYS
from truerole.core.errors import DataError
from truerole.core.reading import DUTIES, ROLES, SECTION_KINDS, Role, Seniority, Stage

FOLDER = ASSETS / "counts"
_FIELDS = ("id", "source", "title", "role", "second", "sure", "stage", "deep_learning", "seniority")
_NONE = ("title", "second")
_PROFILES = "profiles.npz"
# Length of a duty profile: four views of the duties but "none".
PROFILE = 4 * (len(DUTIES) - 1)

# Labels that are held out together: those of a source, or a user's of a fold.
Group = str | int


@dataclass(frozen=True, slots=True)
class Label:
    """Label of a posting by an annotator (see the roles page); `second` is None where a single role fills the job.

    `title` is the role that its title names, if any. `weight` is what it counts for beside a shipped one, where a user
    has labelled it; `fold` is the fold of the cross-validation that holds a user's label out, None for a shipped
    posting, which is held out with its source.
    """

    id: str
    source: str
    role: Role
    second: Role | None
    sure: int
    stage: Stage = "unknown"
    deep_learning: int = 0
    seniority: Seniority = "unknown"
    title: Role | None = None
    weight: float = 1.0
    fold: int | None = None

    @property
    def group(self) -> Group:
        """Return what is held out together: the source, or the fold of a user's label."""
        return self.source if self.fold is None else self.fold


@dataclass(frozen=True)
class TermCounts:
    """Labels and term counts of n postings, as compressed sparse rows.

    Posting i has the entries `starts[i]` to before `starts[i + 1]`: of each the section (an index of
    TERM_SECTIONS), the number of the term, and its count. `profiles` are the duty profiles (n × 28).
    """

    labels: tuple[Label, ...]
    terms: tuple[str, ...]
    starts: npt.NDArray[np.int64]
    sections: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float32]
    profiles: npt.NDArray[np.float32]


def pack_counts(
    labels: Iterable[Label],
    terms: Iterable[str],
    rows: Iterable[Mapping[tuple[int, int], int]],
    profiles: npt.NDArray[np.float32] | None = None,
) -> TermCounts:
    """Pack the counts of postings, each given as {(section, term): count}; without profiles these are 0."""
    entries = [_entries(row) for row in rows]
    flat = np.concatenate([np.empty((0, 3), np.int32), *entries])
    starts = np.cumsum([0, *map(len, entries)])
    duties = np.zeros((len(entries), PROFILE), np.float32) if profiles is None else profiles
    return TermCounts(
        tuple(labels),
        tuple(terms),
        starts,
        flat[:, 0].astype(np.int64),
        flat[:, 1].astype(np.int64),
        flat[:, 2].astype(np.float32),
        duties,
    )


def _entries(row: Mapping[tuple[int, int], int]) -> npt.NDArray[np.int32]:
    """Return the entries of a posting, (section, term, count), by section and term, (n × 3)."""
    places = np.fromiter(chain.from_iterable(row), np.int32, 2 * len(row)).reshape(-1, 2)
    counts = np.fromiter(row.values(), np.int32, len(row))
    return np.column_stack((places, counts))[np.lexsort((places[:, 1], places[:, 0]))]


def save_counts(counts: TermCounts, folder: Path = FOLDER) -> None:
    """Write `counts` to `folder`: labels and terms to read, the numbers compressed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(_FIELDS)
        table.writerows([getattr(label, f) or ("" if f in _NONE else 0) for f in _FIELDS] for label in counts.labels)
    (folder / "terms.txt").write_text("\n".join(counts.terms) + "\n", encoding="utf-8")
    keys = counts.sections * len(counts.terms) + counts.columns
    # Sorted keys as steps from one to the next are small numbers; with their bytes apart they compress to a third.
    steps = np.diff(keys, prepend=0)
    steps[counts.starts[:-1][np.diff(counts.starts) > 0]] = keys[counts.starts[:-1][np.diff(counts.starts) > 0]]
    np.savez_compressed(
        folder / "counts.npz",
        lengths=np.diff(counts.starts).astype(np.uint16),
        low=(steps & 255).astype(np.uint8),
        high=(steps >> 8).astype(np.uint16),
        counts=np.minimum(counts.counts, 255).astype(np.uint8),
    )
    save_profiles(counts.profiles, folder)


def save_profiles(profiles: npt.NDArray[np.float32], folder: Path = FOLDER) -> None:
    """Write the duty profiles (n × 28) of the postings in `folder`, in the order of their labels."""
    np.savez_compressed(folder / _PROFILES, profiles=profiles.astype(np.float16))


@lru_cache(maxsize=1)
def load_counts() -> TermCounts:
    """Return the shipped counts."""
    return read_counts(FOLDER)


@lru_cache(maxsize=1)
def count_shipped_labels() -> int:
    """Count the shipped labels; raises DataError where the labels cannot be read."""
    try:
        return len(_labels(FOLDER / "labels.tsv"))
    except DAMAGED_ARRAYS as error:
        raise DataError(f"the training labels in {FOLDER} cannot be read ({error}); install TrueRole again") from error


def load_terms() -> tuple[str, ...]:
    """Return the terms of the shipped counts, without the counts; raises DataError where they cannot be read."""
    try:
        return _terms(FOLDER)
    except (OSError, ValueError) as error:
        raise DataError(f"the training counts in {FOLDER} cannot be read ({error}); install TrueRole again") from error


def load_label_ids() -> list[str]:
    """Return the ids of the shipped postings, in order."""
    return [label.id for label in _labels(FOLDER / "labels.tsv")]


def read_counts(folder: Path) -> TermCounts:
    """Read the counts that `save_counts` wrote; raises DataError where they are damaged."""
    try:
        terms = _terms(folder)
        with (folder / "counts.npz").open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            lengths, counts = file["lengths"], file["counts"]
            steps = file["low"].astype(np.int64) + (file["high"].astype(np.int64) << 8)
        with (folder / _PROFILES).open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            profiles = file["profiles"].astype(np.float32)
        labels = _labels(folder / "labels.tsv")
    except DAMAGED_ARRAYS as error:
        raise DataError(f"the training counts in {folder} cannot be read ({error}); install TrueRole again") from error
    starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    fits = len(labels) == len(lengths) and len(steps) == len(counts) == starts[-1]
    fits = fits and profiles.shape == (len(labels), PROFILE)
    keys = _summed(steps, starts) if fits else steps
    if not fits or keys.max(initial=-1) >= len(terms) * (len(SECTION_KINDS) + 3):
        raise DataError(f"the training counts in {folder} do not fit their labels and terms; install TrueRole again")
    sections, columns = np.divmod(keys, len(terms))
    return TermCounts(labels, terms, starts, sections, columns, counts.astype(np.float32), profiles)


def _terms(folder: Path) -> tuple[str, ...]:
    return tuple((folder / "terms.txt").read_text(encoding="utf-8").split("\n")[:-1])


def _summed(steps: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    total = np.cumsum(steps)
    before = np.concatenate(([0], total))[starts[:-1]]
    return np.asarray(total - np.repeat(before, np.diff(starts)), np.int64)


def _labels(path: Path) -> tuple[Label, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_label(row) for row in csv.DictReader(file, delimiter="\t"))


def _label(row: Mapping[str, str]) -> Label:
    if not {row["role"], row["second"] or None, row["title"] or None} <= {*ROLES, None}:
        raise ValueError(f"{row['id']} has an unknown role")
    return Label(
        row["id"],
        row["source"],
        row["role"],  # type: ignore[arg-type]
        row["second"] or None,  # type: ignore[arg-type]
        int(row["sure"]),
        row["stage"],  # type: ignore[arg-type]
        int(row["deep_learning"]),
        row["seniority"],  # type: ignore[arg-type]
        row["title"] or None,  # type: ignore[arg-type]
    )
