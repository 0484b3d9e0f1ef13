"""Evaluation figures as JSON, by the keys that `truerole evaluate --json` has always had."""

from dataclasses import fields

import orjson

from truerole.model.evaluation.metrics import Evaluation

# The keys of JSON that are not called as the fields of an evaluation.
_KEYS = {"overall": "everything", "first_or_second": "either"}


def evaluation_json(evaluation: Evaluation) -> str:
    """Return the figures of an evaluation as a JSON object."""
    figures = {_KEYS.get(f.name, f.name): getattr(evaluation, f.name) for f in fields(evaluation)}
    return orjson.dumps(figures, option=orjson.OPT_NON_STR_KEYS).decode()
