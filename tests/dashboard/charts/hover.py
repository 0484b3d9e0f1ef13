"""What a chart of a page shows where one points at a mark."""

import json

from pyarrow.ipc import open_stream
from streamlit.testing.v1 import AppTest


def hover_of(app: AppTest) -> dict[str, str]:
    """Return what the first mark of the only chart of a page shows, as it is written, by the names of the fields."""
    (shown,) = (*app.get("vega_lite_chart"), *app.get("arrow_vega_lite_chart"))
    spec = json.loads(shown.proto.spec)
    mark = spec["layer"][0] if "layer" in spec else spec
    data = shown.proto.data.data or shown.proto.datasets[0].data.data
    row = open_stream(data).read_all().to_pylist()[0]
    return {each.get("title", each["field"]): str(row.get(each["field"])) for each in mark["encoding"]["tooltip"]}
