"""Texts as scikit-learn's estimators are given them: lists, arrays and columns, checked before anything is read."""

from collections.abc import Iterable
from typing import Any


def checked_texts(texts: Any) -> list[str]:  # noqa: ANN401, as columns are of many libraries
    """Return the texts of a list, an array or a column, each a `str`.

    Raises ValueError for a single text, for what has more dimensions than one, and for a text that is no `str`.
    """
    if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
        raise ValueError(f"a sequence of texts is wanted, one a posting, not a {type(texts).__name__}")
    shape = getattr(texts, "shape", (None,))
    if len(shape) != 1:
        raise ValueError(
            f"texts in one dimension are wanted, not in {len(shape)}; give a column, as frame['description']"
        )
    found = texts.to_pylist() if hasattr(texts, "to_pylist") else list(texts)
    for number, text in enumerate(found):
        if not isinstance(text, str):
            raise ValueError(f"text {number} is a {type(text).__name__}, not a str; leave it out, or give ''")
    return found
