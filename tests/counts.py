"""Parts of the shipped counts, for tests of training: a fit to a part takes a part of the time."""

import numpy as np

from truerole.model.role.term_counts import TermCounts


def some_rows(counts: TermCounts, rows: np.ndarray) -> TermCounts:
    """Return the counts of some rows alone."""
    entries = np.concatenate([np.arange(counts.starts[r], counts.starts[r + 1]) for r in rows])
    starts = np.concatenate(([0], np.cumsum(np.diff(counts.starts)[rows])))
    labels = tuple(counts.labels[r] for r in rows)
    numbers = counts.sections[entries], counts.columns[entries], counts.counts[entries]
    return TermCounts(labels, counts.terms, starts, *numbers, counts.profiles[rows])
