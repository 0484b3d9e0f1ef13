"""Weights of the duty model as arrays in half precision: in the training data, and in each model's file."""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from truerole.core.assets import DAMAGED_ARRAYS
from truerole.core.errors import DataError
from truerole.core.reading import DUTIES
from truerole.model.duties.classifier import LENGTHS, VIEWS, DutyModel
from truerole.model.role.term_counts import FOLDER

_FILE = "duties.npz"


def stored_arrays(model: DutyModel) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a model by name, as they are stored."""
    arrays = {f.name: np.asarray(getattr(model, f.name)) for f in fields(DutyModel)}
    return {name: a.astype(np.float16) if a.dtype == np.float32 else a for name, a in arrays.items()}


def restored_model(arrays: Mapping[str, npt.NDArray[Any]], terms: int) -> DutyModel:
    """Return the model of stored arrays for so many terms; raises ValueError or KeyError where they do not fit."""
    found = {f.name: arrays[f.name] for f in fields(DutyModel)}
    full: dict[str, Any] = {n: a.astype(np.float32) if a.dtype == np.float16 else a for n, a in found.items()}
    model = DutyModel(**full)
    d, near = len(DUTIES), len(model.near)
    wanted = {
        "idf": (terms,), "own": (terms, d), "word_rows": (terms,), "near": (near, 4, d), "intercept": (d,),
        "lengths": (LENGTHS, d), "is_heading": (d,),
        "context": (VIEWS * d, d), "context_intercept": (d,),
    }  # fmt: skip
    unfit = [name for name, shape in wanted.items() if found[name].shape != shape]
    rows = model.word_rows
    if unfit or rows.dtype.kind != "i" or rows.min(initial=0) < 0 or rows.max(initial=0) >= max(near, 1):
        raise ValueError(f"its arrays of duties do not fit each other: {', '.join(unfit) or 'word_rows'}")
    return model


def save_duties(model: DutyModel, folder: Path = FOLDER) -> None:
    """Write a model to `folder`."""
    arrays: dict[str, Any] = stored_arrays(model)
    np.savez_compressed(folder / _FILE, **arrays)


@lru_cache(maxsize=1)
def load_duties() -> DutyModel:
    """Return the shipped model; raises DataError where it cannot be read."""
    path = FOLDER / _FILE
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return restored_model(dict(file), len(file["idf"]))
    except DAMAGED_ARRAYS as error:
        raise DataError(f"the duty weights in {path} cannot be read ({error}); install TrueRole again") from error
