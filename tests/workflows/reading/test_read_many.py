"""Many texts are read in order, frames come back as what they were, and odd rows end nothing."""

from functools import cache
from math import nan
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
    found = truerole.read_many(["", TEXTS[0], "x" * 100_001, 5, None, nan, pd.NA])
    assert [isinstance(outcome, str) for outcome in found] == [True, False, True, True, True, True, True]
    assert {found[0], *found[4:]} == {found[0]}
    assert "there is no text to read" in found[0]
    assert "at the most" in found[2]
    assert "text must be a str, not int" in found[3]


@pytest.mark.parametrize("missing", [None, nan, pd.NA, pd.NaT])
def test_a_missing_title_is_none(missing: object) -> None:
    (found,) = truerole.read_many(pd.Series(TEXTS[:1]), [missing])
    assert (found.role, found.title) == (roles()[0], None)


def test_any_iterable_of_texts_is_read() -> None:
    found = truerole.read_many((text for text in TEXTS[:2]), (title for title in ("Data Analyst", None)))
    assert [reading.role for reading in found] == [truerole.read(TEXTS[0], "Data Analyst").role, roles()[1]]


@pytest.mark.parametrize(
    ("given", "told"),
    [({"texts": TEXTS[0]}, "these texts are one text"), ({"texts": [], "workers": 0}, "give 1 or more")],
)
def test_what_is_no_list_of_texts(given: dict[str, Any], told: str) -> None:
    with pytest.raises(DataError, match=told):
        truerole.read_many(**given)


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


class Odd:
    """What Arrow has no type for."""


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(pd.DataFrame({"description": TEXTS[:2], "pay": [50_000, "n/a"]}), id="mixed"),
        pytest.param(pd.DataFrame({"description": TEXTS[:2], "x": [Odd(), 1j], 7: 8}), id="objects"),
        pytest.param(pd.DataFrame([[text, 1, 2] for text in TEXTS[:2]], columns=["description", "x", "x"]), id="twice"),
    ],
)
def test_no_other_column_is_looked_at(given: pd.DataFrame) -> None:
    assert truerole.read_frame(given).role.tolist() == roles()[:2]


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum([*TEXTS[:2], "Data Analyst"])])
def test_categories_are_texts(kind: Any) -> None:
    given = pl.DataFrame(
        {"description": TEXTS[:2], "title": ["Data Analyst", None]}, {"description": kind, "title": kind}
    )
    assert truerole.read_frame(given)["role"].to_list() == [truerole.read(TEXTS[0], "Data Analyst").role, roles()[1]]
    found = truerole.read_frame(given.to_pandas())
    assert found.role.tolist() == [truerole.read(TEXTS[0], "Data Analyst").role, roles()[1]]


def test_what_is_no_text_is_told_in_its_row() -> None:
    found = truerole.read_frame(pd.DataFrame({"description": [TEXTS[0], 5, nan], "title": [7, "a", "a"]}))
    told = "title must be a str, not int", "text must be a str, not int", "there is no text to read"
    assert [part in error for part, error in zip(told, found.error, strict=True)] == [True] * 3


@pytest.mark.parametrize("name", ["id", "gid"])
@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_the_id_stays(make: Any, name: str) -> None:
    found = truerole.read_frame(make({name: [17, None, 3], "description": [TEXTS[0], "", ""]}))
    assert pa.table(found).column("id").to_pylist() == ["17", None, "3"]


def test_a_batch_becomes_a_table() -> None:
    found = truerole.read_frame(pa.record_batch({"description": TEXTS[:2]}))
    assert found.column("role").to_pylist() == roles()[:2]


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
        (pd.DataFrame([["a", "b"]], columns=["description"] * 2), "there are several columns 'description'"),
        (pd.Series(["a"]), "a Series is no data frame"),
        ([{"description": "a"}], "a list is no data frame"),
        ("a text", "a str is no data frame"),
    ],
)
def test_what_is_no_frame_of_texts(frame: object, told: str) -> None:
    with pytest.raises(DataError, match=told):
        truerole.read_frame(frame)
