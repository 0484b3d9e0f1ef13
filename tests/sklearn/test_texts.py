"""Texts are taken from whatever holds a column of them; anything else is one line that says what to give."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from truerole.sklearn.texts import checked_texts

TEXTS = ["Build reports.", "", "Mend <b>pipelines</b>."]


@pytest.mark.parametrize(
    "given",
    [
        TEXTS,
        tuple(TEXTS),
        iter(TEXTS),
        np.array(TEXTS),
        np.array(TEXTS, object),
        pd.Series(TEXTS, index=[5, 5, 9]),
        pl.Series(TEXTS),
        pa.array(TEXTS),
        pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
    ],
    ids=lambda given: type(given).__module__,
)
def test_a_column_of_texts(given: Any) -> None:
    assert checked_texts(given) == TEXTS


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Build reports.", "a sequence of texts is wanted, one a posting, not a str"),
        (b"Build reports.", "not a bytes"),
        (None, "not a NoneType"),
        (7, "not a int"),
        ([["Build reports."]], "text 0 is a list, not a str"),
        (["Build reports.", None], "text 1 is a NoneType, not a str; leave it out, or give ''"),
        (pd.Series(["Build reports.", None]), "text 1 is a "),
        (pd.Series([0.5]), "text 0 is a float"),
        (pa.array(["Build reports.", None]), "text 1 is a NoneType"),
        (pd.DataFrame({"description": TEXTS}), "in one dimension are wanted, not in 2; give a column"),
        (pl.DataFrame({"description": TEXTS}), "in one dimension are wanted, not in 2; give a column"),
        (np.array([TEXTS]), "not in 2"),
        (np.array("Build reports."), "not in 0"),
    ],
)
def test_what_is_no_column_of_texts(given: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        checked_texts(given)


def test_no_texts_are_an_empty_list() -> None:
    assert checked_texts([]) == []
