import json

from truerole.cli.render.evaluation import evaluation_json
from truerole.model.evaluation.metrics import LabelledPrediction, evaluate


def test_the_keys_are_those_that_programs_read() -> None:
    figures = json.loads(
        evaluation_json(evaluate([LabelledPrediction("mine", "other", None, 3, (0.0, 0.0, 0.1, 0.2, 0.7), True)]))
    )
    assert list(figures) == [
        "everything",
        "macro_f1",
        "roles",
        "sources",
        "sure",
        "confident",
        "either",
        "coverage",
        "calibration_error",
        "calibration",
        "titles",
        "macro_f1_interval",
        "title_alone",
    ]
    assert figures["everything"] == {"right": 1, "n": 1}
    assert figures["roles"]["other"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 1}
    assert figures["sure"]["3"] == {"right": 1, "n": 1}
