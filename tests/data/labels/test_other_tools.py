"""Labels of Prodigy, doccano, Label Studio and Argilla are labels here, and go back; a rejected record is no label."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from truerole.core.errors import DataError
from truerole.data.labels.export import export_labels
from truerole.data.labels.labels import NewLabel, add_labels
from truerole.data.labels.other_tools import Tool, plain_labels
from truerole.data.labels.read_file import LabelFile
from truerole.data.store.store import Store

TEXT = "You keep the ovens of our shop running, and count the loaves."
RESULT = {"type": "choices", "from_name": "x", "to_name": "text", "value": {"choices": ["Data Analyst"]}}
TABLE = {"annotation_id": 3, "annotator": 1, "id": 9, "lead_time": 2.5, "created_at": "x", "updated_at": "x"}


def studio(*annotations: object, **data: object) -> dict[str, Any]:
    return {"id": 1, "data": {"text": TEXT, **data}, "annotations": list(annotations)}


# A record, and the first and the second role, the title and the labeller of its labels.
LABELS: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    ("prodigy", {"label": "data_analyst", "answer": "accept"}, [("data_analyst", None, None, None)]),
    ("prodigy", {"accept": ["Data Analyst"], "answer": "accept"}, [("data_analyst", None, None, None)]),
    ("prodigy", {"accept": ["other", "ml_engineer"], "answer": "accept"}, [("other", "ml_engineer", None, None)]),
    ("prodigy", {"label": "other", "answer": "accept", "meta": {"title": "Cook"}}, [("other", None, "Cook", None)]),
    ("prodigy", {"label": "other", "answer": "accept", "_annotator_id": "ann"}, [("other", None, None, "ann")]),
    ("doccano", {"label": ["Data Engineer"], "id": 4}, [("data_engineer", None, None, None)]),
    ("doccano", {"labels": ["data_engineer", "other"]}, [("data_engineer", "other", None, None)]),
    ("doccano", {"label": ["other"], "title": "Cook", "Comments": []}, [("other", None, "Cook", None)]),
    ("doccano", {"label": "data_engineer#other"}, [("data_engineer#other", None, None, None)]),
    ("studio", studio({"result": [RESULT]}), [("data_analyst", None, None, None)]),
    ("studio", studio({"completed_by": 5, "result": [RESULT]}, title="T"), [("data_analyst", None, "T", None)]),
    (
        "studio",
        studio({"completed_by": {"email": "a@b.example"}, "result": [RESULT]}, {"result": [RESULT]}),
        [("data_analyst", None, None, "a@b.example"), ("data_analyst", None, None, None)],
    ),
    ("studio", studio({"was_cancelled": True}, {"result": [RESULT]}), [("data_analyst", None, None, None)]),
    ("studio min", {**TABLE, "role": "ML engineer"}, [("ml_engineer", None, None, None)]),
    (
        "studio min",
        {**TABLE, "sentiment": {"choices": ["other", "ml_engineer"]}},
        [("other", "ml_engineer", None, None)],
    ),
    ("studio csv", {**TABLE, "my_choice": "Data scientist", "title": "T"}, [("data_scientist", None, "T", None)]),
    ("studio csv", {**TABLE, "what": '{"choices": []}', "choice": "other"}, [("other", None, None, None)]),
    ("argilla", {"annotation": "other", "status": "Validated"}, [("other", None, None, None)]),
    ("argilla", {"annotation": ["other"], "inputs": {"text": TEXT}, "text": None}, [("other", None, None, None)]),
    ("argilla", {"annotation": "other", "inputs": {}, "annotation_agent": "ann"}, [("other", None, None, "ann")]),
    (
        "argilla 2",
        {"fields": {"text": TEXT}, "responses": {"r": [{"value": "other", "status": "submitted", "user_id": "ann"}]}},
        [("other", None, None, "ann")],
    ),
    (
        "argilla 2",
        {"r.responses": ["other", "ml_engineer"], "r.responses.status": ["discarded", "submitted"]},
        [("ml_engineer", None, None, None)],
    ),
    ("ours", {"role": "other", "second": "ml_engineer", "labeller": "ann"}, [("other", "ml_engineer", None, "ann")]),
    ("plain", {"label": "Machine Learning Engineer"}, [("ml_engineer", None, None, None)]),
]


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., list[Any]]:
    def read(*records: object, name: str = "a.jsonl", **options: Any) -> list[Any]:
        lines = [json.dumps(record) for record in records]
        (tmp_path / name).write_text("\n".join(lines) if name == "a.jsonl" else f"[{','.join(lines)}]")
        return list(LabelFile(tmp_path / name, "me", **options))

    return read


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize(("record", "said"), [(record, said) for _, record, said in LABELS])
def test_a_label(
    rows: Callable[..., list[Any]], name: str, record: dict[str, Any], said: list[tuple[Any, ...]]
) -> None:
    found = rows({"text": TEXT, **record}, name=name)
    if "#" in str(said):
        assert found[0].problem.startswith("no role is called")
        return
    assert [row.problem for row in found] == [None] * len(said)
    given = [row.given for row in found]
    assert [(one.role, one.second, one.title) for one in given] == [one[:3] for one in said]
    assert [(one.text, one.annotator) for one in given] == [(TEXT, one[3] or "me") for one in said]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"label": "other", "answer": "reject"}, "Prodigy's answer is 'reject', so it is no label"),
        ({"label": "other", "answer": "ignore"}, "Prodigy's answer is 'ignore', so it is no label"),
        ({"accept": [], "answer": "accept"}, "nobody has labelled it"),
        ({"accept": ["other", "ml_engineer", "data_analyst"], "answer": "accept"}, "it has 3 labels; a role, and"),
        ({"label": []}, "nobody has labelled it"),
        ({"label": [[0, 5, "other"]]}, "it labels places in the text, not the text"),
        ({"labels": [{"start": 0, "end": 5, "label": "other"}]}, "it labels places in the text, not the text"),
        (studio(), "nobody has labelled it in Label Studio, or it was skipped there"),
        (studio({"was_cancelled": True, "result": [RESULT]}), "nobody has labelled it in Label Studio"),
        (studio({"result": []}), "nobody has labelled it"),
        ({**TABLE, "choice": ""}, "nobody has labelled it"),
        ({"annotation": None, "status": "Default"}, "nobody has labelled it in Argilla"),
        ({"annotation": "other", "status": "Discarded"}, "nobody has labelled it in Argilla"),
        ({"responses": {"r": [{"value": "other", "status": "draft"}]}}, "nobody has submitted a label in Argilla"),
        ({"responses": None, "r.responses": None}, "nobody has submitted a label in Argilla"),
        ({"role": "BI analyst"}, "no role is called 'BI analyst'"),
    ],
)
def test_what_is_no_label(rows: Callable[..., list[Any]], record: dict[str, Any], why: str) -> None:
    whole = {"text": TEXT, **record}
    (row,) = rows(whole, whole)[:1]
    assert (row.given, row.problem.startswith(why)) == (None, True), row.problem


def test_records_of_no_tool_are_as_given() -> None:
    plain = {"text": TEXT, "role": "other", "annotations": "none", "data": {}}
    assert list(plain_labels(plain)) == [plain]
    with pytest.raises(DataError, match="places"):
        list(plain_labels({"label": [[0, 1, "x"]]}))


def test_a_column_may_be_chosen(rows: Callable[..., list[Any]]) -> None:
    record = {"what": "other", "words": TEXT, "label": "bread"}
    (row,) = rows(record, chosen={"role": "what", "text": "words"})
    assert (row.given.role, row.given.text) == ("other", TEXT)
    for chosen, why in ({"role": "x"}, "there is no such column; there are what"), ({"x": "what"}, "no such field"):
        with pytest.raises(DataError, match=why):
            rows(record, chosen=chosen)


@pytest.mark.parametrize("tool", ["prodigy", "doccano", "label-studio", "csv"])
def test_round_trip(store: Store, tmp_path: Path, tool: Tool) -> None:
    texts = [f"{TEXT} {n}" for n in range(12)]
    label = {"role": "data_analyst", "annotator": "ann", "why": "import"}
    odd = {**label, "second": "other", "sure": 2, "title": "=1+1", "annotator": "Bo <b@c.example>"}
    add_labels(store, [NewLabel(text=text, **(odd if n % 3 else label)) for n, text in enumerate(texts)])
    path = tmp_path / ("a.csv" if tool == "csv" else "a.json")
    assert export_labels(store, path, tool=tool) == 12
    found = [row.given for row in LabelFile(path, "me")]
    assert [one.text for one in found] == texts
    assert [(one.role, one.second, one.sure, one.title, one.annotator) for one in found] == [
        ("data_analyst", "other", 2, "=1+1", "Bo <b@c.example>") if n % 3 else ("data_analyst", None, 3, None, "ann")
        for n in range(12)
    ]


@pytest.mark.parametrize(("tool", "name"), [("csv", "a.jsonl"), ("prodigy", "a.csv"), ("doccano", "a.xlsx")])
def test_a_name_of_another_form(store: Store, tmp_path: Path, tool: Tool, name: str) -> None:
    with pytest.raises(DataError, match="name it"):
        export_labels(store, tmp_path / name, tool=tool)
    assert not (tmp_path / name).exists()


def test_doccano_as_a_table(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as out:
        csv.writer(out).writerows([["id", "data", "label"], [1, TEXT, "data_engineer"], [2, TEXT, "other"]])
    assert [row.given.role for row in LabelFile(tmp_path / "a.csv", "me")] == ["data_engineer", "other"]
