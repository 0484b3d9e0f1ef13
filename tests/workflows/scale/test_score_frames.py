"""Frames as Spark hands them out become frames of readings, row by row."""

import json
from pathlib import Path

import pytest

from truerole.core.errors import DataError, ModelError
from truerole.data.files.formats import require_module
from truerole.model.reader import default_reader
from truerole.workflows.scale.identity import ReaderIdentity, reader_identity
from truerole.workflows.scale.score_frames import READINGS, score_frames

TEXT = "Build data pipelines with Spark and Airflow, and keep the warehouse in Snowflake."
pandas = require_module("pandas")


def test_frames_become_frames_of_readings() -> None:
    first = pandas.DataFrame({"id": ["a", "b"], "title": ["Data Engineer", None], "description": [TEXT, None]})
    second = pandas.DataFrame({"id": ["c"], "title": ["Clerk"], "description": [TEXT]}, index=[7])
    found = list(score_frames(iter([first, second]), reader_identity()))
    assert [list(frame.id) for frame in found] == [["a", "b"], ["c"]]
    assert all(list(frame.columns) == [column.split()[0] for column in READINGS.split(", ")] for frame in found)
    row = found[0].iloc[0]
    assert json.loads(row.reading) == json.loads(
        json.dumps(default_reader().read(TEXT, "Data Engineer", "a").to_dict())
    )
    assert (row.role, "spark" in row.skills, row.error) == ("data_engineer", True, None)
    assert found[0].iloc[1].error == "there is no description"


def test_a_frame_without_descriptions_and_another_version_are_refused() -> None:
    frame = pandas.DataFrame({"id": ["a"]})
    with pytest.raises(DataError, match="no column `description`"):
        list(score_frames([frame]))
    with pytest.raises(ModelError, match="install the same"):
        list(score_frames([frame], ReaderIdentity("0", "none", "none")))


def test_the_documented_snippet_names_what_there_is() -> None:
    paper = (Path(__file__).parents[3] / "docs" / "scale.md").read_text("utf-8")
    assert "mapInPandas(partial(score_frames, identity=reader_identity()), READINGS)" in paper
    for name in ("score_frames import READINGS, score_frames", "identity import reader_identity"):
        assert f"from truerole.workflows.scale.{name}" in paper
