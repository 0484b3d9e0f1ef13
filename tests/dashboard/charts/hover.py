"""What a chart of a page shows where one points at a mark."""

import json
from collections.abc import Iterator
from typing import Any

from pyarrow.ipc import open_stream
from streamlit.testing.v1 import AppTest


def charts_of(app: AppTest) -> list[Any]:
    """Return the charts of a page."""
    return [*app.get("vega_lite_chart"), *app.get("arrow_vega_lite_chart")]


def hover_of(app: AppTest) -> dict[str, str]:
    """Return what the first mark of the only chart of a page shows, as it is written, by the names of the fields."""
    (shown,) = charts_of(app)
    spec = json.loads(shown.proto.spec)
    mark = spec["layer"][0] if "layer" in spec else spec
    data = shown.proto.data.data or shown.proto.datasets[0].data.data
    row = open_stream(data).read_all().to_pylist()[0]
    return {each.get("title", each["field"]): str(row.get(each["field"])) for each in mark["encoding"]["tooltip"]}


def nameless_hovers(app: AppTest) -> list[Any]:
    """Return the marks of a page's charts that would show their columns, by whatever names these have."""
    return [mark for chart in charts_of(app) for mark in _marks(json.loads(chart.proto.spec)) if _tells_columns(mark)]


def _marks(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    parts = spec.get("layer") or [spec["spec"]] if "layer" in spec or "spec" in spec else []
    for part in parts:
        yield from _marks(part)
    if not parts:
        yield spec


def _tells_columns(mark: dict[str, Any]) -> bool:
    silent = "tooltip" in mark["mark"] and not mark["mark"]["tooltip"]
    told = mark["encoding"].get("tooltip", [])
    names = {each.get("title", each.get("field")) for each in told} & {"low", "high", "least", "most", "group"}
    return not silent and (not told or bool(names))
