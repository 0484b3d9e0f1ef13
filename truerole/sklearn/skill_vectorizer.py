"""Vectorizer of scikit-learn: texts to a sparse matrix of the skills that they name."""

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from joblib import effective_n_jobs
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from truerole.core.concurrency.parallel import chunks, map_in_order
from truerole.core.reading import Need
from truerole.core.taxonomy import load_taxonomy
from truerole.model.reader import MAX_CHARACTERS
from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare
from truerole.sklearn.texts import checked_texts

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEEDS: tuple[Need, ...] = ("required", "preferred", "context")
_TEXTS_PER_TASK = 64


class _Named(NamedTuple):
    """Skill of a text: id, need, and the number of mentions."""

    skill: str
    need: Need
    mentions: int


class SkillVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Vectorizer of skills: a row a text, a column a skill of the taxonomy.

    Columns are named by the ids of skills. A cell counts the mentions of a skill, or says 1 with `binary`. A skill has
    a column for each need with `by_need`, as in `python:required`. `n_jobs` processes read (None: this one; -1: a core
    each). Of a text over 100,000 characters the first ones are read. `skills_` holds the ids, as they were at `fit`.
    """

    def __init__(self, *, binary: bool = False, by_need: bool = False, n_jobs: int | None = None) -> None:
        self.binary = binary
        self.by_need = by_need
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: object = None) -> "SkillVectorizer":  # noqa: ANN401, N803, as scikit-learn calls it
        """Take the skills of the taxonomy as columns; the texts are checked alone."""
        checked_texts(X)
        self.skills_ = np.array(tuple(load_taxonomy().skills), object)
        return self

    def transform(self, X: Any) -> "csr_matrix":  # noqa: ANN401, N803
        """Return the skills of texts as a sparse matrix (texts × columns) of integers.

        Raises ValueError for what is no sequence of texts, NotFittedError before `fit`.
        """
        from scipy.sparse import csr_matrix

        check_is_fitted(self)
        numbers = {name: number for number, name in enumerate(self.get_feature_names_out())}
        rows = [self._cells(named, numbers) for named in _read(checked_texts(X), effective_n_jobs(self.n_jobs))]
        starts = np.cumsum([0, *map(len, rows)])
        cells = np.array([cell for row in rows for cell in sorted(row.items())], np.int64).reshape(-1, 2)
        return csr_matrix((cells[:, 1], cells[:, 0], starts), shape=(len(rows), len(numbers)))

    def get_feature_names_out(self, input_features: object = None) -> Any:  # noqa: ANN401, as numpy's strings are
        """Return the names of the columns: ids of skills, with `by_need` each with a need."""
        check_is_fitted(self)
        if not self.by_need:
            return self.skills_.copy()
        return np.array([_column(skill, need) for skill in self.skills_ for need in NEEDS], object)

    def _cells(self, named: Iterable[_Named], numbers: dict[str, int]) -> dict[int, int]:
        """Return the value of each column that a text has; a skill that was unknown at `fit` has none."""
        found = {_column(one.skill, one.need) if self.by_need else one.skill: one.mentions for one in named}
        return {numbers[name]: 1 if self.binary else n for name, n in found.items() if name in numbers}

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401, as scikit-learn has no types
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        tags.no_validation = True
        return tags


def _column(skill: str, need: Need) -> str:
    return f"{skill}:{need}"


def _read(texts: list[str], workers: int) -> list[list[_Named]]:
    with closing(map_in_order(_named, chunks(texts, _TEXTS_PER_TASK), workers)) as read:
        return [named for part in read for named in part]


def _named(texts: list[str]) -> list[list[_Named]]:
    found = (extract_skills(prepare(text[:MAX_CHARACTERS])) for text in texts)
    return [[_Named(skill.id, skill.need, len(skill.mentions)) for skill in skills] for skills in found]
