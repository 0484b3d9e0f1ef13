"""Many texts are read in order, frames come back as what they were, and odd rows end nothing."""

from functools import cache
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import truerole
from truerole.core.errors import DataError
from truerole.data.labels.examples import load_examples
from truerole.model.reader import default_reader
from truerole.workflows.reading import read_many as module

TEXTS = [example.description for example in load_examples()[:6]]


@cache
def roles() -> list[str | None]:
    """Return the roles of TEXTS, read when the first test asks for them: to collect tests loads no model."""
    return [default_reader().read(text).role for text in TEXTS]


class OtherFrame:
    """A frame of another library: it speaks the Arrow interface, and is made of what does."""

    def __init__(self, table: Any) -> None:
        self.table = pa.table(table)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def test_a_list_is_read_in_order() -> None:
    assert [reading.role for reading in truerole.read_many(TEXTS)] == roles()
    assert truerole.read_many([]) == []


def test_titles_go_along() -> None:
    first, second = truerole.read_many(TEXTS[:2], ["Data Analyst", None])
    assert (first.title.text, second.title) == ("Data Analyst", None)
    with pytest.raises(DataError, match="1 titles for 2 texts"):
        truerole.read_many(TEXTS[:2], ["Data Analyst"])


def test_odd_texts_end_nothing() -> None:
    found = truerole.read_many(["", TEXTS[0], "x" * 100_001, 5, None])
    assert [isinstance(outcome, str) for outcome in found] == [True, False, True, True, True]
    assert "there is no text to read" in found[0]
    assert "at the most" in found[2]
    assert "text must be a str, not int" in found[3]


def test_processes_read_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEW", 1)
    assert [reading.role for reading in truerole.read_many(TEXTS, workers=2)] == roles()


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table, OtherFrame], ids=["pandas", "Polars", "Arrow", "another"]
)
def test_a_frame_comes_back_as_what_it_was(make: Any) -> None:
    rows = pa.table({"job": [*TEXTS, None], "title": ["Data Analyst", *[None] * 6]})
    given = rows.to_pandas() if make is pd.DataFrame else make(rows)
    found = truerole.read_frame(given, text="job")
    assert type(found) is type(given)
    table = pa.table(found)
    assert table.column("role").to_pylist() == [*roles(), None]
    assert table.column("title").to_pylist()[0]["text"] == "Data Analyst"
    assert [bool(error) for error in table.column("error").to_pylist()] == [False] * 6 + [True]


def test_the_index_stays() -> None:
    given = pd.DataFrame({"description": TEXTS[:2]}, index=["b", "a"])
    assert truerole.read_frame(given).index.tolist() == ["b", "a"]
    assert truerole.read_frame(given.iloc[:0]).empty


def test_polars_gets_columns_of_its_own_types() -> None:
    given = pl.DataFrame({"description": TEXTS[:2], "title": ["Data Analyst", None]})
    found = truerole.read_frame(given)
    assert found.select("role", pl.col("title").struct.field("text")).rows() == [
        (roles()[0], "Data Analyst"),
        (roles()[1], None),
    ]
    named = found.select(pl.col("skills").explode().struct.field("id"))["id"].to_list()
    assert named == [skill.id for text in TEXTS[:2] for skill in truerole.read(text).skills]
    assert truerole.read_frame(given.head(0)).is_empty()


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"x": ["a"]}), "there is no column 'description'; there are x"),
        (pl.DataFrame({"description": [1]}).lazy(), "a LazyFrame is no data frame"),
        (pd.DataFrame({"description": [[1]]}), "the column 'description' holds no text but list"),
        ([{"description": "a"}], "a list is no data frame"),
        ("a text", "a str is no data frame"),
    ],
)
def test_what_is_no_frame_of_texts(frame: object, told: str) -> None:
    with pytest.raises(DataError, match=told):
        truerole.read_frame(frame)
